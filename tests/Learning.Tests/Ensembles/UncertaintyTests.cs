using LensGrains.Learning.Calibration;
using LensGrains.Learning.Ensembles;

namespace LensGrains.Learning.Tests;

public sealed class UncertaintyTests
{
    [Fact]
    public void PredictiveUncertainty_EqualsScipysEntropies()
    {
        var recorded = Oracle.Read().Ensemble;
        var members = new MemberScores(["a", "b", "c", "d"], recorded.Scores);

        var uncertainty = PredictiveUncertainty.Of(members).Take(recorded.Total.Length).ToArray();

        Assert.Equal(recorded.Total, uncertainty.Select(one => one.Total), Near);
        Assert.Equal(recorded.Aleatoric, uncertainty.Select(one => one.Aleatoric), Near);
        Assert.Equal(recorded.Total.Zip(recorded.Aleatoric, (total, aleatoric) => total - aleatoric), uncertainty.Select(one => one.Epistemic), Near);
    }

    [Theory]
    [InlineData(new[] { 0.0, 1.0 }, 0.6931471805599453, 0, 0.6931471805599453)] // certain and opposed
    [InlineData(new[] { 0.5, 0.5 }, 0.6931471805599453, 0.6931471805599453, 0)] // agreed that nobody can know
    [InlineData(new[] { 1.0, 1.0 }, 0, 0, 0)]
    public void PredictiveUncertainty_AtTheExtremes_IsAsItMustBe(double[] members, double total, double aleatoric, double epistemic)
    {
        var uncertainty = PredictiveUncertainty.Of(members);

        Assert.Equal(total, uncertainty.Total, 12);
        Assert.Equal(aleatoric, uncertainty.Aleatoric, 12);
        Assert.Equal(epistemic, uncertainty.Epistemic, 12);
    }

    [Fact]
    public void PredictiveUncertainty_OfAnyMembers_IsNotNegativeAndAddsUp()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 2000; trial++)
        {
            var members = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Math.Pow(random.NextDouble(), trial % 20)).ToArray();
            var one = PredictiveUncertainty.Of(members);

            Assert.True(one.Epistemic >= 0 && one.Aleatoric >= 0 && one.Total <= Math.Log(2) + 1e-12);
            Assert.Equal(one.Total, one.Aleatoric + one.Epistemic, 1e-12);
        }
    }

    [Fact]
    public void FusedLogit_IsTheMixturesMeanAndVariance()
    {
        var recorded = Oracle.Read().Fused;

        var fused = FusedLogit.Of(recorded.Means.Zip(recorded.Variances, (mean, variance) => new LogitEstimate(mean, variance)).ToArray());

        Assert.Equal(recorded.Mean, fused.Mean, 0.005); // 2,000,000 draws
        Assert.Equal(recorded.Variance, fused.Variance, 0.01);
    }

    [Fact]
    public void FusedLogit_OfMoreMembersThatSayTheSame_IsNoSurer()
    {
        LogitEstimate[] two = [new(1, 0.4), new(1, 0.4)];

        Assert.Equal(FusedLogit.Of(two).Variance, FusedLogit.Of([.. two, .. two, .. two]).Variance, 12);
        Assert.Equal(0.4, FusedLogit.Of(two).Variance, 12);
    }

    [Fact]
    public void FusedLogit_OfMembersThatDisagree_IsLessSure()
    {
        var fused = FusedLogit.Of([new(-2, 0.1), new(2, 0.1)]);

        Assert.Equal((0.0, 0.1, 4.0), (Math.Round(fused.Mean, 12), Math.Round(fused.Within, 12), Math.Round(fused.Between, 12)));
    }

    [Fact]
    public void FusedLogit_OfAMemberThatClaimsCertainty_DoesNotTakeAllTheWeight()
    {
        var fused = FusedLogit.Of([new(5, 0), new(-5, FusedLogit.LeastVariance)]);

        Assert.Equal(0, fused.Mean, 12);
        Assert.Throws<ArgumentException>(() => FusedLogit.Of([new(0, double.NaN)]));
    }

    [Fact]
    public void Interval_IsMadeInLogOddsAndThenMapped()
    {
        var interval = new FusedLogit(2, 0.5, 0.5).Interval(1);

        Assert.Equal(Logit.Sigmoid(1), interval.Low, 12);
        Assert.Equal(Logit.Sigmoid(3), interval.High, 12);
        Assert.InRange(new FusedLogit(9, 50, 50).Interval().High, 0.99, 1);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-9;
}
