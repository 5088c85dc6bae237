namespace LensGrains.Learning.Metrics;

/// <summary>
/// How well scores separate positives from negatives; the definitions, ties included, are scikit-learn's. Scores are any finite
/// numbers for ranking metrics and probabilities in [0, 1] for <see cref="Brier"/> and <see cref="LogLoss"/>.
/// </summary>
public static class BinaryMetrics
{
    /// <summary>
    /// Area under the receiver operating characteristic: the probability that a random positive scores above a random negative, ties
    /// counting one half. NaN where a class is missing.
    /// </summary>
    public static double RocAuc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives)
    {
        var area = 0.0;
        var last = default(RankPoint);
        foreach (var point in Ranking(scores, positives))
        {
            area += (point.FalsePositives - last.FalsePositives) * (point.TruePositives + last.TruePositives) / 2.0;
            last = point;
        }

        return area / ((double)last.TruePositives * last.FalsePositives);
    }

    /// <summary>Average precision Σ (Rₙ - Rₙ₋₁) Pₙ over the distinct scores, falling. NaN without positives.</summary>
    public static double AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives)
    {
        var sum = 0.0;
        var last = default(RankPoint);
        foreach (var point in Ranking(scores, positives))
        {
            sum += (point.TruePositives - last.TruePositives) * point.Precision;
            last = point;
        }

        return sum / last.TruePositives;
    }

    /// <summary>The highest share of positives found at a threshold that lets at most this share of negatives through.</summary>
    /// <param name="scores">[n].</param>
    /// <param name="positives">[n].</param>
    /// <param name="falsePositiveRate">In [0, 1].</param>
    public static double TruePositiveRateAt(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives, double falsePositiveRate)
    {
        var points = Ranking(scores, positives);
        var all = points[^1];
        return points
            .Where(point => point.FalsePositives <= falsePositiveRate * all.FalsePositives)
            .Select(point => (double)point.TruePositives)
            .DefaultIfEmpty(0)
            .Max() / all.TruePositives;
    }

    /// <summary>Precision and recall of "score ≥ threshold is positive"; a precision of nothing found is 0, as is a recall of nothing to find.</summary>
    public static (double Precision, double Recall) PrecisionRecallAt(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives, double threshold)
    {
        Require(scores, positives);
        var (found, right, all) = (0, 0, 0);
        for (var i = 0; i < scores.Length; i++)
        {
            found += scores[i] >= threshold ? 1 : 0;
            right += scores[i] >= threshold && positives[i] ? 1 : 0;
            all += positives[i] ? 1 : 0;
        }

        return (found == 0 ? 0 : right / (double)found, all == 0 ? 0 : right / (double)all);
    }

    /// <summary>Mean squared difference of probability and truth (Brier 1950).</summary>
    public static double Brier(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> positives)
    {
        Require(probabilities, positives);
        var sum = 0.0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var difference = probabilities[i] - (positives[i] ? 1 : 0);
            sum += difference * difference;
        }

        return sum / probabilities.Length;
    }

    /// <summary>Mean cross-entropy, nats; probabilities are kept 2⁻⁵² away from 0 and 1.</summary>
    public static double LogLoss(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> positives)
    {
        Require(probabilities, positives);
        const double Smallest = 1.0 / (1L << 52);
        var sum = 0.0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var p = Math.Clamp(probabilities[i], Smallest, 1 - Smallest);
            sum -= Math.Log(positives[i] ? p : 1 - p);
        }

        return sum / probabilities.Length;
    }

    // Positives and negatives at or above each distinct score, from the highest score down.
    private static List<RankPoint> Ranking(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives)
    {
        Require(scores, positives);
        var keys = scores.ToArray();
        var truths = positives.ToArray();
        Array.Sort(keys, truths);
        var points = new List<RankPoint>();
        var (truePositives, falsePositives) = (0, 0);
        for (var i = keys.Length - 1; i >= 0; i--)
        {
            truePositives += truths[i] ? 1 : 0;
            falsePositives += truths[i] ? 0 : 1;
            if (i == 0 || keys[i - 1] != keys[i])
            {
                points.Add(new RankPoint(truePositives, falsePositives));
            }
        }

        return points;
    }

    private static void Require(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives)
    {
        if (scores.Length == 0 || scores.Length != positives.Length)
        {
            throw new ArgumentException($"{scores.Length} scores for {positives.Length} truths.");
        }

        foreach (var score in scores)
        {
            if (!double.IsFinite(score))
            {
                throw new ArgumentException("Scores must be finite.");
            }
        }
    }

    private readonly record struct RankPoint(int TruePositives, int FalsePositives)
    {
        public double Precision => TruePositives / (double)(TruePositives + FalsePositives);
    }
}
