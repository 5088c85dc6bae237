namespace LensGrains.Grains.Storage;

/// <summary>
/// Writes behind the etag: decides, writes, and where another activation wrote first reads and decides again. Where nothing changes no
/// write fences the answer, so the state is read before it is given. A look that need not be right, such as a timer's, asks the rule
/// about the state in memory first and comes here only with something to write.
/// </summary>
internal static class StateFence
{
    private const int MostConflicts = 5;

    /// <param name="stored">The grain's state.</param>
    /// <param name="decide">The rule: an answer and the new state, or null where nothing changes.</param>
    /// <param name="lostFence">Called once a conflict shows that there is another activation.</param>
    /// <returns>The answer, and whether anything was written.</returns>
    /// <exception cref="InconsistentStateException">Others keep writing; nothing was written by this call.</exception>
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
                var etag = stored.Etag;
                await stored.ReadStateAsync();
                if (stored.Etag == etag)
                {
                    return (answer, false);
                }

                lostFence();
                RefuseAfter(conflicts);
                continue;
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

    private static void RefuseAfter(int conflicts)
    {
        if (conflicts >= MostConflicts)
        {
            throw new InconsistentStateException("The state is being written by another activation. Try again.");
        }
    }
}
