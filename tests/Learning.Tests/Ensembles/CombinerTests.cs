using LensGrains.Learning.Calibration;
using LensGrains.Learning.Ensembles;
using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Tests;

public sealed class CombinerTests
{
    private static readonly EnsembleCase Recorded = Oracle.Read().Ensemble;
    private static readonly MemberScores Members = new(["good", "loud", "noise", "reversed"], Recorded.Scores);

    [Fact]
    public void Mean_AndFixedWeights_AreMeansOfProbabilities()
    {
        Assert.Equal(0.5, new MeanCombiner().Combine([0.2, 0.4, 0.9]), 12);
        Assert.Equal((0.2 + (3 * 0.4)) / 4, new WeightedCombiner([1, 3, 0]).Combine([0.2, 0.4, 0.9]), 12);
        Assert.Throws<ArgumentException>(() => new WeightedCombiner([0, 0]).Combine([0.2, 0.4]));
        Assert.Throws<ArgumentException>(() => new WeightedCombiner([1, 1]).Combine([0.2, 0.4, 0.9]));
    }

    [Theory]
    [InlineData(new[] { 0.5, 0.6, 0.1 }, 2 / 3.0, true)]
    [InlineData(new[] { 0.9, 0.1 }, 0.5, false)]
    [InlineData(new[] { 0.49 }, 0.0, false)]
    public void Vote_ElectsByMoreThanHalf(double[] scores, double share, bool isElected)
    {
        var vote = new VoteCombiner();

        Assert.Equal(share, vote.Combine(scores), 12);
        Assert.Equal(isElected, vote.IsElected(scores));
    }

    [Fact]
    public void Vote_WithThresholdsOfTheMembersOwn_UsesThem()
        => Assert.Equal(0.5, new VoteCombiner([0.9, 0.1]).Combine([0.8, 0.2]));

    [Fact]
    public void Stacked_EqualsScikitLearnsLogisticRegression()
    {
        var stacked = (StackedCombiner)CombinerFit.Fit(CombinerKind.Stacked, Members, Recorded.Positives).Combiner;

        Assert.Equal(Recorded.Stacked, [.. stacked.Coefficients, stacked.Offset], (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Trust_EqualsScipysBoundedMinimumAndNeverReversesAMember()
    {
        var trust = (TrustCombiner)CombinerFit.Fit(CombinerKind.Trust, Members, Recorded.Positives).Combiner;

        Assert.Equal(Recorded.Trust, trust.Trust, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(0, trust.Trust[3]);
        Assert.Equal(1, trust.Shares().Sum(), 12);
        Assert.True(trust.Trust[1] < trust.Trust[0]); // the loud member says the same too strongly
    }

    [Fact]
    public void CrossFit_ChangesARowsOwnLabel_LeavesItsHeldOutScore()
    {
        var folds = Enumerable.Range(0, Members.Length).Select(i => i % 5).ToArray();
        var positives = Recorded.Positives.ToArray();
        var before = CombinerFit.CrossFit(CombinerKind.Stacked, Members, positives, folds);

        positives[11] = !positives[11];
        var after = CombinerFit.CrossFit(CombinerKind.Stacked, Members, positives, folds);

        Assert.Equal(before.HeldOut[11], after.HeldOut[11]);
        Assert.NotEqual(before.HeldOut[12], after.HeldOut[12]);
    }

    [Theory]
    [InlineData(CombinerKind.Stacked)]
    [InlineData(CombinerKind.Trust)]
    public void CrossFit_OnHeldOutFolds_BeatsThePlainMeanWhereMembersAreUnequal(CombinerKind kind)
    {
        var folds = Enumerable.Range(0, Members.Length).Select(i => i % 5).ToArray();

        var learned = CombinerFit.CrossFit(kind, Members, Recorded.Positives, folds).HeldOut.ToArray();
        var mean = new MeanCombiner().Combine(Members);

        Assert.True(BinaryMetrics.RocAuc(learned, Recorded.Positives) > BinaryMetrics.RocAuc(mean, Recorded.Positives));
        Assert.True(BinaryMetrics.LogLoss(learned, Recorded.Positives) < BinaryMetrics.LogLoss(mean, Recorded.Positives));
    }

    [Fact]
    public void Fit_WhenAClassIsMissing_FallsBackToTheMeanAndSaysSo()
    {
        var outcome = CombinerFit.Fit(CombinerKind.Stacked, Members, new bool[Members.Length]);

        Assert.Equal(new CombinerOutcome(new MeanCombiner(), CalibrationWarnings.ClassMissing), outcome);
    }

    [Fact]
    public void FromJson_OfEveryKind_CombinesAlike()
    {
        Combiner[] all =
        [
            new MeanCombiner(), new WeightedCombiner([1, 2]), new VoteCombiner(), new VoteCombiner([0.2, 0.3]),
            new StackedCombiner([1, -2], 0.1), new TrustCombiner([0.5, 0]),
        ];

        Assert.All(all, combiner => Assert.Equal(combiner.Combine([0.25, 0.7]), Combiner.FromJson(combiner.ToJson()).Combine([0.25, 0.7])));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1.01)]
    public void MemberScores_OfWhatIsNoProbability_Refuse(double score)
        => Assert.Throws<ArgumentException>(() => new MemberScores(["a"], [[score]]));
}
