using LensGrains.Api.Campaigns;
using LensGrains.Api.Catalogs;
using LensGrains.Api.Rounds;
using LensGrains.Api.Scores;
using LensGrains.Catalogs;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Interfaces.Sessions;

namespace LensGrains.Api.Pages;

/// <summary>Pages as they travel: ordinals become ids, names and addresses, with the scores of the page's round.</summary>
internal sealed class TileMapper(CampaignDirectory directory, CatalogCache catalogs, RoundReader rounds, ScoreColumns columns)
{
    public async Task<PageMessage> MapAsync(CampaignId campaign, OpenPageView page, CancellationToken cancellationToken)
    {
        var facts = await directory.FactsAsync(campaign, cancellationToken);
        var highest = page.Tiles.Count == 0 ? new Ordinal(-1) : page.Tiles.Max(t => t.Source);
        var catalog = await catalogs.WithAsync(facts.Catalog, highest, cancellationToken);
        var scores = await columns.OpenAsync(await rounds.PublishedAsync(campaign, page.Round, cancellationToken));
        var answers = page.Answers.ToDictionary(a => a.Source);
        var tiles = page.Tiles.Select(tile => Map(campaign, catalog, scores, tile, answers.GetValueOrDefault(tile.Source)));
        return new PageMessage(page.Page.Value, page.ExpiresAt, page.Round, [.. tiles]);
    }

    /// <summary>Path of a source's default rendering. It names the content, so a changed file has another address.</summary>
    public static string ImageUrl(CampaignId campaign, SourceRow row)
        => $"/api/v1/campaigns/{campaign.Value}/sources/{Uri.EscapeDataString(row.Id.Value)}/image?v={row.ContentHash[..Math.Min(8, row.ContentHash.Length)]}";

    private static TileMessage Map(CampaignId campaign, Catalog catalog, RoundScores scores, Tile tile, Judgement? answer)
    {
        var row = catalog.Get(tile.Source);
        var isDrawn = tile.Reason is TileReason.Audit or TileReason.Random || tile.Probability < 1;
        return new TileMessage(
            row.Id.Value,
            row.Name,
            ImageUrl(campaign, row),
            WordOf(tile.Reason),
            isDrawn ? tile.Probability : null,
            scores.Score(tile.Source),
            scores.Uncertainty(tile.Source),
            answer is null ? null : AnswerOf(row.Id, answer));
    }

    private static TileAnswerMessage AnswerOf(SourceId source, Judgement answer) => new()
    {
        SourceId = source.Value, Label = answer.Label, Unsure = answer.Unsure, Skip = answer.Skip, Comment = answer.Comment,
    };

    private static TileWord WordOf(TileReason reason) => reason switch
    {
        TileReason.High => TileWord.Score,
        TileReason.Threshold => TileWord.Threshold,
        TileReason.Uncertain => TileWord.Uncertainty,
        TileReason.Audit => TileWord.Audit,
        TileReason.Odd => TileWord.Odd,
        TileReason.Diverse => TileWord.Diverse,
        TileReason.Random => TileWord.Random,
        _ => TileWord.Asked,
    };
}
