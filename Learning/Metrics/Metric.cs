using System.Globalization;

namespace LensGrains.Learning.Metrics;

/// <summary>A figure of a sample, by name.</summary>
/// <param name="Name">As it stands in files, such as <c>roc_auc</c>.</param>
/// <param name="Of">The figure; NaN where it is not defined.</param>
public sealed record Metric(string Name, Func<Sample, double> Of);

/// <summary>The metrics of every evaluation, under the names that files use.</summary>
public static class StandardMetrics
{
    /// <summary>False positive rates at which the true positive rate is told.</summary>
    public static IReadOnlyList<double> FalsePositiveRates { get; } = [0, 1e-4, 1e-3, 0.1];

    /// <summary>Area under the ROC curve.</summary>
    public static Metric RocAuc { get; } = new("roc_auc", BinaryMetrics.RocAuc);

    /// <summary>Average precision.</summary>
    public static Metric AveragePrecision { get; } = new("average_precision", BinaryMetrics.AveragePrecision);

    /// <summary>Metrics of any finite scores: ranking, and the division at a threshold.</summary>
    /// <param name="threshold">A source counts as found where its score is this or higher.</param>
    public static IReadOnlyList<Metric> OfScores(double threshold) =>
    [
        AtThreshold("accuracy", threshold, confusion => confusion.Accuracy),
        AtThreshold("precision", threshold, confusion => confusion.Precision),
        AtThreshold("recall", threshold, confusion => confusion.Recall),
        AtThreshold("specificity", threshold, confusion => confusion.Specificity),
        AtThreshold("f1_score", threshold, confusion => confusion.F1),
        RocAuc,
        AveragePrecision,
        .. FalsePositiveRates.Select(TruePositiveRateAt),
        new Metric("tpr0", sample => BinaryMetrics.TruePositiveRateBefore(sample, 1)),
        new Metric("tpr10", sample => BinaryMetrics.TruePositiveRateBefore(sample, 10)),
    ];

    /// <summary>Metrics of probabilities in [0, 1]; calibration errors in 15 bins.</summary>
    public static IReadOnlyList<Metric> OfProbabilities { get; } =
    [
        new Metric("brier", BinaryMetrics.Brier),
        new Metric("nll", BinaryMetrics.LogLoss),
        new Metric("ece", sample => ReliabilityDiagram.EqualWidth(sample).ExpectedError),
        new Metric("mce", sample => ReliabilityDiagram.EqualWidth(sample).MaximumError),
        new Metric("ece_adaptive", sample => ReliabilityDiagram.Adaptive(sample).ExpectedError),
        new Metric("mce_adaptive", sample => ReliabilityDiagram.Adaptive(sample).MaximumError),
        new Metric("ece_adaptive_top_1_percent", sample => ReliabilityDiagram.AdaptiveTop(sample).ExpectedError),
    ];

    /// <summary>Both kinds.</summary>
    public static IReadOnlyList<Metric> All(double threshold) => [.. OfScores(threshold), .. OfProbabilities];

    /// <summary>The true positive rate at a false positive rate.</summary>
    public static Metric TruePositiveRateAt(double falsePositiveRate) => new(
        "tpr_at_fpr_" + falsePositiveRate.ToString("0.######", CultureInfo.InvariantCulture),
        sample => BinaryMetrics.TruePositiveRateAt(sample, falsePositiveRate));

    private static Metric AtThreshold(string name, double threshold, Func<Confusion, double> figure)
        => new(name, sample => figure(Confusion.At(sample, threshold)));
}
