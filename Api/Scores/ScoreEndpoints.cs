using System.Globalization;
using System.Runtime.CompilerServices;
using LensGrains.Api.Answers;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Sources;
using LensGrains.Core.Ids;

namespace LensGrains.Api.Scores;

/// <summary>One source's score in one round.</summary>
/// <param name="SourceId">The source.</param>
/// <param name="Name">What its users call it.</param>
/// <param name="Score">Mean over members, 0 to 1.</param>
/// <param name="Uncertainty">Standard deviation over members.</param>
/// <param name="Label">The label it has now.</param>
internal sealed record ScoreMessage(string SourceId, string Name, double? Score, double? Uncertainty, string? Label)
{
    public static CsvLayout<ScoreMessage> Csv { get; } = new(
        ("sourceId", s => s.SourceId),
        ("name", s => s.Name),
        ("score", s => s.Score is { } score ? (float)score : null),
        ("uncertainty", s => s.Uncertainty is { } uncertainty ? (float)uncertainty : null),
        ("label", s => s.Label));
}

/// <summary>Scores of a round, straight from its columns: no grain sees them.</summary>
internal static class ScoreEndpoints
{
    public static void MapScores(this IEndpointRouteBuilder campaign) => campaign.MapGet("/scores", List).WithTags("scores")
        .WithName("scores").WithSummary("Scores of a round (the current one by default) by ordinal; CSV has all rows.").Produces<Listing<ScoreMessage>>();

    private static async Task<IResult> List(
        string c, HttpContext context, CampaignDirectory directory, SourceTables tables, int? round, string? after, int? limit)
    {
        var (most, behind, stop) = (Paging.Limit(limit), Paging.After(after), context.RequestAborted);
        var state = await directory.StateAsync(new CampaignId(c), stop);
        if (await tables.OpenAsync(state, round ?? state.CurrentRound, stop) is not { Scores.Count: > 0 } table)
        {
            return round is null ? Problems.NotPublished() : round < 1 || round > state.Rounds.Count ? Problems.UnknownRound() : Problems.NotPublished();
        }

        if (context.Request.WantsCsv())
        {
            return new CsvAnswer<ScoreMessage>(ScoreMessage.Csv, RowsOf(table, behind, stop).Select(r => r.Row), $"{c}-scores-{table.Round}.csv");
        }

        var rows = await RowsOf(table, behind, stop).Take(most + 1).ToListAsync(stop);
        return TypedResults.Ok(new Listing<ScoreMessage>(
            [.. rows.Take(most).Select(r => r.Row)], rows.Count > most ? rows[most - 1].Source.Value.ToString(CultureInfo.InvariantCulture) : null));
    }

    /// <summary>The scored sources behind the ordinal <paramref name="after"/>.</summary>
    internal static async IAsyncEnumerable<(Ordinal Source, ScoreMessage Row)> RowsOf(
        SourceTable table, int? after, [EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        for (var i = (after ?? -1) + 1; i < Math.Min(table.Scores.Count, table.Catalog.Count); i++)
        {
            stop.ThrowIfCancellationRequested();
            var source = new Ordinal(i);
            if (!table.Catalog.IsTombstoned(source))
            {
                var row = table.Catalog.Get(source);
                yield return (source, new ScoreMessage(
                    row.Id.Value, row.Name, table.Scores.Score(source), table.Scores.Uncertainty(source), table.LabelOf(source)));
            }
        }
    }
}
