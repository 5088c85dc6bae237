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

/// <summary>Taking back a submission, or a reset.</summary>
internal static class UndoEndpoints
{
    public static void MapUndo(this IEndpointRouteBuilder campaign) => campaign.MapPost("/undo", Undo).WithTags("labels")
        .RequireAuthorization(Access.Annotate).WithName("undo").WithSummary("Takes back a submission and opens its page again; or takes back a reset.");

    private static async Task<Results<Ok<UndoAnswerMessage>, Refusal>> Undo(
        string c, Body<UndoMessage> body, HttpContext context, IGrainFactory grains, CampaignDirectory directory, TileMapper tiles)
    {
        if ((Operations.Check(body.Value.OperationId) ?? Target(body.Value.Target)) is { } wrong)
        {
            return wrong;
        }

        var (campaign, stop) = (new CampaignId(c), context.RequestAborted);
        var target = body.Value.Target is null ? (OperationId?)null : new OperationId(body.Value.Target);
        var command = new UndoSubmission(new OperationId(body.Value.OperationId!), body.Hash, target);
        var session = grains.GetGrain<ILabelingSessionGrain>(GrainKeys.Session(campaign, context.Grant().Annotator));
        var undo = await session.Undo(command, stop);
        if (undo.Answer.Outcome == SubmitOutcome.NothingToUndo && target is { } reset)
        {
            return await RestoreAsync(campaign, command, reset, context, grains, directory);
        }

        if (LabelReading.RefusalOf(undo.Answer) is { } refusal)
        {
            return refusal;
        }

        var page = undo.Page is null ? null : await tiles.MapAsync(campaign, undo.Page, stop);
        return TypedResults.Ok(new UndoAnswerMessage(command.Operation.Value, (undo.Undone ?? target)?.Value ?? "", page));
    }

    /// <summary>Makes what a reset took back count again, in every session; only an owner resets, so only an owner undoes it.</summary>
    private static async Task<Results<Ok<UndoAnswerMessage>, Refusal>> RestoreAsync(
        CampaignId campaign, UndoSubmission command, OperationId reset, HttpContext context, IGrainFactory grains, CampaignDirectory directory)
    {
        var state = await directory.StateAsync(campaign, context.RequestAborted);
        IEnumerable<AnnotatorId> whose = context.Grant().Role == Role.Owner ? state.Roster : [context.Grant().Annotator];
        var answers = await Task.WhenAll(whose.Select(annotator =>
            grains.GetGrain<ILabelingSessionGrain>(GrainKeys.Session(campaign, annotator)).Restore(command, context.RequestAborted)));
        return answers.FirstOrDefault(a => a.Outcome == SubmitOutcome.OperationReused) is not null ? Problems.OperationReused()
            : answers.All(a => a.Outcome == SubmitOutcome.NothingToUndo) ? Problems.NothingToUndo()
            : TypedResults.Ok(new UndoAnswerMessage(command.Operation.Value, reset.Value, null));
    }

    private static Refusal? Target(string? target)
        => Operations.CheckOptional(target) is null ? null : Problems.Invalid("target", "The operationId of a submission.");
}
