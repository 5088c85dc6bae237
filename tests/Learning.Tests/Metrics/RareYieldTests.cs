using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Tests.Metrics;

public sealed class RareYieldTests
{
    [Fact]
    public void Of_ASample_EqualsCountingInAPopulationOfThatPrevalence()
    {
        var random = new Random(4);
        var positives = Enumerable.Range(0, 1000).Select(i => i < 40).ToArray();
        var scores = positives.Select(lens => Math.Round(random.NextDouble() + (lens ? 0.8 : 0), 2)).ToArray();

        var yield = RareYield.Of(new Sample(scores, positives), 0.01);

        // 960 others, each 99 times, beside 40 lenses, each 24 times: 960 lenses of 96,000 sources, 1%.
        var weights = positives.Select(lens => lens ? 24.0 : 99.0).ToArray();
        double Within(double threshold, bool lens) => Enumerable.Range(0, 1000).Where(i => scores[i] >= threshold && positives[i] == lens).Sum(i => weights[i]);
        var half = scores.Where(threshold => Within(threshold, true) >= 480).Max();
        var top = scores.Where(threshold => Within(threshold, true) + Within(threshold, false) <= 0.02 * 96_000).Min();
        Assert.Equal(Within(half, true) / (Within(half, true) + Within(half, false)), yield.PurityAtHalfCompleteness, 12);
        Assert.Equal(Within(top, true) / 960, yield.CompletenessInTopTwoPercent, 12);
        Assert.Equal(Within(half, false) / 99, yield.FalsePositivesAtHalfCompleteness, 12);
    }

    [Fact]
    public void Of_AtTheSamplesOwnPrevalence_IsThePrecision()
    {
        var yield = RareYield.Of(new Sample([0.9, 0.8, 0.7, 0.6, 0.5], [false, true, false, true, false]), 0.4);

        Assert.Equal(0.5, yield.PurityAtHalfCompleteness, 12);
        Assert.Equal(0, yield.CompletenessInTopTwoPercent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Of_APrevalenceThatIsNone_Refuses(double prevalence)
        => Assert.Throws<ArgumentException>(() => RareYield.Of(new Sample([0.9, 0.8], [true, false]), prevalence));
}
