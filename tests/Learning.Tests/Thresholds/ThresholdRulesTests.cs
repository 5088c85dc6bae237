using LensGrains.Core.Thresholds;
using LensGrains.Learning.Metrics;
using LensGrains.Learning.Thresholds;

namespace LensGrains.Learning.Tests;

public sealed class ThresholdRulesTests
{
    /// <summary>Samples of all kinds: many ties, rare positives, hopeless scores.</summary>
    public static TheoryData<int> Seeds() => new(Enumerable.Range(0, 60));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RecallAtLeast_HoldsWithTheFewestSelected(int seed)
    {
        var (sample, all) = Draw(seed);
        var choice = ThresholdRules.RecallAtLeast(sample, 0.9);

        Assert.True(choice.IsMet);
        Assert.True(Confusion.At(sample, choice.Threshold).Recall >= 0.9);
        Assert.Equal(all.Where(counts => counts.Recall >= 0.9).Min(Selected), choice.Selected);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void PrecisionAtLeast_HoldsWithTheMostPositivesOrSaysThatItCannot(int seed)
    {
        var (sample, all) = Draw(seed);
        var choice = ThresholdRules.PrecisionAtLeast(sample, 0.9);

        var possible = all.Where(counts => counts.Precision >= 0.9).ToArray();
        Assert.Equal(possible.Length > 0, choice.IsMet);
        Assert.Equal(possible.Select(counts => counts.TruePositives).DefaultIfEmpty(0).Max(), choice.Counts.TruePositives);
        Assert.True(choice.IsMet ? Confusion.At(sample, choice.Threshold).Precision >= 0.9 : choice.Selected == 0);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void FalsePositiveRate_HoldsWithTheMostPositives(int seed)
    {
        var (sample, all) = Draw(seed);
        foreach (var rate in new[] { 0, 1e-3, 0.1 })
        {
            var choice = ThresholdRules.FalsePositiveRate(sample, rate);

            Assert.True(choice.Counts.FalsePositiveRate <= rate);
            var most = all.Where(counts => counts.FalsePositiveRate <= rate).Select(counts => counts.TruePositives).DefaultIfEmpty(0).Max();
            Assert.Equal(most, choice.Counts.TruePositives);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void F1AndYouden_AreTheBestOfAllThresholds(int seed)
    {
        var (sample, all) = Draw(seed);

        Assert.Equal(all.Max(counts => counts.F1), ThresholdRules.F1(sample).Counts.F1, 12);
        var youden = ThresholdRules.Youden(sample).Counts;
        Assert.Equal(all.Max(counts => counts.Recall - counts.FalsePositiveRate), youden.Recall - youden.FalsePositiveRate, 12);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void All_ToldCountsAreThoseAtTheThreshold(int seed)
    {
        var (sample, _) = Draw(seed);

        Assert.All(ThresholdRules.All(sample), choice =>
        {
            Assert.True(double.IsFinite(choice.Threshold));
            Assert.Equal(Confusion.At(sample, choice.Threshold), choice.Counts);
        });
    }

    [Fact]
    public void PrecisionAtLeast_WhenOnlyALowerOneCanBeHad_DoesNotTakeTheNearest()
    {
        // The highest precision is 6 of 7 = 0.857, "nearest" to 0.9.
        double[] scores = [0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.1];
        bool[] positives = [true, true, true, true, true, true, false, false];

        var choice = ThresholdRules.PrecisionAtLeast(new Sample(scores, positives), 0.9);

        Assert.Equal((false, 0), (choice.IsMet, choice.Selected));
    }

    [Fact]
    public void MixtureRules_OnTwoClusters_EqualTheMixtureOfCore()
    {
        var random = new Random(1);
        var scores = Enumerable.Range(0, 400).Select(i => (i < 300 ? 0.2 : 0.8) + (0.05 * (random.NextDouble() - 0.5))).ToArray();
        var sample = new Sample(scores, scores.Select((_, i) => i >= 300).ToArray());
        var fit = GaussianMixture1D.Fit(scores);

        Assert.Equal(fit.Midpoint, ThresholdRules.MixtureMidpoint(sample).Threshold);
        Assert.Equal(fit.Crossing, ThresholdRules.MixtureCrossing(sample).Threshold);
        Assert.Equal(new Confusion(100, 0, 300, 0), ThresholdRules.MixtureCrossing(sample).Counts);
    }

    [Fact]
    public void All_WhenScoresAreConstantOrAClassIsMissing_GivesDefinedOutcomes()
    {
        var constant = ThresholdRules.All(new Sample([0.3, 0.3, 0.3], [true, false, false]));
        var onlyNegatives = ThresholdRules.All(new Sample([0.2, 0.4], [false, false]));

        var midpoint = constant.First(choice => choice.Rule == "mixture_midpoint");
        Assert.Equal((false, 0.5), (midpoint.IsMet, midpoint.Threshold));
        Assert.Equal(ThresholdWarnings.ConstantValues | ThresholdWarnings.FellBack, midpoint.Warnings);
        Assert.All(onlyNegatives.Where(choice => choice.Rule.StartsWith("recall", StringComparison.Ordinal)), choice => Assert.False(choice.IsMet));
    }

    private static int Selected(Confusion counts) => counts.TruePositives + counts.FalsePositives;

    // Every division of the sample that a threshold can make, by brute force.
    private static (Sample Sample, Confusion[] All) Draw(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(5, 120);
        var levels = seed % 3 == 0 ? 4 : seed % 3 == 1 ? 20 : 100_000;
        var (prevalence, distance) = (random.NextDouble() * 0.6, random.NextDouble());
        var positives = Enumerable.Range(0, count).Select(i => i == 0 || (i > 1 && random.NextDouble() < prevalence)).ToArray();
        var scores = positives
            .Select(positive => Math.Round(Math.Clamp((random.NextDouble() * (1 - (distance / 2))) + (positive ? distance / 2 : 0), 0, 1) * levels) / levels)
            .ToArray();
        var all = scores.Distinct().Select(threshold => new Confusion(
            Count(scores, positives, threshold, true, true), Count(scores, positives, threshold, true, false),
            Count(scores, positives, threshold, false, false), Count(scores, positives, threshold, false, true)));
        return (new Sample(scores, positives), all.ToArray());
    }

    private static int Count(double[] scores, bool[] positives, double threshold, bool selected, bool positive)
        => scores.Where((score, i) => score >= threshold == selected && positives[i] == positive).Count();
}
