using LensGrains.Core.Campaigns;
using LensGrains.Core.Dealing;
using LensGrains.Core.Devices;
using LensGrains.Core.Labeling;

namespace LensGrains.Api.Campaigns;

/// <summary>A campaign's policy. In a request every field may be left out; an answer has all of them.</summary>
internal sealed record PolicyMessage
{
    public int? PageSize { get; init; }

    public int? NumSubmissionTrain { get; init; }

    public RetrainWhenMessage? RetrainWhen { get; init; }

    public double? SupplementRatio { get; init; }

    public SupplementMethod? SupplementMethod { get; init; }

    public double? AuditRatio { get; init; }

    public IReadOnlyList<MemberSpecMessage>? Members { get; init; }

    public string? Embedding { get; init; }

    public bool? FixEnsembles { get; init; }

    public int? MaximumEnsembleSize { get; init; }

    public int? InitialEnsembleSize { get; init; }

    public bool? ColdStart { get; init; }

    public ThresholdRule? ThresholdRule { get; init; }

    public ThresholdAt? ThresholdAt { get; init; }

    public double? ThresholdAim { get; init; }

    public string? KnownLensGradeCut { get; init; }

    public string? MagnitudeColumn { get; init; }

    public double? MagnitudeLimit { get; init; }

    public RestOfPage? RestOfPage { get; init; }

    public int? LeaseSeconds { get; init; }

    public int? MaxOpenPages { get; init; }

    public long? Seed { get; init; }

    public PageOrder? PageOrder { get; init; }

    public int? Overlap { get; init; }

    public bool? TrainOnUnsure { get; init; }

    public AcceleratorUse? Accelerator { get; init; }

    public int? PresumedNegatives { get; init; }

    public double? HardNegativeShare { get; init; }

    public double? HardNegativeWeight { get; init; }

    public double? ConfirmedWeight { get; init; }

    public bool? SoftLabels { get; init; }

    public double? RecencyDecay { get; init; }

    public bool? TrainOnMachineLabels { get; init; }

    public double? ObjectRadiusArcsec { get; init; }

    public static PolicyMessage Of(CampaignPolicy policy) => new()
    {
        PageSize = policy.PageSize,
        NumSubmissionTrain = policy.NumSubmissionTrain,
        RetrainWhen = new RetrainWhenMessage
        {
            Labels = policy.RetrainWhen.Labels, Days = policy.RetrainWhen.Days, Confirmed = policy.RetrainWhen.Confirmed,
        },
        SupplementRatio = policy.SupplementRatio,
        SupplementMethod = policy.SupplementMethod,
        AuditRatio = policy.AuditRatio,
        Members = [.. policy.Members.Select(m => MemberSpecMessage.Of(m))],
        Embedding = policy.Embedding,
        FixEnsembles = policy.FixEnsembles,
        MaximumEnsembleSize = policy.MaximumEnsembleSize,
        InitialEnsembleSize = policy.InitialEnsembleSize,
        ColdStart = policy.ColdStart,
        ThresholdRule = policy.ThresholdRule,
        ThresholdAt = policy.ThresholdAt,
        ThresholdAim = policy.ThresholdAim,
        KnownLensGradeCut = policy.KnownLensGradeCut,
        MagnitudeColumn = policy.MagnitudeColumn,
        MagnitudeLimit = policy.MagnitudeLimit,
        RestOfPage = policy.RestOfPage,
        LeaseSeconds = policy.LeaseSeconds,
        MaxOpenPages = policy.MaxOpenPages,
        Seed = policy.Seed,
        PageOrder = policy.PageOrder,
        Overlap = policy.Overlap,
        TrainOnUnsure = policy.TrainOnUnsure,
        Accelerator = policy.Accelerator,
        PresumedNegatives = policy.PresumedNegatives,
        HardNegativeShare = policy.HardNegativeShare,
        HardNegativeWeight = policy.HardNegativeWeight ?? CampaignPolicy.UsualHardNegativeWeight,
        ConfirmedWeight = policy.ConfirmedWeight ?? CampaignPolicy.UsualConfirmedWeight,
        SoftLabels = policy.SoftLabels,
        RecencyDecay = policy.RecencyDecay,
        TrainOnMachineLabels = policy.TrainOnMachineLabels,
        ObjectRadiusArcsec = policy.ObjectRadiusArcsec ?? CampaignPolicy.UsualObjectRadiusArcsec,
    };

