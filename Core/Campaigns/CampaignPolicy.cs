using System.Text.Json.Serialization;
using LensGrains.Core.Dealing;
using LensGrains.Core.Devices;
using LensGrains.Core.Labeling;

namespace LensGrains.Core.Campaigns;

/// <summary>Which pages a campaign deals.</summary>
[GenerateSerializer, Alias("page-order")]
public enum PageOrder
{
    /// <summary>Best, supplementary and audit tiles in shuffled places.</summary>
    Shuffled,

    /// <summary>SL_discovery's exact page: best first, then supplements; no audit tile.</summary>
    SlDiscovery,

    /// <summary>Random sources only: the baseline that a policy is compared with.</summary>
    Random,
}

/// <summary>The scores to which the dividing threshold is fitted.</summary>
[GenerateSerializer, Alias("threshold-rule")]
public enum ThresholdRule
{
    /// <summary>Scores of labelled sources by members that did not train on them.</summary>
    HeldOut,

    /// <summary>In-sample scores of labelled sources (SL_discovery's rule; optimistic).</summary>
    InSample,

    /// <summary>Scores of the whole pool.</summary>
    Pool,
}

/// <summary>Where the threshold lies: between the two components of a fitted mixture, or where labelled scores put it.</summary>
[GenerateSerializer, Alias("threshold-at")]
public enum ThresholdAt
{
    /// <summary>Midpoint of the two means (SL_discovery's rule).</summary>
    Midpoint,

    /// <summary>Where both components are equally probable.</summary>
    Crossing,

    /// <summary>Most positives with at most a share <see cref="CampaignPolicy.ThresholdAim"/> of the negatives (usually 0.01).</summary>
    FalsePositiveRate,

    /// <summary>The greatest F1.</summary>
    F1,

    /// <summary>The greatest true minus false positive rate.</summary>
    Youden,

    /// <summary>The fewest sources with at least a share <see cref="CampaignPolicy.ThresholdAim"/> of the positives (usually 0.9).</summary>
    RecallAtLeast,

    /// <summary>Most positives in a list of which at least a share <see cref="CampaignPolicy.ThresholdAim"/> is positive (usually 0.5).</summary>
    PrecisionAtLeast,
}

/// <summary>When the next round is due, whichever comes first. Null: that reason never fires.</summary>
/// <param name="Labels">This many more labelled sources than in the last manifest; null: <see cref="CampaignPolicy.NumSubmissionTrain"/>.</param>
/// <param name="Days">This many days after the last manifest, if anything was labelled since.</param>
/// <param name="Confirmed">This many more positives than in the last manifest.</param>
[GenerateSerializer, Immutable, Alias("retrain-when")]
public sealed record RetrainWhen(int? Labels = null, double? Days = null, int? Confirmed = null);

/// <summary>One kind of member of the ensemble.</summary>
/// <param name="Kind"><c>mlp</c> on embeddings, or the name of a network on images.</param>
/// <param name="Options">Numbers by name, such as <c>hidden</c>, <c>learningRate</c>; see the documentation of the kind.</param>
/// <param name="Choices">Words by name, such as <c>augmentation</c>; see the documentation of the kind.</param>
[GenerateSerializer, Immutable, Alias("member-spec")]
public sealed record MemberSpec(
    string Kind = "mlp", IReadOnlyDictionary<string, double>? Options = null, IReadOnlyDictionary<string, string>? Choices = null)
{
    /// <summary>True where the other is of the same kind with the same options.</summary>
    public bool Means(MemberSpec other) => Kind == other.Kind && Same(Options, other.Options) && Same(Choices, other.Choices);

    private static bool Same<T>(IReadOnlyDictionary<string, T>? one, IReadOnlyDictionary<string, T>? other)
        => (one?.Count ?? 0) == (other?.Count ?? 0)
            && (one is null || one.All(o => other!.TryGetValue(o.Key, out var value) && EqualityComparer<T>.Default.Equals(o.Value, value)));
}

/// <summary>How a campaign deals pages and trains. Every property has a default, equal to SL_discovery's where it has one.</summary>
[GenerateSerializer, Immutable, Alias("campaign-policy")]
public sealed record CampaignPolicy
{
    /// <summary>Tiles on a page, 1 to 200.</summary>
    [Id(0)] public int PageSize { get; init; } = 10;

    /// <summary>A round is due with this many more labelled sources than in the last manifest.</summary>
    [Id(1)] public int NumSubmissionTrain { get; init; } = 100;

    /// <summary>Further reasons for a round.</summary>
    [Id(2)] public RetrainWhen RetrainWhen { get; init; } = new();

    /// <summary>Share of a page that <see cref="SupplementMethod"/> chooses, 0 to 1.</summary>
    [Id(3)] public double SupplementRatio { get; init; } = 0.2;

    [Id(4)] public SupplementMethod SupplementMethod { get; init; } = SupplementMethod.Uncertainty;

    /// <summary>Expected share of a page drawn at random with a recorded probability, 0 to 1.</summary>
    [Id(5)] public double AuditRatio { get; init; } = 0.1;

    /// <summary>The ensemble's kinds; a new member is of the one that the ensemble has the fewest of.</summary>
    [Id(6)] public IReadOnlyList<MemberSpec> Members { get; init; } = [new MemberSpec()];

