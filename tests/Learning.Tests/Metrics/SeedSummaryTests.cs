using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Tests;

public sealed class SeedSummaryTests
{
    [Fact]
    public void Of_FiveSeeds_GivesMeanAndSampleDeviation()
    {
        var summary = SeedSummary.Of([1, 2, 3, 4, 5]);

        Assert.Equal(new SeedSummary(3, Math.Sqrt(2.5), 1, 5, 5, 0), summary);
        Assert.False(summary.IsThin);
    }

    [Fact]
    public void Of_OneSeed_HasNoDeviationAndSaysThatItIsThin()
    {
        var summary = SeedSummary.Of([0.5]);

        Assert.Equal(new SeedSummary(0.5, null, 0.5, 0.5, 1, 0), summary);
        Assert.True(summary.IsThin);
    }

    [Fact]
    public void ByName_WhenARunLacksAFigure_CountsItAsUndefined()
    {
        Dictionary<string, double?>[] runs = [new() { ["auc"] = 0.8, ["tpr0"] = null }, new() { ["auc"] = 0.9 }];

        var summaries = SeedSummary.ByName(runs);

        Assert.Equal(0.85, summaries["auc"].Mean!.Value, 12);
        Assert.Equal(new SeedSummary(null, null, null, null, 0, 2), summaries["tpr0"]);
    }
}
