using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LensGrains.Core.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

/// <summary>
/// A journal whose reads wait while a test holds them, so that a grain is known to be in the middle of something, and that counts them.
/// </summary>
internal sealed class GatedJournal(IJournal inner) : IJournal
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, int> _entriesRead = new();
    private volatile string? _held;

    /// <summary>Puts the gate in place of the silo's journal.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton(provider => new GatedJournal(TestStorage.Kept<IJournal>(provider)));
        services.AddSingleton<IJournal>(provider => provider.GetRequiredService<GatedJournal>());
    }

    /// <summary>From now on whoever reads a journal of this name, or asks for its position, waits. Completes when somebody does.</summary>
    public Task HoldAsync(string journal)
    {
        _held = journal;
        return _reached.Task;
    }

    /// <summary>Entries of this journal that were read so far, by whomever.</summary>
    public int EntriesRead(string journal) => _entriesRead.GetValueOrDefault(journal);

    public void Open()
    {
        _held = null;
        _opened.SetResult();
    }

    public Task<AppendOutcome> AppendAsync(string journal, long expectedPosition, IReadOnlyList<JournalRecord> records)
        => inner.AppendAsync(journal, expectedPosition, records);

    public async IAsyncEnumerable<StoredRecord> ReadAsync(
        string journal, long after = 0, long upTo = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await PassAsync(journal);
        await foreach (var record in inner.ReadAsync(journal, after, upTo, cancellationToken))
        {
            _entriesRead.AddOrUpdate(journal, 1, (_, count) => count + 1);
            yield return record;
        }
    }

    public async Task<IReadOnlyDictionary<string, long>> PositionsAsync(
        IReadOnlyCollection<string> journals, CancellationToken cancellationToken = default)
    {
        foreach (var journal in journals)
        {
            await PassAsync(journal);
        }

        return await inner.PositionsAsync(journals, cancellationToken);
    }

    public Task<JournalSnapshot?> ReadSnapshotAsync(string journal, CancellationToken cancellationToken = default)
        => inner.ReadSnapshotAsync(journal, cancellationToken);

    public Task WriteSnapshotAsync(string journal, JournalSnapshot snapshot, CancellationToken cancellationToken = default)
        => inner.WriteSnapshotAsync(journal, snapshot, cancellationToken);

    private async Task PassAsync(string journal)
    {
        if (_held == journal)
        {
            _reached.TrySetResult();
            await _opened.Task;
        }
    }
}
