using LensGrains.Core.Campaigns;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Rounds;

/// <summary>What can happen to a round.</summary>
public abstract record RoundEvent;

public sealed record RoundRequested(CampaignId Campaign, int Number, int Parent, RoundReason Reason, DateTimeOffset At) : RoundEvent;

/// <summary>The manifest is frozen, its files are written and the members planned.</summary>
public sealed record RoundFrozen(
    Manifest Manifest,
    string ManifestHash,
    string Examples,
    IReadOnlyDictionary<string, int> Labels,
    IReadOnlyList<PlannedMember> Planned,
    TriggerBase Counted,
    ExampleCounts? Taught = null) : RoundEvent;

/// <summary>There is nothing to learn from.</summary>
public sealed record RoundTurnedDown(
    Manifest Manifest, string ManifestHash, IReadOnlyDictionary<string, int> Labels, string Message, DateTimeOffset At, TriggerBase? Counted) : RoundEvent;

public sealed record MemberTrained(TrainedMember Member) : RoundEvent;

/// <summary>Every shard is scored and everything is written: the one write that makes the round whole.</summary>
public sealed record RoundScored(
    IReadOnlyList<ShardScores> Scores, RoundThresholds Thresholds, RoundMetrics Metrics, string Plots) : RoundEvent;

/// <summary>The campaign's pointer has moved.</summary>
public sealed record PointerMoved(DateTimeOffset At) : RoundEvent;

public sealed record RoundStopped(RoundPhase Phase, string Message, DateTimeOffset At) : RoundEvent;

/// <summary>The work of this attempt cannot be used; the next attempt begins with the same manifest.</summary>
public sealed record AttemptBegun(int Attempt) : RoundEvent;
