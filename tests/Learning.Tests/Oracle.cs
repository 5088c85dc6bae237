using System.Text.Json;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests;

/// <summary>Recorded reference values of <c>tests/oracles/learning/evaluation.py</c>.</summary>
internal sealed record Oracle(
    MetricCase[] Metrics, BootstrapCase Bootstrap, CalibrationCase Calibration, EnsembleCase Ensemble, FusedCase Fused)
{
    private static readonly Lazy<Oracle> Recorded = new(() => JsonSerializer.Deserialize<Oracle>(
        File.ReadAllBytes(Path.Combine(TestFiles.Root, "tests", "oracles", "learning", "evaluation.json")), JsonSerializerOptions.Web)!);

    public static Oracle Read() => Recorded.Value;
}

internal sealed record MetricCase(
    string Name,
    double[] Scores,
    bool[] Positives,
    int[]? Counts,
    double RocAuc,
    double AveragePrecision,
    double Brier,
    double LogLoss,
    double[] TprAtFpr,
    double Tpr0,
    double Tpr10,
    ReliabilityCase Uniform,
    ReliabilityCase Adaptive,
    ReliabilityCase Top,
    ThresholdCase[] AtThreshold);

internal sealed record ReliabilityCase(int[] Counts, double[] Promised, double[] Share, double Expected, double Maximum);

internal sealed record ThresholdCase(double Threshold, double Accuracy, double Precision, double Recall, double Specificity, double F1);

internal sealed record EndsCase(double Low, double High, double Error);

internal sealed record BootstrapCase(
    double[] First, double[] Second, bool[] Positives, Dictionary<string, EndsCase> Plain, EndsCase Stratified, EndsCase Difference);

internal sealed record CalibrationCase(
    double[] Scores,
    bool[] Positives,
    double Temperature,
    double[] PlattSklearn,
    double[] PlattScipy,
    double[] Rounded,
    double[] Weights,
    double[] Asked,
    double[] IsotonicWeighted,
    double[] Isotonic);

internal sealed record EnsembleCase(
    double[][] Scores, bool[] Positives, double[] Stacked, double[] Trust, double[] Total, double[] Aleatoric);

internal sealed record FusedCase(double[] Means, double[] Variances, double Mean, double Variance);
