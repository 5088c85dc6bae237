namespace LensGrains.Core.Ports;

/// <summary>One entry to append: what happened, in which version of its layout, as UTF-8 JSON.</summary>
/// <param name="Type">The event's stable name, for example <c>page-submitted</c>.</param>
/// <param name="Version">Version of the body's layout, from 1. Readers keep upcasters for every version ever written.</param>
/// <param name="Body">UTF-8 JSON.</param>
public readonly record struct JournalRecord(string Type, int Version, ReadOnlyMemory<byte> Body);

/// <summary>An entry as read back, with its place in the journal.</summary>
/// <param name="Position">1 for the first entry; dense.</param>
/// <param name="Record">The entry.</param>
public readonly record struct StoredRecord(long Position, JournalRecord Record);

/// <summary>A cache of the fold of the entries up to <paramref name="Position"/>; it can always be thrown away.</summary>
public readonly record struct JournalSnapshot(long Position, int Version, ReadOnlyMemory<byte> Body);

/// <summary>What became of an append.</summary>
public enum AppendOutcome
{
    /// <summary>All entries are durable, in order, directly after the expected position.</summary>
    Appended,

    /// <summary>Somebody else has written past the expected position; nothing of this append was written.</summary>
    Conflict,
}

/// <summary>
/// Append-only logs with a fence. The position of a journal is the number of entries in it (0 when it is empty or unknown).
/// What reads throws <see cref="StorageUnavailableException"/> while a storage that is elsewhere cannot be reached.
/// </summary>
public interface IJournal
{
    /// <summary>
    /// Appends all <paramref name="records"/> or none, if the journal still stands at <paramref name="expectedPosition"/>.
    /// When the task completes with <see cref="AppendOutcome.Appended"/> the entries survive SIGKILL and power loss.
    /// When it throws, the outcome is unknown: re-read before answering anything. There is no cancellation.
    /// </summary>
    Task<AppendOutcome> AppendAsync(string journal, long expectedPosition, IReadOnlyList<JournalRecord> records);

    /// <summary>The entries with positions in (<paramref name="after"/>, <paramref name="upTo"/>], in order.</summary>
    IAsyncEnumerable<StoredRecord> ReadAsync(
        string journal, long after = 0, long upTo = long.MaxValue, CancellationToken cancellationToken = default);

    /// <summary>The position of each of <paramref name="journals"/>, 0 for one that has no entries.</summary>
    Task<IReadOnlyDictionary<string, long>> PositionsAsync(
        IReadOnlyCollection<string> journals, CancellationToken cancellationToken = default);

    /// <summary>The newest snapshot, or null.</summary>
    Task<JournalSnapshot?> ReadSnapshotAsync(string journal, CancellationToken cancellationToken = default);

    /// <summary>Stores a snapshot; an older position than the stored one is ignored.</summary>
    Task WriteSnapshotAsync(string journal, JournalSnapshot snapshot, CancellationToken cancellationToken = default);
}
