namespace LensGrains.Grains.Storage;

/// <summary>Writes behind the etag: decides, writes, and where another activation wrote first reads and decides again.</summary>
internal static class StateFence
{
    private const int MostConflicts = 5;

    /// <param name="stored">The grain's state.</param>
    /// <param name="decide">The rule: an answer and the new state, or null where nothing changes.</param>
    /// <param name="lostFence">Called once a conflict shows that there is another activation.</param>
    /// <returns>The answer, and whether anything was written.</returns>
    public static async Task<(TAnswer Answer, bool Written)> DecideAsync<TState, TAnswer>(
        this IPersistentState<Stored<TState>> stored, Func<TState?, (TAnswer Answer, TState? Next)> decide, Action lostFence)
        where TState : class
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var before = stored.State.Value;
            var (answer, next) = decide(before);
            if (next is null)
            {
                return (answer, false);
            }

            try
            {
                stored.State = new Stored<TState> { Value = next };
                await stored.WriteStateAsync();
                return (answer, true);
            }
            catch (InconsistentStateException) when (conflicts < MostConflicts)
            {
                lostFence();
                await stored.ReadStateAsync();
            }
            catch
            {
                // What reached the disk is unknown; the next activation reads it.
                stored.State = new Stored<TState> { Value = before };
                lostFence();
                throw;
            }
        }
    }
}