    /// <summary>A policy in force with what is named here changed; what may be without a value is emptied by an explicit null.</summary>
    /// <param name="before">The policy in force.</param>
    /// <param name="emptied">Names of the fields that were sent as null.</param>
    public CampaignPolicy Change(CampaignPolicy before, IReadOnlySet<string> emptied) => ToPolicy(before with
    {
        KnownLensGradeCut = emptied.Contains("knownLensGradeCut") ? null : before.KnownLensGradeCut,
        MagnitudeColumn = emptied.Contains("magnitudeColumn") ? null : before.MagnitudeColumn,
        MagnitudeLimit = emptied.Contains("magnitudeLimit") ? null : before.MagnitudeLimit,
        ThresholdAim = emptied.Contains("thresholdAim") ? null : before.ThresholdAim,
    });

    /// <summary>The policy with what <paramref name="before"/> has, or else the default, where nothing was said.</summary>
    public CampaignPolicy ToPolicy(CampaignPolicy? before = null)
    {
        var d = before ?? CampaignPolicy.ForNewCampaigns;
        var maximum = MaximumEnsembleSize ?? d.MaximumEnsembleSize;
        return new CampaignPolicy
        {
            PageSize = PageSize ?? d.PageSize,
            NumSubmissionTrain = NumSubmissionTrain ?? d.NumSubmissionTrain,
            RetrainWhen = RetrainWhen is null ? d.RetrainWhen : new RetrainWhen(RetrainWhen.Labels, RetrainWhen.Days, RetrainWhen.Confirmed),
            SupplementRatio = SupplementRatio ?? d.SupplementRatio,
            SupplementMethod = SupplementMethod ?? d.SupplementMethod,
            AuditRatio = AuditRatio ?? d.AuditRatio,
            Members = Members is null ? d.Members : [.. Members.Select(m => m.ToSpec())],
            Embedding = Embedding ?? d.Embedding,
            FixEnsembles = FixEnsembles ?? d.FixEnsembles,
            MaximumEnsembleSize = maximum,
            InitialEnsembleSize = InitialEnsembleSize ?? Math.Clamp(maximum, 1, d.InitialEnsembleSize),
            ColdStart = ColdStart ?? d.ColdStart,
            ThresholdRule = ThresholdRule ?? d.ThresholdRule,
            ThresholdAt = ThresholdAt ?? d.ThresholdAt,
            ThresholdAim = ThresholdAim ?? d.ThresholdAim,
            KnownLensGradeCut = KnownLensGradeCut ?? d.KnownLensGradeCut,
            MagnitudeColumn = MagnitudeColumn ?? d.MagnitudeColumn,
            MagnitudeLimit = MagnitudeLimit ?? d.MagnitudeLimit,
            RestOfPage = RestOfPage ?? d.RestOfPage,
            LeaseSeconds = LeaseSeconds ?? d.LeaseSeconds,
            MaxOpenPages = MaxOpenPages ?? d.MaxOpenPages,
            Seed = Seed ?? d.Seed,
            PageOrder = PageOrder ?? d.PageOrder,
            Overlap = Overlap ?? d.Overlap,
            TrainOnUnsure = TrainOnUnsure ?? d.TrainOnUnsure,
            Accelerator = Accelerator ?? d.Accelerator,
            PresumedNegatives = PresumedNegatives ?? d.PresumedNegatives,
            HardNegativeShare = HardNegativeShare ?? d.HardNegativeShare,
            HardNegativeWeight = Unusual(HardNegativeWeight ?? d.HardNegativeWeight, CampaignPolicy.UsualHardNegativeWeight),
            ConfirmedWeight = Unusual(ConfirmedWeight ?? d.ConfirmedWeight, CampaignPolicy.UsualConfirmedWeight),
            SoftLabels = SoftLabels ?? d.SoftLabels,
            RecencyDecay = RecencyDecay ?? d.RecencyDecay,
            TrainOnMachineLabels = TrainOnMachineLabels ?? d.TrainOnMachineLabels,
            ObjectRadiusArcsec = Unusual(ObjectRadiusArcsec ?? d.ObjectRadiusArcsec, CampaignPolicy.UsualObjectRadiusArcsec),
        };
    }

    /// <summary>Null for the default, which a manifest leaves out.</summary>
    private static double? Unusual(double? value, double usual) => value == usual ? null : value;
}

/// <summary>When the next round is due, whichever comes first; null: that reason never fires.</summary>
internal sealed record RetrainWhenMessage
{
    public int? Labels { get; init; }

    public double? Days { get; init; }

    public int? Confirmed { get; init; }
}
