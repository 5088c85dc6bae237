using System.Globalization;
using LensGrains.Api.Answers;
using LensGrains.Api.Auth;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Pages;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LensGrains.Api.Labels;

/// <summary>Labels: given without a page, listed, taken out as CSV.</summary>
internal static class LabelEndpoints
{
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
        var (judgements, problems) = await reading.ReadGivenAsync(campaign, body.Value, kind, context.RequestAborted);
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
        string c, HttpContext context, CampaignDirectory directory, LabelRows labels, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        var start = Paging.After(after);
        var state = await directory.StateAsync(new CampaignId(c), context.RequestAborted);
        if (context.Request.WantsCsv())
        {
            return new CsvAnswer<LabelMessage>(LabelMessage.Csv, labels.AllAsync(state, start, context.RequestAborted), $"{c}-labels.csv");
        }

        var rows = await labels.PartAsync(state, start, most + 1, context.RequestAborted);
        return TypedResults.Ok(new Listing<LabelMessage>(
            [.. rows.Take(most).Select(r => r.Row)],
            rows.Count > most ? rows[most - 1].Source.Value.ToString(CultureInfo.InvariantCulture) : null));
    }
}
