using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure;
using LensGrains.Core.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LensGrains.Storage.Azure.Journals;

/// <summary>
/// Journals as chains of append blobs. An append is one block, written on the condition that the segment still ends where this
/// process last saw it end: whoever comes second is refused by the service. The block in which a segment ends says so itself, so
/// that the step to the next one is part of an append and falls under the same fence.
/// </summary>
public sealed partial class AzureBlobJournal : IJournal
{
    private const int MostTails = 100_000;

    private readonly ConcurrentDictionary<string, SegmentTail> _tails = new();
    private readonly AzureStorageOptions _options;
    private readonly SegmentBlobs _segments;
    private readonly SnapshotBlobs _snapshots;
    private readonly WriteTries _tries;
    private readonly ILogger _logger;

    /// <summary>Uses containers that are there: see <see cref="AzureContainers.CreateAsync"/>.</summary>
    public AzureBlobJournal(
        AzureContainers containers, AzureStorageOptions options, TimeProvider clock, ILogger<AzureBlobJournal>? logger = null)
    {
        _options = options;
        _segments = new SegmentBlobs(containers.Journals, options);
        _tries = new WriteTries(options, clock);
        _snapshots = new SnapshotBlobs(containers.Snapshots, _tries);
        _logger = logger ?? NullLogger<AzureBlobJournal>.Instance;
    }

    /// <inheritdoc/>
    public async Task<AppendOutcome> AppendAsync(string journal, long expectedPosition, IReadOnlyList<JournalRecord> records)
    {
        ArgumentException.ThrowIfNullOrEmpty(journal);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedPosition);
        try
        {
            var tail = await TailAsync(journal, expectedPosition, records.Count > 0).ConfigureAwait(false);
            return tail.Position != expectedPosition ? Forget(journal, AppendOutcome.Conflict)
                : records.Count == 0 ? AppendOutcome.Appended
                : await WriteAsync(journal, tail, records, Guid.NewGuid()).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not ArgumentException)
        {
            _tails.TryRemove(journal, out _);
            throw new WriteFailedException("Whether the journal's entries reached the storage account is unknown.", error);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRecord> ReadAsync(
        string journal, long after = 0, long upTo = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        SegmentTail? known = _tails.TryGetValue(journal, out var tail) ? tail : null;
        var start = known?.Position <= after
            ? tail
            : await _segments.FindStartAsync(journal, after, known, cancellationToken).ConfigureAwait(false);
        var last = upTo <= known?.Position ? known : null;
        await foreach (var (block, behind) in FollowAsync(journal, start, last, cancellationToken).ConfigureAwait(false))
        {
            if (block.After >= upTo)
            {
                yield break;
            }

            Remember(journal, behind);
            foreach (var entry in block.Records().Where(e => e.Position > after && e.Position <= upTo))
            {
                yield return entry;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>> PositionsAsync(
        IReadOnlyCollection<string> journals, CancellationToken cancellationToken = default)
    {
        var positions = new ConcurrentDictionary<string, long>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.ParallelReads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            journals,
            parallel,
            async (journal, token) => positions[journal] = (await ReadTailAsync(journal, token).ConfigureAwait(false)).Position).ConfigureAwait(false);
        return positions;
    }

    /// <inheritdoc/>
    public Task<JournalSnapshot?> ReadSnapshotAsync(string journal, CancellationToken cancellationToken = default)
        => _snapshots.ReadAsync(journal, cancellationToken);

    /// <inheritdoc/>
    public Task WriteSnapshotAsync(string journal, JournalSnapshot snapshot, CancellationToken cancellationToken = default)
        => _snapshots.WriteAsync(journal, snapshot, cancellationToken);

    private async Task<AppendOutcome> WriteAsync(string journal, SegmentTail tail, IReadOnlyList<JournalRecord> records, Guid id)
    {
        var block = BlockText.Write(tail.Blocks + 1, tail.Position, records, id, length => EndsSegment(tail, length));
        for (var tried = 1; ; tried++)
        {
            try
            {
                await _segments.AppendAsync(journal, tail, block).ConfigureAwait(false);
                Remember(journal, tail.Behind(BlockText.Read(block)));
                return AppendOutcome.Appended;
            }
            catch (RequestFailedException moved) when (Transient.IsRefused(moved))
            {
                return await WhoseIsItAsync(journal, tail, id).ConfigureAwait(false);
            }
            catch (Exception error) when (Transient.Is(error))
            {
                LogLost(tried, error.Message);
                if (!await _tries.WaitAsync(tried).ConfigureAwait(false))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>
    /// Something stands where the append was to go: the append itself, if the answer to an earlier try was lost, or somebody else's,
    /// after which none of the tries can succeed any more.
    /// </summary>
    private async Task<AppendOutcome> WhoseIsItAsync(string journal, SegmentTail tail, Guid id)
    {
        await foreach (var (block, behind) in _segments.FollowAsync(journal, tail).ConfigureAwait(false))
        {
            if (block.Id != id)
            {
                return Forget(journal, AppendOutcome.Conflict);
            }

            Remember(journal, behind);
            return AppendOutcome.Appended;
        }

        throw new InvalidDataException("The storage account refused an append, and nothing stands in its place.");
    }

    private bool EndsSegment(SegmentTail tail, int length)
        => tail.Blocks + 1 >= _options.SegmentBlocks || tail.Offset + length >= _options.SegmentBytes;

    /// <summary>The tail to append at. One from memory is as good as a fresh one, because the service compares it.</summary>
    private async ValueTask<SegmentTail> TailAsync(string journal, long expectedPosition, bool isCompared)
        => isCompared && _tails.TryGetValue(journal, out var known) && known.Position >= expectedPosition
            ? known
            : await ReadTailAsync(journal, CancellationToken.None).ConfigureAwait(false);

    private async Task<SegmentTail> ReadTailAsync(string journal, CancellationToken cancellationToken)
    {
        if (_tails.TryGetValue(journal, out var known))
        {
            if (await _segments.FindTailAsync(journal, known, cancellationToken).ConfigureAwait(false) is { } tail)
            {
                return Remember(journal, tail);
            }

            _tails.TryRemove(journal, out _);
        }

        return Remember(journal, await _segments.FindTailAsync(journal, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>As the segments', but what memory says of a journal is dropped where what is there does not go on from it.</summary>
    private async IAsyncEnumerable<(Block Block, SegmentTail Behind)> FollowAsync(
        string journal, SegmentTail from, SegmentTail? last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var steps = _segments.FollowAsync(journal, from, last, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(journal, steps).ConfigureAwait(false))
        {
            yield return steps.Current;
        }
    }

    private async ValueTask<bool> MoveAsync<T>(string journal, IAsyncEnumerator<T> steps)
    {
        try
        {
            return await steps.MoveNextAsync().ConfigureAwait(false);
        }
        catch
        {
            _tails.TryRemove(journal, out _);
            throw;
        }
    }

    private SegmentTail Remember(string journal, SegmentTail tail)
    {
        if (_tails.Count > MostTails)
        {
            _tails.Clear();
        }

        return _tails.AddOrUpdate(journal, tail, (_, known) => known.Position > tail.Position ? known : tail);
    }

    private AppendOutcome Forget(string journal, AppendOutcome outcome)
    {
        _tails.TryRemove(journal, out _);
        return outcome;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Try {Tried} of an append got no answer: {Reason}")]
    private partial void LogLost(int tried, string reason);
}
