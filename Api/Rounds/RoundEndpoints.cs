using System.Globalization;
using LensGrains.Api.Answers;
using LensGrains.Api.Auth;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Labels;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Rounds;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LensGrains.Api.Rounds;

/// <summary>Training rounds: starting, watching, cancelling, restoring.</summary>
internal static class RoundEndpoints
{
    public static void MapRounds(this IEndpointRouteBuilder campaign)
    {
        var group = campaign.MapGroup("/rounds").WithTags("rounds");
        group.MapPost("", Start).RequireAuthorization(Access.Annotate).WithName("startRound").WithSummary("Starts a round now.");
        group.MapGet("", List).WithName("rounds").WithSummary("Rounds, newest first.").Produces<Listing<RoundMessage>>();
        group.MapGet("/{n:int}", Get).WithName("round").WithSummary("State, progress, members, metrics and thresholds of a round.");
        group.MapPost("/{n:int}/cancel", Cancel).RequireAuthorization(Access.Own).WithName("cancelRound").WithSummary("Stops a round that is not whole yet.");
        group.MapPost("/{n:int}/restore", Restore).RequireAuthorization(Access.Own).WithName("restoreRound").WithSummary("Makes a published round current again; labels stay.");
        group.MapGet("/{n:int}/manifest", Manifest).WithName("roundManifest").WithSummary("What a round trained on and made: cut, policy, members, hashes.").Produces<ManifestMessage>();
    }

    private static async Task<Results<Accepted<RoundMessage>, Refusal>> Start(
        string c, Body<StartRoundMessage> body, HttpContext context, IGrainFactory grains, CampaignDirectory directory, RoundViews views, RoundReadiness readiness)
    {
        if (Operations.CheckOptional(body.Value.OperationId) is { } wrong)
        {
            return wrong;
        }

        var (campaign, stop) = (new CampaignId(c), context.RequestAborted);
        if (await readiness.WhyNotAsync(await directory.StateAsync(campaign, stop), stop) is { } why)
        {
            return Problems.RoundRefused(why);
        }

        var operation = body.Value.OperationId is null ? (OperationId?)null : new OperationId(body.Value.OperationId);
        var answer = await grains.GetGrain<ICampaignGrain>(c).StartRound(operation, stop);
        if (answer.Outcome is CampaignOutcome.RoundRunning or CampaignOutcome.OperationReused)
        {
            return answer.Outcome == CampaignOutcome.RoundRunning ? Problems.RoundRunning(answer.Round) : Problems.OperationReused();
        }

        return await views.FindAsync(campaign, answer.Round, stop) is { } round
            ? TypedResults.Accepted($"/api/v1/campaigns/{c}/rounds/{answer.Round}", round)
            : Problems.UnknownRound();
    }

    private static async Task<IResult> List(
        string c, HttpContext context, CampaignDirectory directory, RoundViews views, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        var behind = Paging.After(after) ?? int.MaxValue;
        var state = await directory.StateAsync(new CampaignId(c), context.RequestAborted);
        var numbers = state.Rounds.Select(r => r.Number).Where(n => n < behind).OrderDescending().Take(most + 1).ToArray();
        var rounds = await views.ManyAsync(state, numbers, context.RequestAborted);
        return Formats.Answer(
            context, Paging.Take(rounds, most, r => r.Number.ToString(CultureInfo.InvariantCulture)), RoundMessage.Csv, $"{c}-rounds.csv");
    }

    private static async Task<Results<Ok<RoundMessage>, Refusal>> Get(string c, int n, HttpContext context, RoundViews views)
        => await views.FindAsync(new CampaignId(c), n, context.RequestAborted) is { } round ? TypedResults.Ok(round) : Problems.UnknownRound();

    private static async Task<Results<Ok<RoundMessage>, Refusal>> Cancel(string c, int n, HttpContext context, IGrainFactory grains, RoundViews views)
    {
        var (campaign, stop) = (new CampaignId(c), context.RequestAborted);
        if (await views.FindAsync(campaign, n, stop) is null)
        {
            return Problems.UnknownRound();
        }

        return await grains.GetGrain<IRoundGrain>(GrainKeys.Round(campaign, n)).Cancel(stop)
            ? TypedResults.Ok((await views.FindAsync(campaign, n, stop))!)
            : Problems.RoundOver();
    }

    private static async Task<Results<Ok<RoundMessage>, Refusal>> Restore(
        string c, int n, HttpContext context, IGrainFactory grains, RoundReader rounds, RoundViews views)
    {
        var (campaign, stop) = (new CampaignId(c), context.RequestAborted);
        if (await rounds.FindAsync(campaign, n, stop) is not { } found)
        {
            return Problems.UnknownRound();
        }

        if (found.State.Phase != RoundPhase.Published)
        {
            return Problems.NotPublished();
        }

        var outcome = await grains.GetGrain<ICampaignGrain>(c).Restore(n, EnsembleOf(found.State), found.State.Thresholds?.Dividing, stop);
        return outcome switch
        {
            CampaignOutcome.RoundRunning => Problems.RoundRunning(null),
            CampaignOutcome.UnknownRound => Problems.UnknownRound(),
            _ => TypedResults.Ok((await views.FindAsync(campaign, n, stop))!),
        };
    }

    private static async Task<IResult> Manifest(string c, int n, HttpContext context, RoundReader rounds)
        => await rounds.FindAsync(new CampaignId(c), n, context.RequestAborted) is not { } found ? Problems.UnknownRound()
            : found.State.Manifest is null ? Problems.NotPublished()
            : TypedResults.Ok(ManifestMessage.Of(found.State));

    private static EnsembleMemberRef[] EnsembleOf(RoundState state)
        => [.. state.Planned.Select(p => new EnsembleMemberRef(p.Serial, p.Spec, state.Trained.First(t => t.Serial == p.Serial).Checkpoint))];
}
