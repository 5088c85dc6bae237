using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Tests;

public sealed class BootstrapTests
{
    // Ends of 4,000 resamples each differ by about 0.05 standard errors (of each of two runs) by chance; three times that and a bit.
    private const double ShareOfError = 0.2;

    private static readonly BootstrapCase Recorded = Oracle.Read().Bootstrap;
    private static readonly Sample First = new(Recorded.First, Recorded.Positives);
    private static readonly Sample Second = new(Recorded.Second, Recorded.Positives);
    private static readonly BootstrapOptions Options = new() { Resamples = 4000, Seed = 5 };

    [Fact]
    public void Estimate_WithPlainResampling_AgreesWithScipy()
    {
        var metrics = StandardMetrics.All(0.5).Where(metric => Recorded.Plain.ContainsKey(metric.Name)).ToArray();

        var estimates = Bootstrap.Estimate(First, metrics, Options with { Resampling = Resampling.Plain });

        Assert.Equal(Recorded.Plain.Keys.Order(), estimates.Keys.Order());
        Assert.All(estimates, estimate => AssertNear(Recorded.Plain[estimate.Key], estimate.Value));
    }

    [Fact]
    public void Estimate_WithStratifiedResampling_AgreesWithNumpy()
        => AssertNear(Recorded.Stratified, Bootstrap.Estimate(First, StandardMetrics.RocAuc, Options));

    [Fact]
    public void Difference_OfPairedScores_AgreesWithNumpyAndIsNarrowerThanUnpaired()
    {
        var difference = Bootstrap.Difference(First, Second, StandardMetrics.RocAuc, Options);

        AssertNear(Recorded.Difference, difference.Difference);
        var (one, other) = (Bootstrap.Estimate(First, StandardMetrics.RocAuc, Options), Bootstrap.Estimate(Second, StandardMetrics.RocAuc, Options));
        Assert.True(difference.Difference.StandardError < Math.Sqrt(Math.Pow(one.StandardError!.Value, 2) + Math.Pow(other.StandardError!.Value, 2)));
    }

    [Fact]
    public void Difference_OfScoresWithThemselves_IsNothing()
    {
        var difference = Bootstrap.Difference(First, First, StandardMetrics.RocAuc, Options with { Resamples = 50 });

        Assert.Equal((0.0, 0.0, 0.0), (difference.Difference.Value, difference.Difference.Low, difference.Difference.High));
        Assert.Equal(1, difference.PValue);
        Assert.False(difference.IsClearlyHigher || difference.IsClearlyLower);
    }

    [Fact]
    public void Difference_WhenTruthsDiffer_Refuses()
    {
        var other = new Sample(Recorded.First, Array.ConvertAll(Recorded.Positives, positive => !positive));

        Assert.Throws<ArgumentException>(() => Bootstrap.Difference(First, other, StandardMetrics.RocAuc, Options));
    }

    [Fact]
    public void Estimate_WithOneSeed_GivesTheSameInterval()
    {
        var options = Options with { Resamples = 100 };

        Assert.Equal(Bootstrap.Estimate(First, StandardMetrics.RocAuc, options), Bootstrap.Estimate(First, StandardMetrics.RocAuc, options));
        Assert.NotEqual(
            Bootstrap.Estimate(First, StandardMetrics.RocAuc, options),
            Bootstrap.Estimate(First, StandardMetrics.RocAuc, options with { Seed = 6 }));
    }

    [Fact]
    public void Estimate_WhenResamplesLackAClass_LeavesThemOutAndSaysHowMany()
    {
        var sample = new Sample([0.9, 0.1, 0.2, 0.3], [true, false, false, false]);

        var plain = Bootstrap.Estimate(sample, StandardMetrics.RocAuc, Options with { Resampling = Resampling.Plain, Resamples = 500 });
        var stratified = Bootstrap.Estimate(sample, StandardMetrics.RocAuc, Options with { Resamples = 500 });

        Assert.InRange(plain.Undefined, 100, 250); // (3/4)⁴ + (1/4)⁴ of them
        Assert.Equal(0, stratified.Undefined);
    }

    [Fact]
    public void Estimate_WhenOnlyOneClassIsThere_IsNotAvailable()
    {
        var estimate = Bootstrap.Estimate(new Sample([0.9, 0.1], [true, true]), StandardMetrics.RocAuc, Options with { Resamples = 10 });

        Assert.Equal(new MetricEstimate(null, null, null, null, 10), estimate);
    }

    [Fact]
    public void Estimate_OfAShare_CoversTheTruthAboutAsOftenAsItSays()
    {
        var random = new Random(3);
        var accuracy = StandardMetrics.All(0.5).Single(metric => metric.Name == "accuracy");
        var covered = 0;
        for (var trial = 0; trial < 300; trial++)
        {
            var positives = Enumerable.Range(0, 200).Select(i => i % 2 == 0).ToArray();
            var scores = positives.Select(positive => positive == (random.NextDouble() < 0.8) ? 1.0 : 0.0).ToArray(); // right with 0.8
            var estimate = Bootstrap.Estimate(new Sample(scores, positives), accuracy, new BootstrapOptions { Resamples = 200, Seed = trial });
            covered += estimate.Low <= 0.8 && estimate.High >= 0.8 ? 1 : 0;
        }

        Assert.InRange(covered, 270, 297); // 95% of 300 is 285
    }

    private static void AssertNear(EndsCase recorded, MetricEstimate estimate)
    {
        Assert.Equal(recorded.Low, estimate.Low!.Value, ShareOfError * recorded.Error);
        Assert.Equal(recorded.High, estimate.High!.Value, ShareOfError * recorded.Error);
        Assert.Equal(recorded.Error, estimate.StandardError!.Value, 0.06 * recorded.Error);
    }
}
