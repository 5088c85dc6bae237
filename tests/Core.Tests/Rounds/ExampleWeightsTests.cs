using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;

namespace LensGrains.Tests.Core.Rounds;

public class ExampleWeightsTests
{
    [Fact]
    public void Weighed_WithAnUsualPolicyAndNothingSpecial_LeavesExamplesAsTheyAre()
    {
        Example[] examples = [Positive(1), Negative(2), Negative(3) with { Age = 4 }];

        Assert.Equal(examples, ExampleWeights.Weighed(examples, new CampaignPolicy(), mined: null));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Weighed_WithAShareOfHardNegatives_GivesThemThatShareOfAllNegatives(double share)
    {
        var examples = Enumerable.Range(0, 100).Select(i => Negative(i) with { Age = i % 3 }).Append(Positive(100)).ToArray();
        var policy = new CampaignPolicy { HardNegativeShare = share, RecencyDecay = 0.3 };

        var weighed = ExampleWeights.Weighed(examples, policy, new HardNegatives(1, [new Ordinal(7), new Ordinal(50)]));

        var negatives = weighed.Where(e => !e.Positive).ToArray();
        Assert.Equal([7, 50], negatives.Where(e => e.Hard).Select(e => e.Source.Value));
        Assert.Equal(share, negatives.Where(e => e.Hard).Sum(e => e.Weight ?? 1) / negatives.Sum(e => e.Weight ?? 1), 12);
        Assert.Equal(share, ExampleCounts.Of(weighed, null).HardNegativeShare, 12);
        Assert.Null(weighed[^1].Weight);
    }

    [Fact]
    public void Weighed_WhenHardNegativesWeighMoreThanTheirShareAlready_LeavesThatToThem()
    {
        Example[] examples = [Negative(1) with { Verdict = Verdict.FalsePositive }, Negative(2) with { Verdict = Verdict.Normal }];

        var weighed = ExampleWeights.Weighed(examples, new CampaignPolicy { HardNegativeShare = 0.1 }, mined: null);

        Assert.Equal([CampaignPolicy.UsualHardNegativeWeight, null], weighed.Select(e => e.Weight));
        Assert.Equal([true, false], weighed.Select(e => e.Hard));
    }

    [Fact]
    public void Weighed_ByAge_FallsAsTheExponentialOfRoundsAgo()
    {
        var examples = Enumerable.Range(0, 4).Select(i => Positive(i) with { Age = i, Verdict = i == 3 ? Verdict.Confirmed : null });

        var weighed = ExampleWeights.Weighed([.. examples], new CampaignPolicy { RecencyDecay = 0.1, ConfirmedWeight = 5 }, mined: null);

        Assert.Equal([1, Math.Exp(-0.1), Math.Exp(-0.2), 5 * Math.Exp(-0.3)], weighed.Select(e => e.Weight ?? 1), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.All(
            ExampleWeights.Weighed([Positive(1) with { Age = 100_000 }], new CampaignPolicy { RecencyDecay = 10 }, mined: null),
            e => Assert.True((float)e.Weight!.Value > 0));
    }

    [Fact]
    public void Aged_CountsTheRoundsBackToBackThatHadTheSameLabel()
    {
        Example[] before = [Positive(1) with { Age = 2 }, Negative(2), Positive(3)];

        var aged = ExampleWeights.Aged([Positive(1), Positive(2), Negative(4)], before);

        Assert.Equal([3, 0, 0], aged.Select(e => e.Age));
    }

    [Fact]
    public void Mine_TakesTheHighestTenthAndTellsTiesByOrdinal() => Property.OverSequences(numbers =>
    {
        var negatives = Enumerable.Range(0, 37 + (numbers.Length * 11))
            .Select(i => (Source: new Ordinal(i), Score: i % 13 == 5 ? float.NaN : Property.For(numbers.Length, i).Next(20) / 20f)).ToArray();
        var expected = negatives.Where(n => !float.IsNaN(n.Score)).OrderByDescending(n => n.Score).ThenBy(n => n.Source.Value)
            .Take(Math.Max(10, negatives.Length / 10)).Select(n => n.Source);

        Assert.Equal(expected, HardNegatives.Mine(4, negatives).Sources);
        Assert.Equal(expected, HardNegatives.Mine(4, [.. negatives.Reverse()]).Sources);
    });

    private static Example Positive(int source) => new(new Ordinal(source), true, false);

    private static Example Negative(int source) => new(new Ordinal(source), false, false);
}
