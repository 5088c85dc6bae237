using LensGrains.Core.Campaigns;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Interfaces.Rounds;

namespace LensGrains.Api.Rounds;

/// <summary>Rounds as they travel.</summary>
internal static class RoundMapping
{
    /// <param name="round">The round.</param>
    /// <param name="campaign">Its campaign.</param>
    /// <param name="changedSince">Labelled sources whose label is another now than in the manifest.</param>
    /// <param name="withLosses">False leaves out the losses per epoch.</param>
    public static RoundMessage Map(RoundStatus round, CampaignState campaign, int changedSince, bool withLosses)
    {
        var state = round.State;
        return new RoundMessage(
            state.Number,
            WordOf(round),
            state.Reason,
            state.Parent == 0 ? null : state.Parent,
            state.Number == campaign.CurrentRound,
            state.Attempt,
            state.RequestedAt,
            state.FinishedAt,
            state.ManifestHash,
            state.Manifest?.Sources ?? 0,
            campaign.Classes.Names.ToDictionary(c => c, c => state.Labels.GetValueOrDefault(c)),
            changedSince,
            state.Metrics?.PositivesGained ?? 0,
            state.IsOver ? null : new ProgressMessage(round.Fraction, round.Step, null),
            [.. state.Planned.Select(planned => Map(planned, round, withLosses))],
            state.Metrics is { } m ? Map(m) : null,
            state.Thresholds is { } t
                ? new ThresholdsMessage(t.Dividing, t.Rule, t.MeansMidpoint, t.EqualPosterior, t.InSampleMidpoint, t.PoolMidpoint, t.Fallback, t.Alternatives ?? [])
                : null,
            state.Message,
            state.Taught is { } taught ? Map(taught, state.Manifest?.HardNegatives?.Round) : null);
    }

    private static TaughtMessage Map(ExampleCounts c, int? minedFrom) => new(
        c.Confirmed, c.FalsePositives, c.Mined, minedFrom, c.HardNegativeShare, c.Soft,
        c.Origins.ToDictionary(o => o.Key.ToString().ToLowerInvariant(), o => o.Value), c.Copies, c.LargestObject, c.Ignored, c.Presumed);

    private static RoundWord WordOf(RoundStatus round) => round.State.Phase switch
    {
        RoundPhase.Requested when round.State.Attempt == 0 => RoundWord.Queued,
        RoundPhase.Requested => RoundWord.Freezing,
        _ when round.Waits == RoundWait.GpuSilo => RoundWord.WaitingForGpuSilo,
        _ when round.Waits == RoundWait.Device => RoundWord.WaitingForDevice,
        RoundPhase.Training when round.Members.Any(m => m.Phase == MemberPhase.Queued) && round.Members.All(m => m.Phase != MemberPhase.Training)
            => RoundWord.WaitingForDevice,
        RoundPhase.Training => RoundWord.Training,
        RoundPhase.Scoring => RoundWord.Scoring,
        RoundPhase.Publishing => RoundWord.Publishing,
        RoundPhase.Published => RoundWord.Published,
        RoundPhase.Refused => RoundWord.Refused,
        RoundPhase.Cancelled => RoundWord.Cancelled,
        _ => RoundWord.Failed,
    };

    private static MemberMessage Map(Core.Ensembles.PlannedMember planned, RoundStatus round, bool withLosses)
    {
        var trained = round.State.Trained.FirstOrDefault(t => t.Serial == planned.Serial);
        var live = round.Members.FirstOrDefault(m => m.Serial == planned.Serial && m.Round == round.State.Number);
        return new MemberMessage(
            planned.Serial,
            planned.Spec.Kind,
            WordOf(live, trained, round.State),
            live?.Epoch ?? trained?.Epochs ?? 0,
            live?.MaximumEpochs,
            live?.BestEpoch,
            live?.TrainLoss,
            live?.HeldOutLoss ?? trained?.HeldOutLoss,
            withLosses && live?.Losses is { } losses ? Map(losses) : null,
            planned.StartFrom is not null,
            live?.Place?.Silo,
            live?.Place?.Device);
    }

    private static MemberWord WordOf(MemberStatus? live, TrainedMember? trained, RoundState state) => live?.Phase switch
    {
        _ when state.Phase is RoundPhase.Published or RoundPhase.Publishing => MemberWord.Done,
        MemberPhase.Queued or MemberPhase.Idle => trained is null ? MemberWord.Queued : MemberWord.Trained,
        MemberPhase.Training => MemberWord.Training,
        MemberPhase.Trained => MemberWord.Trained,
        MemberPhase.Scoring => MemberWord.Scoring,
        MemberPhase.Scored => MemberWord.Done,
        MemberPhase.Failed or MemberPhase.Cancelled => MemberWord.Failed,
        _ => trained is not null ? MemberWord.Trained : state.Phase is RoundPhase.Failed ? MemberWord.Failed : MemberWord.Queued,
    };

    private static LossesMessage Map(IReadOnlyList<EpochLoss> losses)
        => new([.. losses.Select(l => l.Epoch)], [.. losses.Select(l => l.Train)], [.. losses.Select(l => l.HeldOut)]);

    private static MetricsMessage Map(RoundMetrics m) => new(
        m.Auroc, m.AveragePrecision, m.Brier, m.HeldOutLabelled, m.MaxScore, m.MinScoreFinds, m.MinScoreKnown, m.MaxScoreNegatives,
        m.CountOverMinScoreFinds, m.CountOverMinScoreKnown, m.CountOverThreshold, m.CountBelowMaxNegative, m.Purity, m.RecallKnown);
}
