using LensGrains.Core.Campaigns;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Rounds;

/// <summary>A member as a round trained it.</summary>
/// <param name="Serial">The member.</param>
/// <param name="Checkpoint">Path of its checkpoint.</param>
/// <param name="Sha256">Hash of that file, lower-case hex.</param>
/// <param name="Report">Path of its training report (losses per epoch, held-out scores).</param>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="HeldOutLoss">Lowest held-out loss (binary cross-entropy), if anything was held out.</param>
/// <param name="Seconds">Time it took.</param>
[GenerateSerializer, Immutable, Alias("trained-member")]
public sealed record TrainedMember(
    int Serial, string Checkpoint, string Sha256, string Report, int Epochs, double? HeldOutLoss, double Seconds);

/// <summary>One shard's scores: mean over members and population standard deviation, float32 <c>[rows]</c>.</summary>
[GenerateSerializer, Immutable, Alias("shard-scores")]
public sealed record ShardScores(int Shard, string Mean, string MeanSha256, string Deviation, string DeviationSha256);

/// <summary>Thresholds of a round. Every number is a score, 0 to 1.</summary>
/// <param name="Dividing">The one that divides.</param>
/// <param name="Rule">The rule it came from, for people.</param>
/// <param name="MeansMidpoint">Midpoint of the means, fitted to held-out scores of labelled sources.</param>
/// <param name="EqualPosterior">Equal-posterior crossing of the same fit.</param>
/// <param name="InSampleMidpoint">Midpoint, fitted to in-sample scores (SL_discovery's).</param>
/// <param name="PoolMidpoint">Midpoint, fitted to the pool.</param>
/// <param name="Fallback">What was done where a fit degenerated or a class was missing; null where nothing had to be.</param>
/// <param name="Alternatives">What other rules would choose on held-out scores of labelled sources; null in rounds of before there were any.</param>
[GenerateSerializer, Immutable, Alias("round-thresholds")]
public sealed record RoundThresholds(
    double? Dividing,
    string Rule,
    double? MeansMidpoint,
    double? EqualPosterior,
    double? InSampleMidpoint,
    double? PoolMidpoint,
    string? Fallback,
    IReadOnlyList<ThresholdAlternative>? Alternatives = null);

/// <summary>What a rule would choose.</summary>
/// <param name="Rule">The rule with its aim, such as <c>recall_at_least_0.9</c>.</param>
/// <param name="Threshold">Score, 0 to 1; null where no threshold reaches the aim.</param>
/// <param name="Positives">Labelled positives that score more.</param>
/// <param name="Negatives">Labelled negatives that do.</param>
[GenerateSerializer, Immutable, Alias("threshold-alternative")]
public sealed record ThresholdAlternative(string Rule, double? Threshold, int Positives, int Negatives);

/// <summary>Figures of a round. Held-out figures use, per source, only members that did not train on it.</summary>
[GenerateSerializer, Immutable, Alias("round-metrics")]
public sealed record RoundMetrics
{
    [Id(0)] public double? Auroc { get; init; }

    [Id(1)] public double? AveragePrecision { get; init; }

    [Id(2)] public double? Brier { get; init; }

    /// <summary>Labelled sources with a held-out score.</summary>
    [Id(3)] public int HeldOutLabelled { get; init; }

    [Id(4)] public double? MaxScore { get; init; }

    /// <summary>Minimum over positives labelled in the campaign.</summary>
    [Id(5)] public double? MinScoreFinds { get; init; }

    /// <summary>Minimum over known lenses, by members that did not train on them.</summary>
    [Id(6)] public double? MinScoreKnown { get; init; }

    [Id(7)] public double? MaxScoreNegatives { get; init; }

    /// <summary>Sources strictly above <see cref="MinScoreFinds"/>.</summary>
    [Id(8)] public int? CountOverMinScoreFinds { get; init; }

    [Id(9)] public int? CountOverMinScoreKnown { get; init; }

    [Id(10)] public int? CountOverThreshold { get; init; }

    [Id(11)] public int? CountBelowMaxNegative { get; init; }

    /// <summary>
    /// Positives over <see cref="CountOverMinScoreKnown"/>: SL_discovery's purity, with the known lenses' minimum taken from members that
    /// did not train on them. It exceeds 1 where finds score below that minimum.
    /// </summary>
    [Id(12)] public double? Purity { get; init; }

    /// <summary>Share of known lenses over the dividing threshold, by members that did not train on them.</summary>
    [Id(13)] public double? RecallKnown { get; init; }

    /// <summary>Positives labelled since the parent round.</summary>
    [Id(14)] public int PositivesGained { get; init; }
}

/// <summary>What a round has durably decided, at every step.</summary>
[GenerateSerializer, Immutable, Alias("round-state")]
public sealed record RoundState
{
    [Id(0)] public required CampaignId Campaign { get; init; }

    [Id(1)] public required int Number { get; init; }

    [Id(2)] public int Parent { get; init; }

    [Id(3)] public RoundReason Reason { get; init; }

    [Id(4)] public DateTimeOffset RequestedAt { get; init; }

    [Id(5)] public RoundPhase Phase { get; init; }

    /// <summary>Grows each time the work is begun anew; names the folder of its files.</summary>
    [Id(6)] public int Attempt { get; init; }

    [Id(7)] public Manifest? Manifest { get; init; }

    [Id(8)] public string? ManifestHash { get; init; }

    /// <summary>File of the examples.</summary>
    [Id(9)] public string? Examples { get; init; }

    /// <summary>Labelled sources per class in the manifest, known lenses in the positive class.</summary>
    [Id(10)] public IReadOnlyDictionary<string, int> Labels { get; init; } = new Dictionary<string, int>();

    [Id(11)] public IReadOnlyList<PlannedMember> Planned { get; init; } = [];

    [Id(12)] public IReadOnlyList<TrainedMember> Trained { get; init; } = [];

    [Id(13)] public IReadOnlyList<ShardScores> Scores { get; init; } = [];

    [Id(14)] public RoundThresholds? Thresholds { get; init; }

    [Id(15)] public RoundMetrics? Metrics { get; init; }

    /// <summary>File with the data of the round's plots.</summary>
    [Id(16)] public string? Plots { get; init; }

    [Id(17)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it failed, was refused or cancelled.</summary>
    [Id(18)] public string? Message { get; init; }

    /// <summary>Labelled sources in the manifest, from which the next trigger counts; null where there is no cut.</summary>
    [Id(19)] public TriggerBase? Counted { get; init; }

    /// <summary>What the examples are made of; null in rounds of earlier versions.</summary>
    [Id(20)] public ExampleCounts? Taught { get; init; }

    /// <summary>Where this attempt writes; create-only.</summary>
    public string Folder => $"campaigns/{Campaign.Value}/rounds/{Number}/{Attempt}";

    /// <summary>Nothing about it changes any more.</summary>
    public bool IsOver => Phase is RoundPhase.Published or RoundPhase.Refused or RoundPhase.Cancelled or RoundPhase.Failed;
}
