using LensGrains.Core.Journaling;
using LensGrains.Core.Ports;

namespace LensGrains.Grains.Journaling;

/// <summary>
/// One grain's end of its journal: replays, appends behind the fence, and after a conflict reads what somebody else wrote, so that
/// the grain decides anew on the truth. Not for use by two calls at once; grain turns see to that.
/// </summary>
internal sealed class GrainJournal<TEvent>(IJournal journal, JournalCodec<TEvent> codec, string name, Action<TEvent> apply)
    where TEvent : class
{
    private const int MostConflicts = 5;

    /// <summary>Entries applied so far.</summary>
    public long Position { get; private set; }

    /// <summary>
    /// Takes everything up to <paramref name="position"/> for applied, by a snapshot; false, with nothing changed, where the journal is
    /// shorter than that and the snapshot therefore another journal's.
    /// </summary>
    public async Task<bool> BeginAtAsync(long position, CancellationToken cancellationToken)
    {
        if ((await journal.PositionsAsync([name], cancellationToken)).GetValueOrDefault(name) < position)
        {
            return false;
        }

        Position = position;
        return true;
    }

    /// <summary>Applies everything behind <see cref="Position"/>; true where there was anything.</summary>
    /// <exception cref="UnknownJournalEntryException">An entry is not known to this version.</exception>
    public async Task<bool> CatchUpAsync(CancellationToken cancellationToken = default)
    {
        var before = Position;
        await foreach (var stored in journal.ReadAsync(name, Position, cancellationToken: cancellationToken))
        {
            apply(codec.Decode(stored.Record));
            Position = stored.Position;
        }

        return Position > before;
    }

    /// <summary>
    /// Decides, makes the event durable, applies it and returns the answer; decides again where another activation wrote first.
    /// Where nothing happens no append fences the answer, so the journal's end is read before it is given.
    /// </summary>
    /// <param name="decide">The rule: an answer and, if something happens, the event.</param>
    /// <param name="lostFence">Called once a conflict shows that there is another activation.</param>
    /// <returns>The answer and the event that was written, or null.</returns>
    /// <exception cref="JournalFenceException">Others keep writing; the caller tries again later.</exception>
    public async Task<(TAnswer Answer, TEvent? Event)> DecideAsync<TAnswer>(Func<(TAnswer Answer, TEvent? Event)> decide, Action lostFence)
    {
        for (var conflicts = 0; conflicts <= MostConflicts; conflicts++)
        {
            var (answer, e) = decide();
            if (e is null)
            {
                if (!await CatchUpAsync())
                {
                    return (answer, null);
                }

                lostFence();
                continue;
            }

            if (await journal.AppendAsync(name, Position, [codec.Encode(e)]) == AppendOutcome.Appended)
            {
                Position++;
                apply(e);
                return (answer, e);
            }

            lostFence();
            await CatchUpAsync();
        }

        throw new JournalFenceException($"The journal '{name}' is being written by another activation. Try again.");
    }
}

/// <summary>Other activations kept writing to the same journal; nothing was written by this call.</summary>
[GenerateSerializer, Alias("journal-fence")]
public sealed class JournalFenceException(string message) : Exception(message);
