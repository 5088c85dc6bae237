using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Tests;

public sealed class MetricsOracleTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Cases() => new(Oracle.Read().Metrics.Select(recorded => recorded.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void RankingMetrics_OnRecordedCases_EqualScikitLearn(string name)
    {
        var (recorded, sample) = Case(name);

        Assert.Equal(recorded.RocAuc, BinaryMetrics.RocAuc(sample), Tolerance);
        Assert.Equal(recorded.AveragePrecision, BinaryMetrics.AveragePrecision(sample), Tolerance);
        Assert.Equal(recorded.Brier, BinaryMetrics.Brier(sample), Tolerance);
        Assert.Equal(recorded.LogLoss, BinaryMetrics.LogLoss(sample), Tolerance);
        Assert.Equal(recorded.TprAtFpr, StandardMetrics.FalsePositiveRates.Select(rate => BinaryMetrics.TruePositiveRateAt(sample, rate)), Near);
        Assert.Equal(recorded.Tpr0, BinaryMetrics.TruePositiveRateBefore(sample, 1), Tolerance);
        Assert.Equal(recorded.Tpr10, BinaryMetrics.TruePositiveRateBefore(sample, 10), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Confusion_AtThresholds_EqualsScikitLearn(string name)
    {
        var (recorded, sample) = Case(name);

        Assert.All(recorded.AtThreshold, at =>
        {
            var confusion = Confusion.At(sample, at.Threshold);
            Assert.Equal(at.Accuracy, confusion.Accuracy, Tolerance);
            Assert.Equal(at.Precision, confusion.Precision, Tolerance);
            Assert.Equal(at.Recall, confusion.Recall, Tolerance);
            Assert.Equal(at.Specificity, confusion.Specificity, Tolerance);
            Assert.Equal(at.F1, confusion.F1, Tolerance);
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ReliabilityDiagram_InEqualAndAdaptiveBins_EqualsScikitLearn(string name)
    {
        var (recorded, sample) = Case(name);

        AssertEqual(recorded.Uniform, ReliabilityDiagram.EqualWidth(sample));
        AssertEqual(recorded.Adaptive, ReliabilityDiagram.Adaptive(sample));
        AssertEqual(recorded.Top, ReliabilityDiagram.AdaptiveTop(sample));
    }

    [Fact]
    public void AllMetrics_WhenAClassIsMissing_AreNotANumberOrDefined()
    {
        var sample = new Sample([0.2, 0.9, 0.9], [true, true, true]);

        var figures = StandardMetrics.All(0.5).ToDictionary(metric => metric.Name, metric => metric.Of(sample));

        string[] undefined = ["roc_auc", "tpr_at_fpr_0", "tpr_at_fpr_0.0001", "tpr_at_fpr_0.001", "tpr_at_fpr_0.1", "tpr0", "tpr10"];
        Assert.Equal(undefined, figures.Where(figure => double.IsNaN(figure.Value)).Select(figure => figure.Key));
        Assert.Equal(2 / 3.0, figures["recall"], Tolerance);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < Tolerance;

    private static (MetricCase Recorded, Sample Sample) Case(string name)
    {
        var recorded = Oracle.Read().Metrics.Single(one => one.Name == name);
        var sample = new Sample(recorded.Scores, recorded.Positives);
        return (recorded, recorded.Counts is { } counts ? sample.Redrawn(counts) : sample);
    }

    private static void AssertEqual(ReliabilityCase recorded, ReliabilityDiagram diagram)
    {
        Assert.Equal(recorded.Counts, diagram.Bins.Select(bin => bin.Count));
        Assert.Equal(recorded.Promised, diagram.Bins.Select(bin => bin.MeanProbability), Near);
        Assert.Equal(recorded.Share, diagram.Bins.Select(bin => bin.PositiveShare), Near);
        Assert.Equal(recorded.Expected, diagram.ExpectedError, Tolerance);
        Assert.Equal(recorded.Maximum, diagram.MaximumError, Tolerance);
    }
}
