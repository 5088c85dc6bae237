using LensGrains.Core.Campaigns;
using LensGrains.Core.Thresholds;

namespace LensGrains.Tests.Core.Thresholds;

public class DividingThresholdTests
{
    private static readonly LabelledScores Separated = new(
        new[] { 0.88f, 0.9f, 0.92f, 0.95f, 0.85f }, new[] { 0.08f, 0.1f, 0.12f, 0.05f, 0.15f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f });

    [Fact]
    public void Decide_WhenScoresAreSeparated_TakesTheMidpointOfTheMeans()
    {
        var decision = DividingThreshold.Decide(ThresholdRule.HeldOut, ThresholdAt.Midpoint, new ThresholdScores(Separated, default, default));

        Assert.Equal(0.5, decision.Value, 1e-3);
        Assert.Equal((ThresholdRule.HeldOut, ThresholdAt.Midpoint, ThresholdWarnings.None), (decision.Rule, decision.At, decision.Warnings));
    }

    [Fact]
    public void Decide_WhenCrossingIsAskedFor_LiesNearerToTheNarrowHeap()
    {
        var decision = DividingThreshold.Decide(ThresholdRule.InSample, ThresholdAt.Crossing, new ThresholdScores(default, Separated, default));

        Assert.Equal(decision.Fit!.Crossing, decision.Value);
        Assert.InRange(decision.Value, 0.15, 0.5);
    }

    [Fact]
    public void Decide_WhenHeldOutLacksAClass_FallsBackToInSample()
    {
        var oneClass = new LabelledScores(default, Separated.Negatives);

        var decision = DividingThreshold.Decide(ThresholdRule.HeldOut, ThresholdAt.Midpoint, new ThresholdScores(oneClass, Separated, default));

        Assert.Equal(ThresholdRule.InSample, decision.Rule);
        Assert.Equal(ThresholdWarnings.ClassMissing | ThresholdWarnings.FellBack, decision.Warnings);
        Assert.Equal(0.5, decision.Value, 1e-3);
    }

    [Fact]
    public void Decide_WhenAllScoresAreEqual_TakesTheMeanOfTheClassMeans()
    {
        var constant = new LabelledScores(new[] { 0.3f, 0.3f }, new[] { 0.3f });

        var decision = DividingThreshold.Decide(ThresholdRule.InSample, ThresholdAt.Midpoint, new ThresholdScores(default, constant, default));

        Assert.Equal(0.3f, (float)decision.Value);
        Assert.True(decision.Warnings.HasFlag(ThresholdWarnings.ConstantValues | ThresholdWarnings.FellBack));
    }

    [Theory]
    [InlineData(ThresholdRule.HeldOut)]
    [InlineData(ThresholdRule.InSample)]
    [InlineData(ThresholdRule.Pool)]
    public void Decide_WhenThereIsNothingAtAll_IsOneHalfWithAWarning(ThresholdRule rule)
    {
        var decision = DividingThreshold.Decide(rule, ThresholdAt.Crossing, default);

        Assert.Equal((0.5, (ThresholdRule?)null), (decision.Value, decision.Rule));
        Assert.True(decision.Warnings.HasFlag(ThresholdWarnings.FellBack | ThresholdWarnings.TooFewValues));
    }

    [Theory]
    [InlineData(ThresholdRule.HeldOut)]
    [InlineData(ThresholdRule.InSample)]
    public void Decide_WhenThereArePositivesAlone_FitsThePoolAndSaysSo(ThresholdRule rule)
    {
        var pool = Enumerable.Range(0, 1000).Select(i => i % 10 == 0 ? 0.9f + (i % 7 * 0.01f) : 0.1f + (i % 13 * 0.01f)).ToArray();
        var lenses = new LabelledScores(new[] { 0.8f, 0.9f, 0.95f }, default);

        var decision = DividingThreshold.Decide(rule, ThresholdAt.Midpoint, new ThresholdScores(lenses, lenses, pool));

        Assert.Equal(ThresholdRule.Pool, decision.Rule);
        Assert.Equal(0.545, decision.Value, 0.01);
        Assert.True(decision.Warnings.HasFlag(ThresholdWarnings.ClassMissing | ThresholdWarnings.FellBack));
    }

    [Fact]
    public void Decide_WhenPoolIsAsked_FitsThePool()
    {
        var pool = Enumerable.Range(0, 1000).Select(i => i % 10 == 0 ? 0.9f + (i % 7 * 0.01f) : 0.1f + (i % 13 * 0.01f)).ToArray();

        var decision = DividingThreshold.Decide(ThresholdRule.Pool, ThresholdAt.Midpoint, new ThresholdScores(default, default, pool));

        Assert.Equal(ThresholdRule.Pool, decision.Rule);
        Assert.Equal(0.545, decision.Value, 0.01);
    }
}
