using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Tests;

public sealed class CompletenessTableTests
{
    private static readonly BootstrapOptions Options = new() { Resamples = 200, Seed = 1 };

    [Fact]
    public void Of_FluxRatios_CountsEachBinAndWarnsOfMissedFaintArcs()
    {
        // Lenses: below 0.1 one of three found, 0.1 to 0.3 (0.1 itself included) both, from 0.3 on one of one, one without a ratio.
        double[] ratios = [0.05, 0.09, 0.01, 0.1, 0.2, 0.3, double.NaN, 0.2, double.NaN];
        double[] scores = [0.9, 0.2, 0.1, 0.8, 0.7, 0.9, 0.95, 0.6, 0.1];
        bool[] positives = [true, true, true, true, true, true, true, false, false];

        var table = CompletenessTable.Of(
            new Sample(scores, positives), ratios, PropertyBins.ArcToLensFluxRatio, OperatingPoint.AtThreshold(0.65), Options);

        Assert.Equal([(3, 1), (2, 2), (1, 1)], table.Bins.Select(bin => (bin.Lenses, bin.Found)));
        Assert.Equal([(null, 0.1), (0.1, 0.3), (0.3, null)], table.Bins.Select(bin => (bin.From, bin.To)));
        Assert.Equal(1 / 3.0, table.Bins[0].Completeness.Value!.Value, 12);
        Assert.Equal(2 / 3.0, table.Bins[0].FalseNegativeRate.Value!.Value, 12);
        Assert.InRange(table.Bins[0].Wilson.High, 0.6, 0.95);
        Assert.Equal(1, table.LensesWithoutProperty);
        Assert.Contains("2 of 3 lenses with an arc-to-lens flux ratio below 0.1", Assert.Single(table.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FaintArcsThatAreFound_DoesNotWarn()
    {
        var table = CompletenessTable.Of(
            new Sample([0.9, 0.9, 0.1], [true, true, false]), [0.05, 0.2, double.NaN],
            PropertyBins.ArcToLensFluxRatio, OperatingPoint.AtThreshold(0.5), Options);

        Assert.Empty(table.Warnings);
        Assert.Null(table.Bins[2].Completeness.Value);
        Assert.Equal(0, table.Bins[2].Lenses);
    }

    [Fact]
    public void Of_AtAFalsePositiveRate_TakesTheThresholdFromTheNegatives()
    {
        // Ten negatives 0.0 … 0.9, so that at most one may pass: the threshold lies above 0.8.
        var scores = Enumerable.Range(0, 10).Select(i => i / 10.0).Concat([0.85, 0.75]).ToArray();
        var positives = scores.Select((_, i) => i >= 10).ToArray();
        var radii = scores.Select(_ => 1.2).ToArray();

        var table = CompletenessTable.Of(
            new Sample(scores, positives), radii, PropertyBins.EinsteinRadiusOverSeeing, OperatingPoint.AtFalsePositiveRate(0.1), Options);

        Assert.Equal(0.85, table.Threshold);
        Assert.Equal((2, 1), (table.Bins[2].Lenses, table.Bins[2].Found));
        Assert.True(table.Bins[2].Completeness.Low < 0.5 && table.Bins[2].Completeness.High > 0.5);
    }

    [Fact]
    public void AtFalsePositiveRate_WhenTheHighestScoreIsANegative_SelectsNothing()
    {
        var sample = new Sample([0.9, 0.5], [false, true]);

        Assert.True(OperatingPoint.AtFalsePositiveRate(0).ThresholdFor(sample) > 0.9);
    }
}
