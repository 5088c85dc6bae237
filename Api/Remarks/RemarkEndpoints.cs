using LensGrains.Api.Answers;
using LensGrains.Api.Auth;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Remarks;
using LensGrains.Grains.Interfaces.Sources;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LensGrains.Api.Remarks;

/// <summary>Grades, flags and comments on sources.</summary>
internal static class RemarkEndpoints
{
    public static void MapRemarks(this IEndpointRouteBuilder campaign) => campaign.MapPost("/sources/{s}/remarks", Add).WithTags("sources")
        .RequireAuthorization(Access.Annotate).WithName("remark").WithSummary("Grades, flags or comments a source: durable before the answer.")
        .WithDescription("The grade given last holds, whoever gave it; a flag stays until somebody takes it off with 'unflag'.");

    private static async Task<Results<Ok<RemarkAnswerMessage>, Refusal>> Add(
        string c, string s, Body<AddRemarkMessage> body, HttpContext context, IGrainFactory grains, CampaignDirectory directory,
        CatalogCache catalogs, TimeProvider time)
    {
        var (asked, stop) = (body.Value, context.RequestAborted);
        if (Operations.Check(asked.OperationId) is { } wrong)
        {
            return wrong;
        }

        var facts = await directory.FactsAsync(new CampaignId(c), stop);
        if (await catalogs.FindAsync(facts.Catalog, new SourceId(s), stop) is not { } found)
        {
            return Problems.UnknownSource();
        }

        var operation = new OperationId(asked.OperationId!);
        var remark = new Remark(
            operation, context.Grant().Annotator, time.GetUtcNow(), asked.Grade, asked.Flag, asked.Unflag, asked.Comment);
        var answer = await grains.GetGrain<IRemarksGrain>(c).Add(new RemarkOn(found.Source, body.Hash, remark), stop);
        return answer.Outcome switch
        {
            RemarkOutcome.OperationReused => Problems.OperationReused(),
            RemarkOutcome.Invalid => Problems.Invalid(answer.Problems ?? []),
            _ => TypedResults.Ok(MessageOf(operation, answer.Outcome, answer.Source!)),
        };
    }

    private static RemarkAnswerMessage MessageOf(OperationId operation, RemarkOutcome outcome, SourceRemarks source)
        => new(operation.Value, outcome, source.Grade, source.Flags, [.. source.Remarks.Select(RemarkMessage.Of)]);
}
