namespace LensGrains.Core.Rounds;

/// <summary>What a round does next.</summary>
public enum RoundStep
{
    /// <summary>Freeze the manifest.</summary>
    Freeze,

    /// <summary>See that every planned member trains.</summary>
    Train,

    /// <summary>See that every shard is scored, then write scores, threshold and figures.</summary>
    Score,

    /// <summary>Move the campaign's pointer.</summary>
    Publish,

    /// <summary>Nothing: the round is over.</summary>
    Rest,
}

/// <summary>The rules of a round's life. Verbs decide, <see cref="Apply"/> changes.</summary>
public static class Round
{
    public static RoundStep Next(RoundState state) => state.Phase switch
    {
        RoundPhase.Requested => RoundStep.Freeze,
        RoundPhase.Training => RoundStep.Train,
        RoundPhase.Scoring => RoundStep.Score,
        RoundPhase.Publishing => RoundStep.Publish,
        _ => RoundStep.Rest,
    };

    /// <summary>Planned members without a result yet.</summary>
    public static IEnumerable<Ensembles.PlannedMember> Untrained(RoundState state)
        => state.Planned.Where(p => state.Trained.All(t => t.Serial != p.Serial));

    /// <summary>A member's result counts once, and only while the round trains.</summary>
    public static MemberTrained? Trained(RoundState state, TrainedMember member)
        => state.Phase == RoundPhase.Training
           && state.Planned.Any(p => p.Serial == member.Serial)
           && state.Trained.All(t => t.Serial != member.Serial) ? new MemberTrained(member) : null;

    /// <summary>A round can be stopped until it is whole; from then on it is only published.</summary>
    public static RoundStopped? Stop(RoundState state, RoundPhase phase, string message, DateTimeOffset now)
        => state.Phase is RoundPhase.Requested or RoundPhase.Training or RoundPhase.Scoring ? new RoundStopped(phase, message, now) : null;

    /// <summary>The state after <paramref name="e"/>.</summary>
    public static RoundState Apply(RoundState? state, RoundEvent e) => e switch
    {
        RoundRequested r => new RoundState
        {
            Campaign = r.Campaign, Number = r.Number, Parent = r.Parent, Reason = r.Reason, RequestedAt = r.At, Attempt = 1,
        },
        _ => ApplyTo(state ?? throw new InvalidOperationException("The round was never asked for."), e),
    };

    private static RoundState ApplyTo(RoundState state, RoundEvent e) => e switch
    {
        RoundFrozen f => state with
        {
            Phase = RoundPhase.Training,
            Manifest = f.Manifest,
            ManifestHash = f.ManifestHash,
            Examples = f.Examples,
            Labels = f.Labels,
            Planned = f.Planned,
            Counted = f.Counted,
            Taught = f.Taught,
        },
        RoundTurnedDown d => state with
        {
            Phase = RoundPhase.Refused,
            Manifest = d.Manifest,
            ManifestHash = d.ManifestHash,
            Labels = d.Labels,
            Message = d.Message,
            FinishedAt = d.At,
            Counted = d.Counted,
        },
        MemberTrained m => ApplyTrained(state, m.Member),
        RoundScored s => state with
        {
            Phase = RoundPhase.Publishing, Scores = s.Scores, Thresholds = s.Thresholds, Metrics = s.Metrics, Plots = s.Plots,
        },
        PointerMoved p => state with { Phase = RoundPhase.Published, FinishedAt = p.At },
        RoundStopped x => state with { Phase = x.Phase, Message = x.Message, FinishedAt = x.At },
        AttemptBegun a => state with { Attempt = a.Attempt, Phase = RoundPhase.Training, Trained = [], Scores = [] },
        _ => throw new InvalidOperationException($"No rule for {e.GetType().Name}."),
    };

    private static RoundState ApplyTrained(RoundState state, TrainedMember member)
    {
        var trained = state.Trained.Append(member).ToArray();
        return state with
        {
            Trained = trained,
            Phase = trained.Length == state.Planned.Count ? RoundPhase.Scoring : RoundPhase.Training,
        };
    }
}
