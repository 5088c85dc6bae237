using LensGrains.Core.Campaigns;
using LensGrains.Core.Rounds;
using LensGrains.Core.Thresholds;
using LensGrains.Learning.Metrics;
using LensGrains.Learning.Thresholds;

namespace LensGrains.Grains.Rounds;

/// <summary>
/// Thresholds that labelled scores choose: what they promise holds on those labels exactly. A round counts sources over its threshold, so it
/// lies just below the lowest score that is selected.
/// </summary>
internal static class LabelledThresholds
{
    private const double UsualFalsePositiveRate = 0.01;
    private const double UsualRecall = 0.9;
    private const double UsualPrecision = 0.5;

    /// <summary>Whether a rule chooses among labelled scores, and not between the components of a mixture.</summary>
    public static bool Chooses(ThresholdAt at) => at is not (ThresholdAt.Midpoint or ThresholdAt.Crossing);

    /// <summary>The choice of the policy's rule; null where a class has no score.</summary>
    /// <param name="policy">Says the rule and its aim.</param>
    /// <param name="scores">Labelled scores.</param>
    public static ThresholdChoice? Choose(CampaignPolicy policy, LabelledScores scores)
        => SampleOf(scores) is { HasBothClasses: true } sample ? Choose(policy.ThresholdAt, policy.ThresholdAim, sample) : null;

    /// <summary>What each rule would choose with its usual aim; the policy's with the policy's aim. Empty where a class has no score.</summary>
    public static IReadOnlyList<ThresholdAlternative> Alternatives(CampaignPolicy policy, LabelledScores scores)
        => SampleOf(scores) is { HasBothClasses: true } sample
            ? [.. Enum.GetValues<ThresholdAt>().Where(Chooses).Select(at => Told(Choose(at, at == policy.ThresholdAt ? policy.ThresholdAim : null, sample)))]
            : [];

    private static ThresholdChoice Choose(ThresholdAt at, double? aim, Sample sample)
    {
        var choice = OfRule(at, aim, sample);
        return choice with { Threshold = MathF.BitDecrement((float)choice.Threshold) };
    }

    private static ThresholdChoice OfRule(ThresholdAt at, double? aim, Sample sample) => at switch
    {
        ThresholdAt.FalsePositiveRate => ThresholdRules.FalsePositiveRate(sample, aim ?? UsualFalsePositiveRate),
        ThresholdAt.F1 => ThresholdRules.F1(sample),
        ThresholdAt.Youden => ThresholdRules.Youden(sample),
        ThresholdAt.RecallAtLeast => ThresholdRules.RecallAtLeast(sample, aim ?? UsualRecall),
        ThresholdAt.PrecisionAtLeast => ThresholdRules.PrecisionAtLeast(sample, aim ?? UsualPrecision),
        _ => throw new ArgumentOutOfRangeException(nameof(at), at, "It does not choose among labelled scores."),
    };

    private static ThresholdAlternative Told(ThresholdChoice choice)
        => new(choice.Rule, choice.IsMet ? choice.Threshold : null, choice.Counts.TruePositives, choice.Counts.FalsePositives);

    private static Sample? SampleOf(LabelledScores scores)
    {
        var positives = Finite(scores.Positives.Span);
        var negatives = Finite(scores.Negatives.Span);
        return positives.Length + negatives.Length == 0
            ? null
            : new Sample([.. positives, .. negatives], [.. positives.Select(_ => true), .. negatives.Select(_ => false)]);
    }

    private static double[] Finite(ReadOnlySpan<float> scores) => [.. scores.ToArray().Where(float.IsFinite).Select(score => (double)score)];
}
