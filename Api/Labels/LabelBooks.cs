using System.Collections.Concurrent;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;

namespace LensGrains.Api.Labels;

/// <summary>
/// The label books of this process. Each is brought up to the journals before it is read, by what was appended since the last
/// time, so a reader sees every label that was acknowledged before it asked. No grain is involved.
/// </summary>
internal sealed class LabelBooks(IJournal journal)
{
    private readonly ConcurrentDictionary<CampaignId, Shelf> _shelves = new();

    /// <summary>What <paramref name="read"/> makes of the book. It runs alone and must not keep the book.</summary>
    public async Task<T> ReadAsync<T>(CampaignState campaign, Func<LabelBook, T> read, CancellationToken cancellationToken)
    {
        var shelf = _shelves.GetOrAdd(campaign.Id, _ => new Shelf());
        await shelf.Gate.WaitAsync(cancellationToken);
        try
        {
            await CatchUpAsync(campaign, shelf.Book, cancellationToken);
            return read(shelf.Book);
        }
        finally
        {
            shelf.Gate.Release();
        }
    }

    private async Task CatchUpAsync(CampaignState campaign, LabelBook book, CancellationToken cancellationToken)
    {
        var names = campaign.Roster.ToDictionary(annotator => SessionJournal.NameFor(campaign.Id, annotator));
        foreach (var (name, position) in await journal.PositionsAsync(names.Keys, cancellationToken))
        {
            var annotator = names[name];
            if (position > book.PositionOf(annotator))
            {
                await foreach (var entry in journal.ReadAsync(name, book.PositionOf(annotator), position, cancellationToken))
                {
                    book.Add(annotator, entry.Position, SessionJournal.Codec.Decode(entry.Record));
                }
            }
        }
    }

    private sealed class Shelf
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public LabelBook Book { get; } = new();
    }
}