    /// <summary>The catalogue's embedding set; <c>auto</c>: imported vectors where there are any, else the hand-made features.</summary>
    [Id(7)] public string Embedding { get; init; } = "auto";

    /// <summary>True: the same members are trained on; false: each round adds one and drops the oldest beyond the maximum.</summary>
    [Id(8)] public bool FixEnsembles { get; init; }

    [Id(9)] public int MaximumEnsembleSize { get; init; } = 5;

    /// <summary>Members of the first round; SL_discovery starts at the maximum.</summary>
    [Id(10)] public int InitialEnsembleSize { get; init; } = 5;

    /// <summary>True: every member of a round starts from new weights; false: survivors go on from the weights they have.</summary>
    [Id(11)] public bool ColdStart { get; init; }

    [Id(12)] public ThresholdRule ThresholdRule { get; init; } = ThresholdRule.HeldOut;

    [Id(13)] public ThresholdAt ThresholdAt { get; init; } = ThresholdAt.Midpoint;

    /// <summary>The worst grade of a known lens that still counts as positive; null keeps all.</summary>
    [Id(14)] public string? KnownLensGradeCut { get; init; }

    /// <summary>The catalogue column that <see cref="MagnitudeLimit"/> cuts; null cuts nothing.</summary>
    [Id(15)] public string? MagnitudeColumn { get; init; }

    /// <summary>Sources fainter than this (mag) stay off the pages; null: the faintest known lens that is kept.</summary>
    [Id(16)] public double? MagnitudeLimit { get; init; }

    [Id(17)] public RestOfPage RestOfPage { get; init; } = RestOfPage.Explicit;

    /// <summary>Time an annotator has for a page, seconds.</summary>
    [Id(18)] public int LeaseSeconds { get; init; } = 600;

    /// <summary>Pages an annotator may have open at once.</summary>
    [Id(19)] public int MaxOpenPages { get; init; } = 3;

    /// <summary>Seed of everything random in the campaign.</summary>
    [Id(20)] public long Seed { get; init; } = 1234;

    [Id(21)] public PageOrder PageOrder { get; init; } = PageOrder.Shuffled;

    /// <summary>Number of annotators who shall label each source.</summary>
    [Id(22)] public int Overlap { get; init; } = 1;

    /// <summary>True: a label given with <c>unsure</c> trains like any other.</summary>
    [Id(23)] public bool TrainOnUnsure { get; init; }

    /// <summary>Whether members need a silo with an accelerator. Left out where it is the default, so that manifests hash as before.</summary>
    [Id(24), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public AcceleratorUse Accelerator { get; init; } = AcceleratorUse.Prefer;

    /// <summary>
    /// Share of the draws of negatives, 0 to 0.9, that hard negatives get at least: those marked as false positives and the labelled negatives
    /// that the last published round scored highest. 0 mines none. This and what follows is left out where it is the default, as above.
    /// </summary>
    [Id(25), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double HardNegativeShare { get; init; }

    /// <summary>How much oftener a negative marked as a false positive is drawn than another; null: <see cref="UsualHardNegativeWeight"/>.</summary>
    [Id(26), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? HardNegativeWeight { get; init; }

    /// <summary>How much oftener a confirmed positive is drawn than another; null: <see cref="UsualConfirmedWeight"/>.</summary>
    [Id(27), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ConfirmedWeight { get; init; }

    /// <summary>True: where several annotators voted, members learn the probability that the votes give, not the class that won.</summary>
    [Id(28), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SoftLabels { get; init; }

    /// <summary>α ≥ 0: an example that was in a published rounds before weighs exp(-α · a).</summary>
    [Id(29), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double RecencyDecay { get; init; }

    /// <summary>True: labels that a model made train too. They measure nothing either way.</summary>
    [Id(30), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool TrainOnMachineLabels { get; init; }

    /// <summary>Sources at most so far apart are one object, arcsec; 0: positions join nothing; null: <see cref="UsualObjectRadiusArcsec"/>.</summary>
    [Id(31), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ObjectRadiusArcsec { get; init; }

    /// <summary>What <see cref="ThresholdAt"/> shall keep, in (0, 1]; null: the rule's usual aim. Rules without an aim leave it aside.</summary>
    [Id(32), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ThresholdAim { get; init; }

    /// <summary>
    /// Sources that nobody has spoken of and that each member takes for negatives, see <see cref="Rounds.PresumedNegatives"/>; 0: none. With any, a round
    /// needs no labelled negative, and one is due whenever the positives have doubled.
    /// </summary>
    [Id(33), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int PresumedNegatives { get; init; }

    /// <summary>
    /// What a new campaign takes where nothing is said. It differs from a policy without any word in what campaigns of earlier versions did not
    /// have.
    /// </summary>
    public static CampaignPolicy ForNewCampaigns { get; } = new() { PresumedNegatives = 5_000 };

    /// <summary>The weight of a false positive where a policy says nothing.</summary>
    public const double UsualHardNegativeWeight = 4;

    /// <summary>The weight of a confirmed positive where a policy says nothing.</summary>
    public const double UsualConfirmedWeight = 2;

    /// <summary>The radius of an object where a policy says nothing, arcsec.</summary>
    public const double UsualObjectRadiusArcsec = 3;
}
