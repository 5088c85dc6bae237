using LensGrains.Learning.Calibration;
using LensGrains.Learning.Ensembles;
using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Tests;

public sealed class ListComparisonTests
{
    private const int Sources = 4000;
    private const int Lenses = 100;
    private static readonly BootstrapOptions Options = new() { Resamples = 200, Seed = 1 };
    private static readonly bool[] Positives = Enumerable.Range(0, Sources).Select(i => i < Lenses).ToArray();

    [Fact]
    public void Of_ADiverseEnsemble_FindsMoreThanItsBestMemberAtEqualLength()
    {
        var members = Draw(new Random(1), [1.6, 1.6, 1.6, 1.6, 1.6]); // equally good, with errors of their own

        var comparison = ListComparison.Of(new MeanCombiner().Combine(members), members, Positives, Lenses, Options);

        Assert.Equal(ListOutcome.EnsembleFindsMore, comparison.Outcome);
        Assert.True(comparison.IsClear);
        Assert.EndsWith(": the ensemble finds more", comparison.Told(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AnEnsembleOfOneGoodMemberAndNoise_SaysThatTheMemberFindsMore()
    {
        var members = Draw(new Random(2), [3.0, 0, 0, 0, 0]);

        var comparison = ListComparison.Of(new MeanCombiner().Combine(members), members, Positives, Lenses, Options);

        Assert.Equal((ListOutcome.BestMemberFindsMore, "member 0"), (comparison.Outcome, comparison.BestMember));
        Assert.True(comparison.IsClear);
        Assert.EndsWith(": the ensemble finds fewer than its best member", comparison.Told(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AnEnsembleOfOneMember_FindsTheSame()
    {
        var members = Draw(new Random(3), [1.6]);

        var comparison = ListComparison.Of(new MeanCombiner().Combine(members), members, Positives, 50, Options);

        Assert.Equal(ListOutcome.Same, comparison.Outcome);
        Assert.EndsWith(": neither finds more", comparison.Told(), StringComparison.Ordinal);
    }

    [Fact]
    public void Told_WhenTheDifferenceMayBeChance_SaysSo()
    {
        var estimate = new PairedEstimate(31, 30, new MetricEstimate(1, -3, 5, 2, 0), 0.6);

        Assert.Equal(
            "in lists of 50 the ensemble finds 31 of 100 lenses, its best member a 30: the ensemble finds more, but the interval of the difference holds 0",
            new ListComparison(50, 31, "a", 30, 100, estimate).Told());
    }

    [Fact]
    public void LeaveOneOut_GivesTheGoodMemberItsGainAndTheHarmfulOneItsLoss()
    {
        var members = Draw(new Random(4), [2.5, 1.2, 0]);

        var values = MarginalValue.LeaveOneOut(members, Positives, new MeanCombiner().Combine, StandardMetrics.AveragePrecision, Options);

        Assert.Equal(["member 0", "member 1", "member 2"], values.Select(value => value.Member));
        Assert.True(values[0].Gain!.IsClearlyHigher);
        Assert.True(values[2].Gain!.IsClearlyLower);
        Assert.True(values[0].Alone > values[1].Alone && values[1].Alone > values[2].Alone);
    }

    [Fact]
    public void LeaveOneOut_OfTheOnlyMember_HasNoGain()
    {
        var value = Assert.Single(MarginalValue.LeaveOneOut(
            Draw(new Random(5), [1.0]), Positives, new MeanCombiner().Combine, StandardMetrics.RocAuc, Options));

        Assert.Null(value.Gain);
        Assert.InRange(value.Alone!.Value, 0.6, 0.9);
    }

    // Members whose log odds part the classes by so many standard deviations, with independent errors.
    private static MemberScores Draw(Random random, double[] distances)
        => new(
            [.. distances.Select((_, i) => $"member {i}")],
            [.. distances.Select(distance => Positives
                .Select(positive => Logit.Sigmoid((positive ? distance : 0) + Normal(random)))
                .ToArray())]);

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
