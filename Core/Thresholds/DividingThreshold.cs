using LensGrains.Core.Campaigns;

namespace LensGrains.Core.Thresholds;

/// <summary>Scores of labelled sources by class, each [n] float32; not finite: unscored.</summary>
public readonly record struct LabelledScores(ReadOnlyMemory<float> Positives, ReadOnlyMemory<float> Negatives)
{
    /// <summary>True where either class lacks a score.</summary>
    public bool LacksAClass => !HasFinite(Positives.Span) || !HasFinite(Negatives.Span);

    private static bool HasFinite(ReadOnlySpan<float> scores)
    {
        foreach (var score in scores)
        {
            if (float.IsFinite(score))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>All the scores from which a threshold can be decided.</summary>
/// <param name="HeldOut">From members that did not train on the source.</param>
/// <param name="InSample">From all members.</param>
/// <param name="Pool">All sources, [n] float32.</param>
public readonly record struct ThresholdScores(LabelledScores HeldOut, LabelledScores InSample, ReadOnlyMemory<float> Pool);

/// <summary>A dividing threshold and where it comes from.</summary>
/// <param name="Value">The threshold, always finite.</param>
/// <param name="Rule">The rule that gave it, or null where no scores did and 0.5 stands in.</param>
/// <param name="At">The point that was taken: a missing crossing is replaced by the midpoint.</param>
/// <param name="Fit">The fit behind it, or null.</param>
/// <param name="Warnings">What is to be doubted, of every rule that was tried.</param>
[GenerateSerializer, Immutable, Alias("threshold-decision")]
public sealed record ThresholdDecision(
    double Value, ThresholdRule? Rule, ThresholdAt At, MixtureFit? Fit, ThresholdWarnings Warnings);

/// <summary>Divides the sources in two by their scores.</summary>
public static class DividingThreshold
{
    private const double Undivided = 0.5;

    /// <summary>
    /// Fits to the scores that <paramref name="rule"/> names. Where that gives no division: held-out falls back to in-sample, in-sample
    /// to the mean of the two class means, or where there are positives alone to the pool, and everything to 0.5. Never throws.
    /// </summary>
    public static ThresholdDecision Decide(ThresholdRule rule, ThresholdAt at, ThresholdScores scores) => rule switch
    {
        ThresholdRule.HeldOut => FromLabelled(rule, at, scores.HeldOut) ?? WithFallback(
            Decide(ThresholdRule.InSample, at, scores), WarningsOf(scores.HeldOut)),
        ThresholdRule.InSample => FromLabelled(rule, at, scores.InSample) ?? FromClassMeans(scores.InSample)
            ?? WithFallback(Decide(ThresholdRule.Pool, at, scores), WarningsOf(scores.InSample)),
        ThresholdRule.Pool => FromFit(rule, at, GaussianMixture1D.Fit(scores.Pool.Span))
            ?? new ThresholdDecision(Undivided, null, at, null, GaussianMixture1D.Fit(scores.Pool.Span).Warnings | ThresholdWarnings.FellBack),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown rule."),
    };

    private static ThresholdDecision? FromLabelled(ThresholdRule rule, ThresholdAt at, LabelledScores scores)
        => scores.LacksAClass ? null : FromFit(rule, at, FitOf(scores));

    private static ThresholdDecision? FromFit(ThresholdRule rule, ThresholdAt at, MixtureFit fit)
    {
        if (!fit.Divides || fit.Midpoint is not { } midpoint)
        {
            return null;
        }

        // A missing crossing is a fault only where it was asked for.
        var warnings = at == ThresholdAt.Crossing ? fit.Warnings : fit.Warnings & ~ThresholdWarnings.NoCrossing;
        return at == ThresholdAt.Crossing && fit.Crossing is { } crossing
            ? new ThresholdDecision(crossing, rule, ThresholdAt.Crossing, fit, warnings)
            : new ThresholdDecision(midpoint, rule, ThresholdAt.Midpoint, fit, warnings);
    }

    /// <summary>Null where there are positives alone, so that the pool may divide.</summary>
    private static ThresholdDecision? FromClassMeans(LabelledScores scores)
    {
        var warnings = WarningsOf(scores) | ThresholdWarnings.FellBack;
        return (MeanOf(scores.Positives.Span), MeanOf(scores.Negatives.Span)) switch
        {
            ({ } positive, { } negative) => new ThresholdDecision((positive + negative) / 2, ThresholdRule.InSample, ThresholdAt.Midpoint, null, warnings),
            ({ }, null) => null,
            _ => new ThresholdDecision(Undivided, null, ThresholdAt.Midpoint, null, warnings),
        };
    }

    private static ThresholdDecision WithFallback(ThresholdDecision decision, ThresholdWarnings earlier)
        => decision with { Warnings = decision.Warnings | earlier | ThresholdWarnings.FellBack };

    private static ThresholdWarnings WarningsOf(LabelledScores scores)
        => FitOf(scores).Warnings | (scores.LacksAClass ? ThresholdWarnings.ClassMissing : ThresholdWarnings.None);

    private static MixtureFit FitOf(LabelledScores scores)
        => GaussianMixture1D.Fit((ReadOnlySpan<float>)[.. scores.Positives.Span, .. scores.Negatives.Span]);

    private static double? MeanOf(ReadOnlySpan<float> scores)
    {
        var (sum, count) = (0.0, 0);
        foreach (var score in scores)
        {
            (sum, count) = float.IsFinite(score) ? (sum + score, count + 1) : (sum, count);
        }

        return count == 0 ? null : sum / count;
    }
}
