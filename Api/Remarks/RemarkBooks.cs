using System.Collections.Concurrent;
using System.Collections.Immutable;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Core.Remarks;

namespace LensGrains.Api.Remarks;

/// <summary>
/// The remarks of campaigns as this process has read them. Each is brought up to the journal before it is looked at, by what was
/// appended since the last time, so a reader sees every remark acknowledged before it asked. No grain is involved.
/// </summary>
internal sealed class RemarkBooks(IJournal journal)
{
    private readonly ConcurrentDictionary<CampaignId, Shelf> _shelves = new();

    /// <summary>The remarked sources of a campaign by ordinal.</summary>
    public async Task<ImmutableDictionary<int, SourceRemarks>> OfAsync(CampaignId campaign, CancellationToken cancellationToken)
    {
        var shelf = _shelves.GetOrAdd(campaign, _ => new Shelf());
        await shelf.Gate.WaitAsync(cancellationToken);
        try
        {
            await foreach (var entry in journal.ReadAsync(
                RemarkJournal.NameFor(campaign), shelf.Book.Position, cancellationToken: cancellationToken))
            {
                shelf.Book.Apply(RemarkJournal.Codec.Decode(entry.Record));
            }

            return shelf.Book.Sources;
        }
        finally
        {
            shelf.Gate.Release();
        }
    }

    private sealed class Shelf
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public RemarkLedger Book { get; } = new();
    }
}
