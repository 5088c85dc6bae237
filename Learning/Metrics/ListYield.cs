namespace LensGrains.Learning.Metrics;

/// <summary>What the k highest scores hold: what the probabilities promise against what is true.</summary>
/// <param name="Length">k, at most the number of sources.</param>
/// <param name="Expected">Sum of the probabilities of the list.</param>
/// <param name="ExpectedDeviation">
/// Standard deviation of the number of lenses if the probabilities were right and independent: sqrt(Σ p (1 - p)) (Poisson binomial).
/// </param>
/// <param name="Lenses">
/// Lenses in the list. Where the list ends amid equal scores, the mean over all ways to take as many of these as fit.
/// </param>
/// <param name="AllLenses">Lenses in the whole sample.</param>
public sealed record ListYield(int Length, double Expected, double ExpectedDeviation, double Lenses, int AllLenses)
{
    /// <summary>Share of lenses in the list; null for an empty one.</summary>
    public double? Purity => Length == 0 ? null : Lenses / Length;

    /// <summary>Share of all lenses that the list holds; null without lenses.</summary>
    public double? Completeness => AllLenses == 0 ? null : Lenses / AllLenses;

    /// <summary>Lenses among the <paramref name="length"/> highest scores, as a metric.</summary>
    public static Metric Found(int length) => new($"lenses_in_top_{length}", sample => Of(sample, length).Lenses);

    /// <summary>The list of a length. Scores that are no probabilities give no meaningful <see cref="Expected"/>.</summary>
    public static ListYield Of(Sample sample, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        length = Math.Min(length, sample.Count);
        var (taken, expected, variance, lenses) = (0, 0.0, 0.0, 0.0);
        var last = default(RankPoint);
        foreach (var point in sample.Curve)
        {
            var share = Math.Min(1, (length - taken) / (double)(point.Selected - last.Selected));
            if (share <= 0)
            {
                break;
            }

            var added = share * (point.Selected - last.Selected);
            expected += added * point.Threshold;
            variance += added * point.Threshold * (1 - point.Threshold);
            lenses += share * (point.TruePositives - last.TruePositives);
            (taken, last) = (point.Selected, point);
        }

        return new ListYield(length, expected, Math.Sqrt(Math.Max(0, variance)), lenses, sample.Positives);
    }
}
