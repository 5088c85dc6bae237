namespace LensGrains.Learning.Metrics;

/// <summary>
/// How well scores separate positives from negatives; the definitions, ties included, are scikit-learn's. Scores are any finite
/// numbers for ranking metrics and probabilities in [0, 1] for <see cref="Brier(Sample)"/> and <see cref="LogLoss(Sample)"/>. What
/// is not defined (a rate of a class that is missing) is NaN.
/// </summary>
public static class BinaryMetrics
{
    /// <inheritdoc cref="RocAuc(Sample)"/>
    public static double RocAuc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives) => RocAuc(new Sample(scores, positives));

    /// <summary>
    /// Area under the receiver operating characteristic: the probability that a random positive scores above a random negative, ties
    /// counting one half (Hanley and McNeil 1982, Radiology 143, 29). NaN where a class is missing.
    /// </summary>
    public static double RocAuc(Sample sample)
    {
        var area = 0.0;
        var last = default(RankPoint);
        foreach (var point in sample.Curve)
        {
            area += (point.FalsePositives - last.FalsePositives) * ((double)point.TruePositives + last.TruePositives) / 2.0;
            last = point;
        }

        return area / ((double)last.TruePositives * last.FalsePositives);
    }

    /// <inheritdoc cref="AveragePrecision(Sample)"/>
    public static double AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives)
        => AveragePrecision(new Sample(scores, positives));

    /// <summary>Average precision Σ (Rₙ - Rₙ₋₁) Pₙ over the distinct scores, falling. NaN without positives.</summary>
    public static double AveragePrecision(Sample sample)
    {
        var sum = 0.0;
        var last = default(RankPoint);
        foreach (var point in sample.Curve)
        {
            sum += (point.TruePositives - last.TruePositives) * point.Precision;
            last = point;
        }

        return sum / last.TruePositives;
    }

    /// <inheritdoc cref="TruePositiveRateAt(Sample, double)"/>
    public static double TruePositiveRateAt(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives, double falsePositiveRate)
        => TruePositiveRateAt(new Sample(scores, positives), falsePositiveRate);

    /// <summary>
    /// The highest share of positives found at a threshold that lets at most this share of negatives through. With n negatives
    /// no rate below 1/n but 0 can be told apart. NaN where a class is missing.
    /// </summary>
    /// <param name="sample">Any finite scores.</param>
    /// <param name="falsePositiveRate">In [0, 1].</param>
    public static double TruePositiveRateAt(Sample sample, double falsePositiveRate)
        => sample.Negatives == 0
            ? double.NaN
            : BestRate(sample, point => point.FalsePositives / (double)sample.Negatives <= falsePositiveRate);

    /// <summary>
    /// The highest share of positives found while fewer than so many negatives are let through. 1 gives the TPR₀ of the Bologna
    /// lens finding challenge ("before a single false positive occurs"), 10 its TPR₁₀ ("less than ten false positives"); both
    /// depend on how many negatives there are, 10⁵ sources in the challenge (Metcalf et al. 2019, A&amp;A 625, A119, arXiv:1802.03609).
    /// </summary>
    /// <param name="sample">Any finite scores.</param>
    /// <param name="falsePositives">Positive.</param>
    public static double TruePositiveRateBefore(Sample sample, int falsePositives)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(falsePositives);
        return sample.Negatives == 0 ? double.NaN : BestRate(sample, point => point.FalsePositives < falsePositives);
    }

    /// <summary>Precision and recall of "score ≥ threshold is positive"; a precision of nothing found is 0, as is a recall of nothing to find.</summary>
    public static (double Precision, double Recall) PrecisionRecallAt(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives, double threshold)
    {
        var confusion = Confusion.At(new Sample(scores, positives), threshold);
        return (confusion.Precision, confusion.Recall);
    }

    /// <inheritdoc cref="Brier(Sample)"/>
    public static double Brier(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> positives) => Brier(new Sample(probabilities, positives));

    /// <summary>Mean squared difference of probability and truth (Brier 1950, Mon. Weather Rev. 78, 1).</summary>
    public static double Brier(Sample sample)
    {
        var sum = 0.0;
        for (var rank = 0; rank < sample.Length; rank++)
        {
            var row = sample[rank];
            var difference = row.Score - (row.Positive ? 1 : 0);
            sum += row.Count * difference * difference;
        }

        return sum / sample.Count;
    }

    /// <inheritdoc cref="LogLoss(Sample)"/>
    public static double LogLoss(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> positives)
        => LogLoss(new Sample(probabilities, positives));

    /// <summary>Mean negative log-likelihood (cross-entropy), nats; probabilities are kept 2⁻⁵² away from 0 and 1.</summary>
    public static double LogLoss(Sample sample)
    {
        const double Smallest = 1.0 / (1L << 52);
        var sum = 0.0;
        for (var rank = 0; rank < sample.Length; rank++)
        {
            var row = sample[rank];
            if (row.Count > 0)
            {
                var p = Math.Clamp(row.Score, Smallest, 1 - Smallest);
                sum -= row.Count * Math.Log(row.Positive ? p : 1 - p);
            }
        }

        return sum / sample.Count;
    }

    // Both rates grow along the curve, so the last point that is allowed is the best.
    private static double BestRate(Sample sample, Func<RankPoint, bool> allowed)
    {
        var best = 0;
        foreach (var point in sample.Curve)
        {
            if (!allowed(point))
            {
                break;
            }

            best = point.TruePositives;
        }

        return best / (double)sample.Positives;
    }
}
