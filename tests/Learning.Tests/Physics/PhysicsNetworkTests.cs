using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Tests.Physics;

public sealed class PhysicsNetworkTests : IDisposable
{
    private readonly torch.Generator _generator = new(11);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Infer_WhenEvaluating_SeesEachImageAlone()
    {
        using var network = new PhysicsNetwork(TracedLenses.Options, _generator);
        network.eval();
        var images = TracedLenses.Draw(4, _generator).Images;

        var together = network.Infer(images);
        var alone = images.split(1).Select(network.Infer).ToArray();

        Assert.Equal([4], together.Logits.shape);
        Assert.True(together.Logits.allclose(torch.cat(alone.Select(a => a.Logits).ToArray()), 1e-4, 1e-5));
        Assert.True(together.Parameters.Means.allclose(torch.cat(alone.Select(a => a.Parameters.Means).ToArray()), 1e-4, 1e-5));
        Assert.True(together.Logits.unsqueeze(1).allclose(network.forward(images), 1e-6, 1e-6));
        Assert.Equal([4, network.FeatureWidth], network.Features(images).shape);
    }

    [Fact]
    public void Infer_OfBrighterImages_GivesTheSameResiduals()
    {
        using var network = new PhysicsNetwork(TracedLenses.Options, _generator);
        var images = TracedLenses.Draw(2, _generator).Images;

        var residuals = network.Infer(images).Residuals;

        Assert.True(network.Infer((images * 40) + 3).Residuals.allclose(residuals, 1e-3, 1e-2), "The residuals hang on the unit of the images.");
    }

    [Fact]
    public void Infer_OfStretchedImages_FindsTheLightAgain()
    {
        using var linear = new PhysicsNetwork(TracedLenses.Options, _generator);
        using var stretched = new PhysicsNetwork(TracedLenses.Options with { Pixels = PixelValues.StretchedNoise }, _generator);
        var images = TracedLenses.Draw(2, _generator).Images;

        var residuals = stretched.Infer(images.asinh() / Math.Asinh(100)).Residuals;

        Assert.True(residuals.allclose(linear.Infer(images).Residuals, 1e-3, 1e-3));
    }

    [Fact]
    public void Reconstruct_WithTheTruth_ExplainsMostAndWithAnothersTruthLittle()
    {
        using var network = new PhysicsNetwork(TracedLenses.Options, _generator);
        var lenses = TracedLenses.Draw(40, _generator);
        var (images, truth) = (lenses.Images.narrow(0, 0, 20), lenses.Truth.narrow(0, 0, 20));
        var residuals = network.Infer(images).Residuals;

        var right = network.Reconstruct(residuals, truth).Unexplained.mean().item<float>();
        var wrong = network.Reconstruct(residuals, truth.roll(1, 0)).Unexplained.mean().item<float>();

        Assert.True(right < wrong - 0.15, $"{right} with the truth, {wrong} with another's.");
    }

    [Fact]
    public void Losses_ReachEveryParameter()
    {
        using var network = new PhysicsNetwork(TracedLenses.Options, _generator);
        var lenses = TracedLenses.Draw(6, _generator);

        var answer = network.Infer(lenses.Images);
        var found = network.Reconstruct(answer.Residuals, answer.Parameters.Means);
        (answer.Logits.sum() + found.Unexplained.sum() + answer.Parameters.NegativeLogLikelihood(lenses.Truth, network.Options.Ranges)).backward();

        Assert.All(network.named_parameters(), named => Assert.True(
            named.parameter.grad is { } grad && grad.isfinite().all().item<bool>(), $"{named.name} has no finite gradient."));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(3f)]
    [InlineData(float.NaN)]
    public void Infer_OfImagesWithNothingOnThem_IsFinite(float value)
    {
        using var network = new PhysicsNetwork(TracedLenses.Options, _generator);
        network.eval();

        var answer = network.Infer(torch.full([2, 1, TracedLenses.Size, TracedLenses.Size], value).nan_to_num());
        var found = network.Reconstruct(answer.Residuals, answer.Parameters.Means);

        Assert.True(answer.Logits.isfinite().all().item<bool>());
        Assert.True(found.Unexplained.isfinite().all().item<bool>());
    }

    [Fact]
    public void Infer_LeavesItsAnswerOnly()
    {
        using var network = new PhysicsNetwork(TracedLenses.Options, _generator);
        using var frozen = torch.no_grad();
        var images = TracedLenses.Draw(2, _generator).Images;
        using var inner = torch.NewDisposeScope();

        var answer = network.Infer(images);
        _ = network.Reconstruct(answer.Residuals, answer.Parameters.Means);

        Assert.Equal(4 + 5, inner.DisposablesCount);
    }

    [Fact]
    public void Infer_OfOtherSizes_NamesBoth()
    {
        using var network = new PhysicsNetwork(TracedLenses.Options, _generator);

        Assert.Contains("24 × 24 pixels; these are [1, 1, 20, 20]", Refusal(() => network.Infer(torch.ones([1, 1, 20, 20]))), StringComparison.Ordinal);
        Assert.Contains("[n, 1, y, x]; these are [1, 3, 24, 24]", Refusal(() => network.Infer(torch.ones([1, 3, 24, 24]))), StringComparison.Ordinal);
        Refusal(() => new PhysicsNetwork(TracedLenses.Options with { SeeingArcsec = 0 }, _generator));
        Refusal(() => new PhysicsNetwork(TracedLenses.Options with { Ranges = new ParameterRanges { Ellipticity = 0.7 } }, _generator));
    }

    private static string Refusal(Action call) => Assert.Throws<ArgumentException>(call).Message;
}
