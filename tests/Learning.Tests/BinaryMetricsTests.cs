using System.Text.Json;
using LensGrains.Learning.Metrics;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests;

public sealed class BinaryMetricsTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Cases() => new(ReadCases().Select(recorded => recorded.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Metrics_OnRecordedCases_EqualScikitLearn(string name)
    {
        var recorded = ReadCases().Single(one => one.Name == name);

        Assert.Equal(recorded.RocAuc, BinaryMetrics.RocAuc(recorded.Scores, recorded.Positives), Tolerance);
        Assert.Equal(recorded.AveragePrecision, BinaryMetrics.AveragePrecision(recorded.Scores, recorded.Positives), Tolerance);
        Assert.Equal(recorded.Brier, BinaryMetrics.Brier(recorded.Scores, recorded.Positives), Tolerance);
        Assert.Equal(recorded.LogLoss, BinaryMetrics.LogLoss(recorded.Scores, recorded.Positives), Tolerance);
        Assert.All(recorded.Rates, rate => Assert.Equal(
            rate.Tpr, BinaryMetrics.TruePositiveRateAt(recorded.Scores, recorded.Positives, rate.Fpr), Tolerance));
        Assert.All(recorded.AtThreshold, at =>
        {
            var (precision, recall) = BinaryMetrics.PrecisionRecallAt(recorded.Scores, recorded.Positives, at.Threshold);
            Assert.Equal(at.Precision, precision, Tolerance);
            Assert.Equal(at.Recall, recall, Tolerance);
        });
    }

    [Fact]
    public void RocAuc_WhenAClassIsMissing_IsNotANumber()
        => Assert.True(double.IsNaN(BinaryMetrics.RocAuc([0.1, 0.9], [true, true])));

    [Fact]
    public void RocAuc_WhenAScoreIsNotFinite_Refuses()
        => Assert.Throws<ArgumentException>(() => BinaryMetrics.RocAuc([0.1, double.NaN], [true, false]));

    private static Recorded[] ReadCases()
        => JsonSerializer.Deserialize<Recorded[]>(
            File.ReadAllBytes(Path.Combine(TestFiles.Root, "tests", "oracles", "learning", "metrics.json")), JsonSerializerOptions.Web)!;

    private sealed record Recorded(
        string Name,
        double[] Scores,
        bool[] Positives,
        double RocAuc,
        double AveragePrecision,
        double Brier,
        double LogLoss,
        Rate[] Rates,
        AtThreshold[] AtThreshold);

    private sealed record Rate(double Fpr, double Tpr);

    private sealed record AtThreshold(double Threshold, double Precision, double Recall);
}
