using System.Collections.Frozen;
using System.Collections.Immutable;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Catalogs;
using LensGrains.Api.Labels;
using LensGrains.Api.Pages;
using LensGrains.Api.Remarks;
using LensGrains.Api.Rounds;
using LensGrains.Api.Scores;
using LensGrains.Catalogs;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Remarks;
using LensGrains.Core.Rounds;

namespace LensGrains.Api.Sources;

/// <summary>One campaign's sources side by side: catalogue, scores of a round, labels, remarks and known lenses, as of one moment.</summary>
internal sealed record SourceTable(
    CampaignState Campaign,
    int Round,
    Catalog Catalog,
    RoundScores Scores,
    FrozenDictionary<int, KnownLens> Known,
    FrozenDictionary<int, SourceVerdict> Verdicts,
    FrozenSet<int> Unsure,
    ImmutableDictionary<int, SourceRemarks> Remarks,
    FrozenDictionary<int, CandidateVerdict> Reviews)
{
    /// <summary>The label that holds: an adjudication or the votes; for a known lens that nobody adjudicated, the positive class.</summary>
    public string? LabelOf(Ordinal source)
    {
        var verdict = Verdicts.GetValueOrDefault(source.Value);
        var isKnown = Known.TryGetValue(source.Value, out var known) && known.IsKept;
        return isKnown && verdict is not { Adjudicated: true, Label: not null } ? Campaign.Classes.Positive : verdict?.Label;
    }

    /// <summary>What people noted about a source.</summary>
    public SourceRemarks RemarksOn(Ordinal source) => Remarks.GetValueOrDefault(source.Value) ?? SourceRemarks.None;

    /// <summary>The grade that people gave last, or else the one that a known lens came with.</summary>
    public string? GradeOf(Ordinal source) => RemarksOn(source).Grade ?? Known.GetValueOrDefault(source.Value)?.Grade;

    public SourceRowMessage RowOf(Ordinal source)
    {
        var row = Catalog.Get(source);
        var known = Known.GetValueOrDefault(source.Value);
        var review = Reviews.GetValueOrDefault(source.Value);
        return new SourceRowMessage(
            row.Id.Value,
            row.Name,
            TileMapper.ImageUrl(Campaign.Id, row),
            Scores.Score(source),
            Scores.Uncertainty(source),
            LabelOf(source),
            Unsure.Contains(source.Value),
            known is { IsKept: true },
            GradeOf(source),
            RemarksOn(source).Flags,
            review?.Verdict,
            review?.By.Value,
            review?.At);
    }
}

/// <summary>Opens tables.</summary>
internal sealed class SourceTables(
    CatalogCache catalogs, RoundReader rounds, ScoreColumns columns, LabelBooks books, RemarkBooks remarks, KnownLenses knownLenses)
{
    public async Task<SourceTable> OpenAsync(CampaignState campaign, int round, CancellationToken cancellationToken)
    {
        var catalog = await catalogs.GetAsync(campaign.Catalog, cancellationToken);
        var scores = await columns.OpenAsync(await rounds.PublishedAsync(campaign.Id, round, cancellationToken));
        var known = await knownLenses.OfAsync(campaign, cancellationToken);
        var (verdicts, unsure, reviews) = await books.ReadAsync(campaign, ReadBook, cancellationToken);
        return new SourceTable(
            campaign, round, catalog, scores, known, verdicts, unsure, await remarks.OfAsync(campaign.Id, cancellationToken), reviews);
    }

    private static (FrozenDictionary<int, SourceVerdict> Verdicts, FrozenSet<int> Unsure, FrozenDictionary<int, CandidateVerdict> Reviews) ReadBook(
        LabelBook book)
    {
        var sources = book.SourcesAfter(null).ToArray();
        return (
            sources.Select(book.Verdict).OfType<SourceVerdict>().ToFrozenDictionary(v => v.Source.Value),
            sources.Where(book.IsUnsure).Select(s => s.Value).ToFrozenSet(),
            sources.Select(book.Review).OfType<CandidateVerdict>().ToFrozenDictionary(r => r.Source.Value));
    }
}
