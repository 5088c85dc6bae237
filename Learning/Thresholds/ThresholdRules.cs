using LensGrains.Core.Thresholds;
using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Thresholds;

/// <summary>
/// Thresholds that are chosen on labelled, held-out scores. All but the mixture's are scores that occur, and equal scores fall on
/// one side, so what a rule promises holds exactly on the data it was given; on other data it holds as well as the counts are large.
/// </summary>
public static class ThresholdRules
{
    private const double StandIn = 0.5;

    /// <summary>Every rule with the aims that evaluations report.</summary>
    public static IReadOnlyList<ThresholdChoice> All(Sample sample) =>
    [
        MixtureMidpoint(sample),
        MixtureCrossing(sample),
        F1(sample),
        Youden(sample),
        .. StandardMetrics.FalsePositiveRates.Select(rate => FalsePositiveRate(sample, rate)),
        RecallAtLeast(sample, 0.9),
        PrecisionAtLeast(sample, 0.9),
    ];

    /// <summary>Mean of the two means of a mixture of two normals fitted to all scores, as <see cref="GaussianMixture1D"/> fits it.</summary>
    public static ThresholdChoice MixtureMidpoint(Sample sample)
    {
        var fit = Mixture(sample);
        return OfMixture("mixture_midpoint", sample, fit, fit.Divides ? fit.Midpoint : null);
    }

    /// <summary>Where both components of the mixture are equally probable; not met where they do not cross between the means.</summary>
    public static ThresholdChoice MixtureCrossing(Sample sample)
    {
        var fit = Mixture(sample);
        return OfMixture("mixture_crossing", sample, fit, fit.Divides ? fit.Crossing : null);
    }

    /// <summary>Most positives with at most this share of negatives selected; of these the fewest negatives.</summary>
    public static ThresholdChoice FalsePositiveRate(Sample sample, double rate)
        => Best(Named("false_positive_rate", rate), sample, counts => counts.TruePositives, counts => counts.FalsePositiveRate <= rate);

    /// <summary>The greatest F1; of equal ones the highest threshold.</summary>
    public static ThresholdChoice F1(Sample sample) => Best("f1", sample, counts => counts.F1, _ => sample.HasBothClasses);

    /// <summary>The greatest true minus false positive rate (Youden 1950, Cancer 3, 32); of equal ones the highest threshold.</summary>
    public static ThresholdChoice Youden(Sample sample)
        => Best("youden", sample, counts => counts.Recall - counts.FalsePositiveRate, _ => sample.HasBothClasses);

    /// <summary>The fewest sources that hold at least this share of the positives.</summary>
    public static ThresholdChoice RecallAtLeast(Sample sample, double recall)
        => Best(
            Named("recall_at_least", recall), sample, counts => -(counts.TruePositives + counts.FalsePositives),
            counts => sample.Positives > 0 && counts.Recall >= recall);

    /// <summary>Most positives in a selection of which at least this share is positive; of these the smallest selection.</summary>
    public static ThresholdChoice PrecisionAtLeast(Sample sample, double precision)
        => Best(Named("precision_at_least", precision), sample, counts => counts.TruePositives, counts => counts.Precision >= precision);

    private static string Named(string rule, double aim) => FormattableString.Invariant($"{rule}_{aim:0.######}");

    private static ThresholdChoice Best(string rule, Sample sample, Func<Confusion, double> merit, Func<Confusion, bool> isAllowed)
    {
        ThresholdChoice? best = null;
        foreach (var point in sample.Curve)
        {
            var counts = Confusion.Of(point, sample);
            if (isAllowed(counts) && (best is null || merit(counts) > merit(best.Counts)))
            {
                best = new ThresholdChoice(rule, point.Threshold, counts, true);
            }
        }

        return best ?? Nothing(rule, sample);
    }

    private static ThresholdChoice Nothing(string rule, Sample sample)
    {
        var above = Math.BitIncrement(sample[0].Score);
        return new ThresholdChoice(rule, above, Confusion.At(sample, above), false);
    }

    private static ThresholdChoice OfMixture(string rule, Sample sample, MixtureFit fit, double? found)
    {
        var threshold = found ?? StandIn;
        var warnings = found is null ? fit.Warnings | ThresholdWarnings.FellBack : fit.Warnings;
        return new ThresholdChoice(rule, threshold, Confusion.At(sample, threshold), found is not null, warnings);
    }

    private static MixtureFit Mixture(Sample sample)
    {
        // The fit starts from an order of rows, so that of the data is kept.
        var scores = new double[sample.Length];
        for (var rank = 0; rank < sample.Length; rank++)
        {
            scores[sample[rank].Row] = sample[rank].Score;
        }

        return GaussianMixture1D.Fit(scores);
    }
}
