using LensGrains.Api.Answers;
using LensGrains.Api.Auth;
using LensGrains.Api.Rounds;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LensGrains.Api.Campaigns;

/// <summary>"Reset round" takes back the labels since the last published round; "reset model" forgets the members.</summary>
internal static class ResetEndpoints
{
    public static void MapReset(this IEndpointRouteBuilder campaign) => campaign.MapPost("/reset", Reset).WithTags("campaigns")
        .RequireAuthorization(Access.Own).WithName("reset").WithSummary("Takes back the labels since the last round, or forgets the members.");

    private static async Task<Results<Ok<ResetAnswerMessage>, Refusal>> Reset(
        string c, Body<ResetMessage> body, HttpContext context, IGrainFactory grains, CampaignDirectory directory, RoundReader rounds)
    {
        if (Operations.Check(body.Value.OperationId) is { } wrong)
        {
            return wrong;
        }

        if (body.Value.What is not { } what)
        {
            return Problems.Invalid("what", $"One of: {Words<ResetWhat>.All}.");
        }

        var campaign = new CampaignId(c);
        var operation = new OperationId(body.Value.OperationId!);
        if (what == ResetWhat.Model)
        {
            return await grains.GetGrain<ICampaignGrain>(c).ResetModel(operation, context.RequestAborted) switch
            {
                CampaignOutcome.RoundRunning => Problems.RoundRunning(null),
                CampaignOutcome.OperationReused => Problems.OperationReused(),
                _ => TypedResults.Ok(new ResetAnswerMessage(operation.Value, what, 0)),
            };
        }

        var state = await directory.StateAsync(campaign, context.RequestAborted);
        var manifest = (await rounds.PublishedAsync(campaign, state.CurrentRound, context.RequestAborted))?.Manifest;
        var answers = await Task.WhenAll(state.Roster.Select(annotator =>
            grains.GetGrain<ILabelingSessionGrain>(GrainKeys.Session(campaign, annotator)).Reset(
                new ResetVotes(operation, body.Hash, manifest?.Positions.GetValueOrDefault(annotator) ?? 0), context.RequestAborted)));
        return answers.Any(a => a.Outcome == SubmitOutcome.OperationReused)
            ? Problems.OperationReused()
            : TypedResults.Ok(new ResetAnswerMessage(operation.Value, what, answers.Sum(a => a.Accepted)));
    }
}
