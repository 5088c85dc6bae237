using LensGrains.Api.Answers;
using LensGrains.Core.Rounds;

namespace LensGrains.Api.Rounds;

/// <summary>Starts a round now.</summary>
internal sealed record StartRoundMessage : IOptionalBody
{
    public string? OperationId { get; init; }
}

/// <summary>How far a round is, as the page words it.</summary>
internal enum RoundWord
{
    Queued,
    Freezing,
    WaitingForDevice,

    /// <summary>The campaign requires an accelerator and no silo has one; it goes on by itself when one joins.</summary>
    WaitingForGpuSilo,

    Training,
    Scoring,
    Publishing,
    Published,

    /// <summary>There was nothing to learn from; the message says what was missing.</summary>
    Refused,

    Cancelled,
    Failed,
}

/// <summary>How far a member is, as the page words it.</summary>
internal enum MemberWord
{
    Queued,
    Training,
    Trained,
    Scoring,
    Done,
    Kept,
    Failed,
}

/// <summary>Losses (binary cross-entropy) of recorded epochs.</summary>
internal sealed record LossesMessage(IReadOnlyList<int> Epochs, IReadOnlyList<double> Train, IReadOnlyList<double?> HeldOut);

/// <summary>One member of a round; silo and device while it has one, see <c>/devices</c>.</summary>
internal sealed record MemberMessage(
    int Serial,
    string Kind,
    MemberWord State,
    int Epoch,
    int? MaximumEpochs,
    int? BestEpoch,
    double? TrainLoss,
    double? HeldOutLoss,
    LossesMessage? Losses,
    bool WarmStart,
    string? Silo = null,
    string? Device = null);

internal sealed record ProgressMessage(double Fraction, string Step, double? EtaSeconds);

/// <summary>Figures of a round; see the core's <see cref="RoundMetrics"/> for what each is.</summary>
internal sealed record MetricsMessage(
    double? Auroc,
    double? AveragePrecision,
    double? Brier,
    int? HeldOutLabelled,
    double? MaxScore,
    double? MinScoreFinds,
    double? MinScoreKnown,
    double? MaxScoreNegatives,
    int? CountOverMinScoreFinds,
    int? CountOverMinScoreKnown,
    int? CountOverThreshold,
    int? CountBelowMaxNegative,
    double? Purity,
    double? RecallKnown);

internal sealed record ThresholdsMessage(
    double? Dividing, string Rule, double? MeansMidpoint, double? EqualPosterior, double? InSampleMidpoint, double? PoolMidpoint, string? Fallback,
    IReadOnlyList<ThresholdAlternative> Alternatives);

/// <summary>What a round's examples are made of; see the core's <see cref="ExampleCounts"/> for what each is.</summary>
internal sealed record TaughtMessage(
    int Confirmed,
    int FalsePositives,
    int Mined,
    int? MinedFrom,
    double HardNegativeShare,
    int Soft,
    IReadOnlyDictionary<string, int> Origins,
    int Copies,
    int LargestObject,
    string? IgnoredKeys,
    int Presumed);

/// <summary>One training round.</summary>
internal sealed record RoundMessage(
    int Number,
    RoundWord State,
    RoundReason Reason,
    int? Parent,
    bool IsCurrent,
    int Attempt,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    string? ManifestHash,
    int Sources,
    IReadOnlyDictionary<string, int> Labels,
    int LabelsChangedSince,
    int PositivesGained,
    ProgressMessage? Progress,
    IReadOnlyList<MemberMessage> Members,
    MetricsMessage? Metrics,
    ThresholdsMessage? Thresholds,
    string? Message,
    TaughtMessage? Taught = null)
{
    public static CsvLayout<RoundMessage> Csv { get; } = new(
        ("number", r => r.Number),
        ("state", r => r.State),
        ("reason", r => r.Reason),
        ("parent", r => r.Parent),
        ("isCurrent", r => r.IsCurrent),
        ("startedAt", r => r.StartedAt),
        ("finishedAt", r => r.FinishedAt),
        ("manifestHash", r => r.ManifestHash),
        ("sources", r => r.Sources),
        ("labelled", r => r.Labels.Values.Sum()),
        ("positivesGained", r => r.PositivesGained),
        ("auroc", r => r.Metrics?.Auroc),
        ("averagePrecision", r => r.Metrics?.AveragePrecision),
        ("purity", r => r.Metrics?.Purity),
        ("recallKnown", r => r.Metrics?.RecallKnown),
        ("threshold", r => r.Thresholds?.Dividing),
        ("message", r => r.Message));
}

/// <summary>Finds of one round.</summary>
/// <param name="Round">The round.</param>
/// <param name="Labelled">Sources labelled between its predecessor and it.</param>
/// <param name="PositivesGained">Positives among them.</param>
/// <param name="MeanOfFive">Mean of the positives gained over this and up to four earlier closed rounds; null while open.</param>
/// <param name="Closed">False for the labels since the last round.</param>
internal sealed record FindsMessage(int Round, int Labelled, int PositivesGained, double? MeanOfFive, bool Closed)
{
    public static CsvLayout<FindsMessage> Csv { get; } = new(
        ("round", f => f.Round),
        ("labelled", f => f.Labelled),
        ("positivesGained", f => f.PositivesGained),
        ("meanOfFive", f => f.MeanOfFive),
        ("closed", f => f.Closed));
}
