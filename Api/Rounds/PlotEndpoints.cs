using System.Text.Json;
using LensGrains.Api.Answers;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Sources;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Rounds;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LensGrains.Api.Rounds;

/// <summary>The plots of a published round, from the file that the round wrote.</summary>
internal static class PlotEndpoints
{
    private const int MostPoints = 2_000;

    public static void MapPlots(this IEndpointRouteBuilder campaign) => campaign.MapGet("/rounds/{n:int}/plots", Get).WithTags("rounds")
        .WithName("roundPlots").WithSummary("Score distributions and the rank curve of a published round.");

    private static async Task<Results<Ok<PlotsMessage>, Refusal>> Get(
        string c, int n, HttpContext context, CampaignDirectory directory, RoundReader rounds, SourceTables tables, IBlobStore blobs)
    {
        var stop = context.RequestAborted;
        var state = await directory.StateAsync(new CampaignId(c), stop);
        if (await rounds.FindAsync(state.Id, n, stop) is null)
        {
            return Problems.UnknownRound();
        }

        if (await rounds.PublishedAsync(state.Id, n, stop) is not { Plots: { } file } round || await blobs.ReadAsync(file, stop) is not { } stored)
        {
            return Problems.NotPublished();
        }

        var plots = JsonSerializer.Deserialize(stored.Body.Span, RoundPlotsJson.Default.RoundPlots)!;
        return TypedResults.Ok(Map(round, plots, await tables.OpenAsync(state, n, stop)));
    }

    internal static PlotsMessage Map(RoundState round, RoundPlots plots, SourceTable table)
    {
        PlotLineMessage? Line(ScoreLineKind kind)
            => plots.Lines.FirstOrDefault(l => l.Kind == kind) is { } line ? new PlotLineMessage(line.Score, line.Over) : null;

        return new PlotsMessage(
            round.Number,
            plots.Scored,
            plots.Distributions.BinWidth,
            new HistogramMessage(plots.Positives, plots.Distributions.Positives),
            new HistogramMessage(plots.Negatives, plots.Distributions.Negatives),
            new HistogramMessage(plots.Scored, table.Scores.Histogram(plots.Distributions.Positives.Count)),
            new PlotCurveMessage([.. plots.Curve.Scores.Reverse()], [.. plots.Curve.Counts.Reverse()]),
            new PlotLinesMessage(
                Line(ScoreLineKind.Max), Line(ScoreLineKind.Dividing), Line(ScoreLineKind.MinKnown), Line(ScoreLineKind.MinFinds),
                Line(ScoreLineKind.MaxNegative)),
            Points(plots.Known, table),
            Points(plots.Finds, table),
            [.. Notes(round, plots)]);
    }

    private static PlotPointsMessage Points(IReadOnlyList<RankedSource> sources, SourceTable table)
        => new(sources.Count, [.. sources.Where(s => s.Source.Value < table.Catalog.Count).Take(MostPoints).Select(s => Point(s, table))]);

    private static PlotPointMessage Point(RankedSource source, SourceTable table)
    {
        var row = table.Catalog.Get(source.Source);
        return new PlotPointMessage(row.Id.Value, row.Name, source.Score, source.Rank, table.Known.GetValueOrDefault(source.Source.Value)?.Grade);
    }

    private static IEnumerable<string> Notes(RoundState round, RoundPlots plots)
    {
        if (plots.Known.Count == 0)
        {
            yield return "No known lenses were given.";
        }

        if (plots.Finds.Count == 0)
        {
            yield return "No positives were labelled in the campaign yet.";
        }

        if (round.Thresholds?.Fallback is { } fallback)
        {
            yield return fallback;
        }
    }
}
