using LensGrains.Learning.Networks;
using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Tests.Physics;

/// <summary>What the ray tracer's gradients are for, in seconds; the full figures are in docs/learning.md.</summary>
public sealed class RecoveryTests : IDisposable
{
    private const int Lenses = 40;
    private static readonly float[] Near = [0.15f, 0.08f, 0.08f, 0.04f, 0.04f, 0.15f, 0.15f, 0.08f, 0.1f, 0.1f, 0.04f, 0.04f];
    private static readonly float[] Far = [0.5f, 0.1f, 0.1f, 0.05f, 0.05f, 0.4f, 0.4f, 0.1f, 0.1f, 0.1f, 0.05f, 0.05f];

    private static readonly RefinementOptions NoiseAlone = new() { Draws = 1, Descents = 1, Steps = 60, ModelError = 0, ErrorScale = 1, LeastErrorShare = 0 };

    private readonly torch.Generator _generator = new(21);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Refine_FromEstimatesThatAreOff_FindsEinsteinRadiiWithHonestErrors()
    {
        using var network = new PhysicsNetwork(TracedLenses.Options, _generator);
        var (answer, truth) = Off(network, Near);

        var refined = LensRefinement.Refine(network, answer, NoiseAlone with { Steps = 80 });

        var errors = (refined.Means - truth).select(1, 0).abs();
        var within = (errors < (refined.LogVariances.select(1, 0) / 2).exp()).@float().mean().item<float>();
        var median = errors.quantile(torch.tensor(0.5f)).item<float>();
        Assert.True(median < 0.03f, $"Half of the radii are off by {median}″ or more; it was 0.1″.");
        Assert.InRange(within, 0.5f, 0.85f);
    }

    [Fact]
    public void Refine_FromEstimatesFarOff_FindsWithMoreStartsWhatOneDescentMisses()
    {
        using var network = new PhysicsNetwork(TracedLenses.Options, _generator);
        var (answer, truth) = Off(network, Far);
        int Missed(RefinementOptions options)
            => Radii(LensRefinement.Refine(network, answer, options with { Steps = 60, ModelError = 0 }), truth).Count(error => Math.Abs(error) > 0.1);

        var (one, several) = (Missed(new RefinementOptions { Draws = 1, Descents = 1 }), Missed(new RefinementOptions { Draws = 512 }));

        Assert.True(one > 6 && several <= one / 2, $"{several} of 40 radii are off by more than 0.1″; after one descent each it was {one}.");
    }

    [Fact]
    public void Refine_WhereTheModelIsWrong_ClaimsErrorsThatItsMissesWarrant()
    {
        using var network = new PhysicsNetwork(TracedLenses.Options, _generator);
        var (answer, truth) = Off(network, Near);
        (double Pull, double Claimed) Refined(RefinementOptions options, double seeing)
        {
            var refined = LensRefinement.Refine(network, answer, options, torch.full([Lenses], seeing, torch.float32));
            var claimed = (refined.LogVariances.select(1, 0) / 2).exp().data<float>().ToArray();
            var pulls = Radii(refined, truth).Zip(claimed, (error, deviation) => error / deviation);
            return (Math.Sqrt(pulls.Average(pull => pull * pull)), claimed.Order().ElementAt(20));
        }

        var (right, wrong) = (Refined(NoiseAlone, TracedLenses.SeeingArcsec), Refined(NoiseAlone, 1.6 * TracedLenses.SeeingArcsec));
        var careful = Refined(new RefinementOptions { Draws = 1, Descents = 1, Steps = 60 }, 1.6 * TracedLenses.SeeingArcsec);

        Assert.True(wrong.Claimed > 1.5 * right.Claimed, $"Claimed where the seeing is right: {right}, where it is not: {wrong}.");
        Assert.True(careful.Pull < wrong.Pull / 2, $"Pulls of {wrong} become {careful}.");
        Assert.InRange(careful.Pull, 0.4, 2);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(10, 1, 2)]
    [InlineData(10, 0, 1)]
    public void Refine_WithOptionsThatCannotBe_SaysSo(int steps, int draws, int descents)
        => Assert.Throws<ArgumentException>(new RefinementOptions { Steps = steps, Draws = draws, Descents = descents }.Validate);

    [Fact]
    public void Training_OfAFewSeconds_LearnsEinsteinRadiiWithHonestErrors()
    {
        using var network = new PhysicsNetwork(TracedLenses.Options, _generator);
        using var optimizer = torch.optim.AdamW(network.parameters(), lr: 3e-3);
        var training = TracedLenses.Draw(400, _generator);
        for (var step = 0; step < 80; step++)
        {
            using var inner = torch.NewDisposeScope();
            var rows = (torch.rand([32], generator: _generator) * 200).@long();
            var answer = network.Infer(training.Images.index_select(0, rows));
            LearningRates.Apply(optimizer, LearningRates.WarmUpThenCosine(step, 5, 80));
            optimizer.zero_grad();
            answer.Parameters.NegativeLogLikelihood(training.Truth.index_select(0, rows), network.Options.Ranges).backward();
            optimizer.step();
        }

        network.eval();
        using var frozen = torch.no_grad();
        var unseen = TracedLenses.Draw(200, _generator);
        var found = network.Infer(unseen.Images.narrow(0, 0, 100)).Parameters;
        var errors = (found.Means - unseen.Truth.narrow(0, 0, 100)).select(1, 0);
        var pulls = errors / (found.LogVariances.select(1, 0) / 2).exp();

        var scatter = errors.square().mean().sqrt().item<float>();
        var pull = pulls.square().mean().sqrt().item<float>();
        Assert.True(scatter < 0.75 * 1.4 / Math.Sqrt(12), $"The scatter is {scatter}″, that of the truth 0.40″.");
        Assert.InRange(pull, 0.6, 1.8);
    }

    private static float[] Radii(ParameterEstimate found, torch.Tensor truth) => (found.Means - truth).select(1, 0).contiguous().data<float>().ToArray();

    // Answers to images of lenses, with parameters that are off the truth by these deviations, as they claim.
    private (PhysicsAnswer Answer, torch.Tensor Truth) Off(PhysicsNetwork network, float[] deviations)
    {
        var lenses = TracedLenses.Draw(2 * Lenses, _generator);
        var (truth, by) = (lenses.Truth.narrow(0, 0, Lenses), torch.tensor(deviations));
        var off = new ParameterEstimate(
            truth + (torch.randn(truth.shape, generator: _generator) * by), by.square().log().expand(Lenses, LensParameters.Count));
        return (network.Infer(lenses.Images.narrow(0, 0, Lenses)) with { Parameters = off }, truth);
    }
}
