using LensGrains.Core.Campaigns;
using LensGrains.Core.Rounds;
using LensGrains.Core.Thresholds;

namespace LensGrains.Grains.Rounds;

/// <summary>The dividing threshold of a round and the named alternatives beside it.</summary>
internal static class RoundThresholding
{
    /// <param name="policy">Which fit divides.</param>
    /// <param name="examples">The labelled sources with their scores.</param>
    /// <param name="pool">Scores of the pool, or of an even sample of it, <c>[n]</c>.</param>
    public static RoundThresholds For(CampaignPolicy policy, IReadOnlyList<ScoredExample> examples, float[] pool)
    {
        var scores = new ThresholdScores(Labelled(examples, e => e.HeldOutScore), Labelled(examples, e => e.Score), pool);
        var (dividing, rule, warnings) = LabelledThresholds.Chooses(policy.ThresholdAt) ? Chosen(policy, scores) : Fitted(policy, policy.ThresholdAt, scores);
        var heldOut = Fit(scores.HeldOut);
        return new RoundThresholds(
            dividing,
            rule,
            heldOut?.Midpoint,
            heldOut?.Crossing,
            Fit(scores.InSample)?.Midpoint,
            Divided(GaussianMixture1D.Fit(pool))?.Midpoint,
            warnings == ThresholdWarnings.None ? null : Words(warnings),
            LabelledThresholds.Alternatives(policy, scores.HeldOut));
    }

    private static (double Dividing, string Rule, ThresholdWarnings Warnings) Fitted(CampaignPolicy policy, ThresholdAt at, ThresholdScores scores)
    {
        var decided = DividingThreshold.Decide(policy.ThresholdRule, at, scores);
        var where = decided.At == ThresholdAt.Crossing ? "equal-posterior crossing" : "midpoint of the means";
        return (decided.Value, $"{Words(decided.Rule)}, {where}", decided.Warnings);
    }

    /// <summary>Held-out scores that lack a class give way to in-sample ones; where no threshold reaches the aim, the midpoint stands in.</summary>
    private static (double Dividing, string Rule, ThresholdWarnings Warnings) Chosen(CampaignPolicy policy, ThresholdScores scores)
    {
        var asked = policy.ThresholdRule == ThresholdRule.HeldOut ? scores.HeldOut : scores.InSample;
        if (LabelledThresholds.Choose(policy, asked) is { IsMet: true } choice)
        {
            return (choice.Threshold, $"{Words(policy.ThresholdRule)}, {choice.Rule}", ThresholdWarnings.None);
        }

        if (asked.LacksAClass && LabelledThresholds.Choose(policy, scores.InSample) is { IsMet: true } flattering)
        {
            return (flattering.Threshold, $"{Words(ThresholdRule.InSample)}, {flattering.Rule}", ThresholdWarnings.ClassMissing | ThresholdWarnings.FellBack);
        }

        var (dividing, rule, warnings) = Fitted(policy, ThresholdAt.Midpoint, scores);
        return (dividing, rule, warnings | ThresholdWarnings.FellBack);
    }

    private static LabelledScores Labelled(IReadOnlyList<ScoredExample> examples, Func<ScoredExample, float?> score) => new(
        examples.Where(e => e.Positive).Select(score).OfType<float>().ToArray(),
        examples.Where(e => !e.Positive).Select(score).OfType<float>().ToArray());

    private static MixtureFit? Fit(LabelledScores scores)
        => scores.LacksAClass ? null
            : Divided(GaussianMixture1D.Fit((ReadOnlySpan<float>)[.. scores.Positives.Span, .. scores.Negatives.Span]));

    private static MixtureFit? Divided(MixtureFit fit) => fit.Divides ? fit : null;

    private static string Words(ThresholdRule? rule) => rule switch
    {
        ThresholdRule.HeldOut => "held-out scores",
        ThresholdRule.InSample => "in-sample scores",
        ThresholdRule.Pool => "scores of the pool",
        _ => "no scores to divide",
    };

    private static string Words(ThresholdWarnings warnings)
        => string.Join("; ", Enum.GetValues<ThresholdWarnings>().Where(w => w != ThresholdWarnings.None && warnings.HasFlag(w)).Select(w => w switch
        {
            ThresholdWarnings.DroppedNonFinite => "sources without a score were left out",
            ThresholdWarnings.TooFewValues => "too few scores for a fit",
            ThresholdWarnings.ConstantValues => "all scores are equal",
            ThresholdWarnings.ComponentsCoincide => "the fit does not divide the scores",
            ThresholdWarnings.NotConverged => "the fit did not converge",
            ThresholdWarnings.NoCrossing => "the posteriors do not cross between the means",
            ThresholdWarnings.ClassMissing => "a class has no held-out scores",
            ThresholdWarnings.FellBack => "another rule stands in for the one asked for",
            _ => w.ToString(),
        }));
}
