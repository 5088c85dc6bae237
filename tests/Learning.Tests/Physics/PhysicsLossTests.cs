using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Tests.Physics;

public sealed class PhysicsLossTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Weight_OfACurriculum_RisesFromNoughtToOneWithoutAKink()
    {
        var curriculum = new Curriculum(0.2, 0.6);
        var weights = Enumerable.Range(0, 101).Select(i => curriculum.Weight(i / 100.0)).ToArray();

        Assert.All(weights[..21], weight => Assert.Equal(0, weight));
        Assert.All(weights[60..], weight => Assert.Equal(1, weight));
        Assert.Equal(0.5, weights[40], 1e-12);
        Assert.All(Enumerable.Range(20, 40), i => Assert.InRange(weights[i + 1] - weights[i], 1e-9, 0.04));
        Assert.True(weights[21] < 0.003 && weights[59] > 0.997);
    }

    [Fact]
    public void Of_IsTheMixtureOfALensAndNone()
    {
        var (logits, unexplained) = (torch.tensor(new[] { 0.0, Math.Log(3) }), torch.tensor(new[] { 0.4, 0.8 }));

        var loss = PhysicsLoss.Of(logits, unexplained, torch.tensor(new[] { 1.0, 3.0 }), new PhysicsLossOptions { LensCost = 0.1 });

        Assert.Equal((0.25 * (1 - (0.5 * 0.5))) + (0.75 * (1 - (0.75 * 0.1))), loss.Total.item<double>(), 1e-12);
        Assert.Equal((0.25 * 0.5) + (0.75 * 0.75), loss.Gate.item<double>(), 1e-12);
        Assert.Equal(((0.5 * 0.4) + (2.25 * 0.8)) / 2.75, loss.Unexplained.item<double>(), 1e-12);
    }

    [Fact]
    public void Of_WithADetachedGate_WeighsWithoutPullingTheLogits()
    {
        var logits = torch.tensor(new[] { 2.0, -2.0 }, requires_grad: true);
        var unexplained = torch.tensor(new[] { 0.4, 0.4 }, requires_grad: true);

        PhysicsLoss.Of(logits, unexplained, torch.ones(2, torch.float64), new PhysicsLossOptions()).Total.backward();

        Assert.Null(logits.grad);
        Assert.True(unexplained.grad!.allclose(logits.detach().sigmoid() / 2));
    }

    [Fact]
    public void Of_WithALearnedGate_PullsTheLogitUpWhereTheLensIsWorthItsCost()
    {
        var logits = torch.tensor(new[] { 0.3, 0.3 }, requires_grad: true);
        var options = new PhysicsLossOptions { Gate = GateLearning.Learned, LensCost = 0.1 };

        PhysicsLoss.Of(logits, torch.tensor(new[] { 0.4, 0.95 }), torch.ones(2, torch.float64), options).Total.backward();

        var pulls = logits.grad!.data<double>().ToArray();
        Assert.True(pulls[0] < 0 && pulls[1] > 0, $"{pulls[0]}, {pulls[1]}");
    }

    [Fact]
    public void Gate_IsContinuousInTheLogit()
    {
        var logits = torch.linspace(-8, 8, 1001, torch.float64);
        var none = torch.zeros(1, torch.float64);
        var losses = logits.unbind().Select(logit => PhysicsLoss.Of(logit.reshape(1), none, none + 1, new PhysicsLossOptions()).Total.item<double>()).ToArray();

        Assert.All(losses.Skip(1).Zip(losses), pair => Assert.InRange(pair.Second - pair.First, 0, 0.004));
    }

    [Fact]
    public void NegativeLogLikelihood_OfKnownParameters_IsTheNormals()
    {
        var ranges = new ParameterRanges();
        var means = Lenses.All();
        var estimate = new ParameterEstimate(means, torch.full(means.shape, Math.Log(0.04), torch.float64));
        var truth = LensTruth.Unknown(Lenses.Count).to(torch.float64);
        truth.narrow(0, 1, 1).narrow(1, 0, 1).fill_(0.8 + 0.3);

        var unit = 0.25 * ranges.GreatestEinsteinRadiusArcsec;
        var expected = 0.5 * (Math.Log(0.04) - (2 * Math.Log(unit)) + (0.3 * 0.3 / 0.04));
        Assert.Equal(expected, estimate.NegativeLogLikelihood(truth, ranges).item<double>(), 1e-6);
        Assert.Equal(0, estimate.NegativeLogLikelihood(LensTruth.Unknown(Lenses.Count).to(torch.float64), ranges).item<double>());
    }

    [Fact]
    public void NegativeLogLikelihood_OfUnknownParameters_HasNoGradient()
    {
        var means = Lenses.All().requires_grad_();
        var variances = torch.zeros(means.shape, torch.float64, requires_grad: true);
        var truth = LensTruth.Unknown(Lenses.Count).to(torch.float64);
        truth.narrow(1, 0, 1).fill_(1.2);

        new ParameterEstimate(means, variances).NegativeLogLikelihood(truth, new ParameterRanges()).backward();

        Assert.True(means.grad!.narrow(1, 0, 1).ne(0).all().item<bool>());
        Assert.Equal(0, means.grad!.narrow(1, 1, 11).abs().max().item<double>());
        Assert.Equal(0, variances.grad!.narrow(1, 1, 11).abs().max().item<double>());
    }

    [Fact]
    public void Map_OfAnyNumbers_StaysWithinTheRanges()
    {
        var ranges = new ParameterRanges();
        var raw = torch.linspace(-30, 30, 12 * 50, torch.float64).reshape(50, 12);

        var mapped = ranges.Map(torch.cat([raw, raw.flip(0), torch.zeros([1, 12], torch.float64)]));

        var radius = mapped.select(1, 0);
        Assert.True(radius.min().item<double>() >= 0.3 && radius.max().item<double>() <= 4);
        Assert.True(radius.max().item<double>() > 3.9 && radius.min().item<double>() < 0.31);
        Assert.True(mapped.narrow(1, 1, 2).square().sum(1L).sqrt().max().item<double>() <= ranges.Ellipticity);
        Assert.True(mapped.narrow(1, 3, 2).square().sum(1L).sqrt().max().item<double>() <= ranges.Shear);
        Assert.Equal(Math.Sqrt(0.3 * 4), mapped.select(0, 100).select(0, 0).item<double>(), 1e-9);
    }
}
