using System.Globalization;
using System.Runtime.CompilerServices;
using LensGrains.Api.Answers;
using LensGrains.Api.Auth;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Catalogs;
using LensGrains.Api.Pages;
using LensGrains.Catalogs;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LensGrains.Api.Labels;

/// <summary>Labels: given without a page, listed, taken out as CSV.</summary>
internal static class LabelEndpoints
{
    private const int RowsAtOnce = 2_000;

    public static void MapLabels(this IEndpointRouteBuilder campaign)
    {
        var group = campaign.MapGroup("/labels").WithTags("labels");
        group.MapPost("", Give).RequireAuthorization(Access.Annotate).WithName("submitLabels").WithSummary("Labels without a page: durable before the answer.");
        group.MapGet("", List).WithName("labels").WithSummary("What is said of every source, by ordinal; CSV has all rows.").Produces<Listing<LabelMessage>>();
    }

    private static async Task<Results<Ok<SubmitAnswerMessage>, Refusal>> Give(
        string c, Body<SubmitLabelsMessage> body, HttpContext context, IGrainFactory grains, LabelReading reading)
    {
        if (Operations.Check(body.Value.OperationId) is { } wrong)
        {
            return wrong;
        }

        var kind = body.Value.Kind ?? LabelKind.Label;
        if (kind == LabelKind.Adjudication && context.Grant().Role != Role.Owner)
        {
            return Problems.Forbidden("Only an owner adjudicates.");
        }

        var campaign = new CampaignId(c);
        var (judgements, problems) = await reading.ReadAsync(campaign, body.Value.Labels, context.RequestAborted);
        if (problems.Count == 0 && judgements.Count == 0)
        {
            problems = [new FieldProblem("labels", "At least one label is required.")];
        }

        if (problems.Count > 0)
        {
            return Problems.Invalid(problems);
        }

        var session = grains.GetGrain<ILabelingSessionGrain>(GrainKeys.Session(campaign, context.Grant().Annotator));
        var command = new GiveLabels(new OperationId(body.Value.OperationId!), body.Hash, kind, judgements);
        var answer = await session.Give(command, context.RequestAborted);
        return LabelReading.RefusalOf(answer) is { } refusal
            ? refusal
            : TypedResults.Ok(new SubmitAnswerMessage(answer.Operation.Value, answer.Outcome, answer.Accepted));
    }

    private static async Task<IResult> List(
        string c, HttpContext context, CampaignDirectory directory, CatalogCache catalogs, LabelBooks books, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        var start = Paging.After(after);
        var state = await directory.StateAsync(new CampaignId(c), context.RequestAborted);
        if (context.Request.WantsCsv())
        {
            return new CsvAnswer<LabelMessage>(LabelMessage.Csv, All(state, catalogs, books, start, context.RequestAborted), $"{c}-labels.csv");
        }

        var rows = await PartAsync(state, catalogs, books, start, most + 1, context.RequestAborted);
        return TypedResults.Ok(new Listing<LabelMessage>(
            [.. rows.Take(most).Select(r => r.Row)],
            rows.Count > most ? rows[most - 1].Source.Value.ToString(CultureInfo.InvariantCulture) : null));
    }

    /// <summary>All rows, a part at a time, so that neither the book is held nor the rows pile up while a slow client reads.</summary>
    private static async IAsyncEnumerable<LabelMessage> All(
        CampaignState state, CatalogCache catalogs, LabelBooks books, int? after, [EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            var part = await PartAsync(state, catalogs, books, after, RowsAtOnce, stop);
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

    private static async Task<List<(Ordinal Source, LabelMessage Row)>> PartAsync(
        CampaignState state, CatalogCache catalogs, LabelBooks books, int? after, int count, CancellationToken stop)
    {
        var catalog = await catalogs.GetAsync(state.Catalog, stop);
        return await books.ReadAsync(
            state,
            book => book.SourcesAfter(after).Where(s => s.Value < catalog.Count).Select(s => (s, RowOf(book, catalog, s)))
                .Where(row => row.Item2 is not null).Take(count).Select(row => (row.s, row.Item2!)).ToList(),
            stop);
    }

    private static LabelMessage? RowOf(LabelBook book, Catalog catalog, Ordinal source)
    {
        var said = book.Current(source).OrderBy(s => s.At).ToArray();
        if (said.Length == 0)
        {
            return null;
        }

        var (row, verdict, last) = (catalog.Get(source), book.Verdict(source), said[^1]);
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
            [.. said.Select(s => new VoteMessage(s.Annotator.Value, s.Event, s.Value.Label, s.Value.Unsure, s.Value.Skip, s.Value.Comment, s.At))]);
    }
}
