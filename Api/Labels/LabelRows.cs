using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using LensGrains.Api.Catalogs;
using LensGrains.Api.Remarks;
using LensGrains.Catalogs;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Remarks;

namespace LensGrains.Api.Labels;

/// <summary>What is said of sources, by ordinal.</summary>
internal sealed class LabelRows(CatalogCache catalogs, LabelBooks books, RemarkBooks remarks)
{
    private const int RowsAtOnce = 2_000;

    /// <summary>All rows, a part at a time, so that neither the book is held nor the rows pile up while a slow client reads.</summary>
    public async IAsyncEnumerable<LabelMessage> AllAsync(CampaignState state, int? after, [EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            var part = await PartAsync(state, after, RowsAtOnce, stop);
            foreach (var (_, row) in part)
            {
                yield return row;
            }

            if (part.Count < RowsAtOnce)
            {
                yield break;
            }

            after = part[^1].Source.Value;
        }
    }

    /// <summary>Up to <paramref name="count"/> rows behind the ordinal <paramref name="after"/>.</summary>
    public async Task<List<(Ordinal Source, LabelMessage Row)>> PartAsync(CampaignState state, int? after, int count, CancellationToken stop)
    {
        var catalog = await catalogs.GetAsync(state.Catalog, stop);
        var noted = await remarks.OfAsync(state.Id, stop);
        return await books.ReadAsync(
            state,
            book => book.SourcesAfter(after).Where(s => s.Value < catalog.Count).Select(s => (s, RowOf(book, catalog, noted, s)))
                .Where(row => row.Item2 is not null).Take(count).Select(row => (row.s, row.Item2!)).ToList(),
            stop);
    }

    private static LabelMessage? RowOf(LabelBook book, Catalog catalog, ImmutableDictionary<int, SourceRemarks> noted, Ordinal source)
    {
        var said = book.Current(source).OrderBy(s => s.At).ToArray();
        if (said.Length == 0)
        {
            return null;
        }

        var review = book.Review(source);
        var (row, verdict, last) = (catalog.Get(source), book.Verdict(source), said[^1]);
        var remarks = noted.GetValueOrDefault(source.Value) ?? SourceRemarks.None;
        return new LabelMessage(
            row.Id.Value,
            row.Name,
            verdict?.Label,
            book.IsUnsure(source),
            book.IsSkipped(source),
            verdict?.Votes ?? 0,
            verdict?.Agreeing ?? 0,
            verdict?.Adjudicated ?? false,
            last.Annotator.Value,
            last.At,
            said.LastOrDefault(s => s.Value.Comment is not null)?.Value.Comment,
            remarks.Grade,
            remarks.Flags,
            [.. said.Select(VoteMessage.Of)],
            review?.Verdict,
            review?.By.Value,
            review?.At);
    }
}
