namespace LensGrains.Learning.Metrics;

/// <summary>Who is on which side of a threshold. Rates of nothing are 0, as scikit-learn's with <c>zero_division=0</c>.</summary>
/// <param name="TruePositives">Positives at or above the threshold.</param>
/// <param name="FalsePositives">Negatives at or above it.</param>
/// <param name="TrueNegatives">Negatives below it.</param>
/// <param name="FalseNegatives">Positives below it.</param>
public readonly record struct Confusion(int TruePositives, int FalsePositives, int TrueNegatives, int FalseNegatives)
{
    /// <summary>Share of all that are on the right side.</summary>
    public double Accuracy
        => Ratio(TruePositives + TrueNegatives, TruePositives + FalsePositives + TrueNegatives + FalseNegatives);

    /// <summary>Share of positives among those selected; the purity of the list.</summary>
    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>Share of positives that are selected; the completeness of the list.</summary>
    public double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>Harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN).</summary>
    public double F1 => Ratio(2.0 * TruePositives, (2.0 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>Share of negatives that are left out.</summary>
    public double Specificity => Ratio(TrueNegatives, TrueNegatives + FalsePositives);

    /// <summary>Share of negatives that are selected.</summary>
    public double FalsePositiveRate => Ratio(FalsePositives, TrueNegatives + FalsePositives);

    /// <summary>Counts for "score ≥ threshold is positive".</summary>
    public static Confusion At(Sample sample, double threshold)
    {
        var selected = default(RankPoint);
        foreach (var point in sample.Curve)
        {
            if (!(point.Threshold >= threshold))
            {
                break;
            }

            selected = point;
        }

        return Of(selected, sample);
    }

    /// <summary>Counts for a point of the sample's curve.</summary>
    public static Confusion Of(RankPoint selected, Sample sample) => new(
        selected.TruePositives,
        selected.FalsePositives,
        sample.Negatives - selected.FalsePositives,
        sample.Positives - selected.TruePositives);

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
