using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Labels;
using LensGrains.Api.Remarks;
using LensGrains.Api.Rounds;
using LensGrains.Api.Scores;
using LensGrains.Api.Session;
using LensGrains.Api.Sources;
using LensGrains.Core.Ids;

namespace LensGrains.Api.Exports;

/// <summary>Writes everything that a campaign has come to into one archive. No grain is asked for a row.</summary>
internal sealed class CampaignExport(LabelBooks books, LabelRows labels, RoundViews views, TimeProvider time)
{
    private const int RoundsAtOnce = 16;

    /// <summary>Writes the archive; <paramref name="table"/> says of which round.</summary>
    public async Task WriteAsync(SourceTable table, string? roundManifest, Stream target, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var cut = await books.ReadAsync(
            table.Campaign, book => table.Campaign.Roster.ToDictionary(a => a.Value, book.PositionOf), stop);
        var archive = new ExportArchive(target, now);
        await archive.AddCsvAsync("labels.csv", LabelRow.Csv, LabelsAsync(table, stop), stop);
        await archive.AddCsvAsync("scores.csv", ScoreMessage.Csv, ScoreEndpoints.RowsOf(table, null, stop).Select(r => r.Row), stop);
        await archive.AddCsvAsync("sources.csv", CatalogRow.Csv, SourceEndpoints.Find(table, null, null, stop).Select(s => RowOf(table, s)), stop);
        await archive.AddCsvAsync("remarks.csv", RemarkRowMessage.Csv, RemarksOf(table).ToAsyncEnumerable(), stop);
        await archive.AddJsonAsync("rounds.json", RoundsAsync(table, stop), stop);
        await archive.AddObjectAsync("manifest.json", ManifestOf(table, roundManifest, now, cut, [.. archive.Files]), stop);
        await archive.CompleteAsync(stop);
    }

    private async IAsyncEnumerable<LabelRow> LabelsAsync(SourceTable table, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var source in labels.AllAsync(table.Campaign, after: null, stop))
        {
            foreach (var vote in source.Values)
            {
                yield return new LabelRow(source, vote);
            }
        }
    }

    private static CatalogRow RowOf(SourceTable table, Ordinal source)
    {
        var row = table.Catalog.Get(source);
        return new CatalogRow(table.RowOf(source), row.RaDeg, row.DecDeg, row.Version, row.ContentHash);
    }

    private static IEnumerable<RemarkRowMessage> RemarksOf(SourceTable table)
    {
        foreach (var source in table.Remarks.Keys.Where(k => k < table.Catalog.Count).Order())
        {
            var row = table.Catalog.Get(new Ordinal(source));
            foreach (var remark in table.Remarks[source].Remarks)
            {
                yield return new RemarkRowMessage(row.Id.Value, row.Name, RemarkMessage.Of(remark));
            }
        }
    }

    private async IAsyncEnumerable<RoundMessage> RoundsAsync(SourceTable table, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var numbers in table.Campaign.Rounds.Select(r => r.Number).Chunk(RoundsAtOnce))
        {
            foreach (var round in await views.ManyAsync(table.Campaign, numbers, stop))
            {
                yield return round;
            }
        }
    }

    private static ExportManifestMessage ManifestOf(
        SourceTable table, string? roundManifest, DateTimeOffset now, Dictionary<string, long> cut, ImmutableArray<ExportedFileMessage> files)
    {
        var campaign = table.Campaign;
        return new ExportManifestMessage(
            "LensGrains",
            SessionEndpoints.Version,
            now,
            campaign.Id.Value,
            campaign.Name,
            campaign.CreatedAt,
            campaign.Classes.Names,
            campaign.Classes.Positive,
            PolicyMessage.Of(campaign.Policy),
            campaign.Catalog.Value,
            table.Catalog.Version,
            table.Scores.Count > 0 ? table.Round : null,
            roundManifest,
            cut,
            files);
    }
}
