using System.Globalization;
using System.Runtime.CompilerServices;
using LensGrains.Api.Answers;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Catalogs;
using LensGrains.Api.Labels;
using LensGrains.Api.Remarks;
using LensGrains.Api.Rounds;
using LensGrains.Api.Scores;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Imaging;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LensGrains.Api.Sources;

/// <summary>The sources of a campaign.</summary>
internal static class SourceEndpoints
{
    public static void MapSources(this IEndpointRouteBuilder campaign)
    {
        var group = campaign.MapGroup("/sources").WithTags("sources");
        group.MapGet("", List).WithName("sources").WithSummary("Sources by ordinal, with score and label; CSV has all rows.").Produces<Listing<SourceRowMessage>>();
        group.MapGet("/{s}", Get).WithName("source").WithSummary("One source: metadata, scores, history, remarks.");
    }

    private static async Task<IResult> List(
        string c, HttpContext context, CampaignDirectory directory, SourceTables tables, string? after, int? limit, string? search)
    {
        var (most, behind, stop) = (Paging.Limit(limit), Paging.After(after), context.RequestAborted);
        var state = await directory.StateAsync(new CampaignId(c), stop);
        var table = await tables.OpenAsync(state, state.CurrentRound, stop);
        if (context.Request.WantsCsv())
        {
            return new CsvAnswer<SourceRowMessage>(
                SourceRowMessage.Csv, Find(table, behind, search, stop).Select(s => table.RowOf(s)), $"{c}-sources.csv");
        }

        var found = await Find(table, behind, search, stop).Take(most + 1).ToListAsync(stop);
        return TypedResults.Ok(new Listing<SourceRowMessage>(
            [.. found.Take(most).Select(table.RowOf)], found.Count > most ? found[most - 1].Value.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<Results<Ok<SourceMessage>, Refusal>> Get(
        string c, string s, HttpContext context, CampaignDirectory directory, CatalogCache catalogs, SourceTables tables, LabelBooks books,
        RoundReader rounds, ScoreColumns columns)
    {
        var stop = context.RequestAborted;
        var state = await directory.StateAsync(new CampaignId(c), stop);
        if (await catalogs.FindAsync(state.Catalog, new SourceId(s), stop) is not { } found)
        {
            return Problems.UnknownSource();
        }

        var table = await tables.OpenAsync(state, state.CurrentRound, stop);
        var history = await books.ReadAsync(state, book => book.History(found.Source).ToArray(), stop);
        var round = await rounds.PublishedAsync(state.Id, state.CurrentRound, stop);
        var members = round is null ? [] : await columns.MembersAsync(round, found.Source, stop);
        var (row, brief) = (found.Catalog.Get(found.Source), table.RowOf(found.Source));
        return TypedResults.Ok(new SourceMessage(
            brief.SourceId,
            brief.Name,
            brief.ImageUrl,
            brief.Score,
            brief.Uncertainty,
            brief.Label,
            brief.Unsure,
            brief.Known,
            brief.Grade,
            brief.Flags,
            table.Scores.Score(found.Source) is { } score ? table.Scores.Rank(score) : null,
            row.RaDeg,
            row.DecDeg,
            BandsOf(row),
            SourceMetadata.Of(row),
            [.. members.Select(m => new MemberScoreMessage(m.Serial, m.Score))],
            [.. history.Select(h => new SourceEventMessage(h.At, h.Annotator.Value, h.Event, h.Value.Label, h.Value.Unsure, h.Value.Comment, h.Value.Verdict))],
            [.. table.RemarksOn(found.Source).Remarks.Select(RemarkMessage.Of)],
            brief.Verdict,
            brief.VerdictBy,
            brief.VerdictAt));
    }

    /// <summary>The sources behind the ordinal <paramref name="after"/> whose name holds what is searched for.</summary>
    internal static async IAsyncEnumerable<Ordinal> Find(
        SourceTable table, int? after, string? search, [EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        for (var i = (after ?? -1) + 1; i < table.Catalog.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            var source = new Ordinal(i);
            var isWanted = string.IsNullOrEmpty(search) || table.Catalog.Get(source).Name.Contains(search, StringComparison.OrdinalIgnoreCase);
            if (isWanted && !table.Catalog.IsTombstoned(source))
            {
                yield return source;
            }
        }
    }

    /// <summary>Bluest first, as people read them; in the order of the files where a band is not known.</summary>
    private static string[] BandsOf(SourceRow row)
    {
        string[] bands = row.Bands.Length > 0 ? [.. row.Bands.Select(b => b.Band)] : [.. row.Files.Select(f => f.Band).Where(b => b.Length > 0)];
        return [.. BandOrder.BlueToRed(bands).Select(i => bands[i])];
    }
}
