using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Tests.Physics;

public sealed class GaussianSeeingTests : IDisposable
{
    private readonly torch.Generator _generator = new(4);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Blur_OfAPoint_KeepsItsFluxAndHasTheVarianceOfGaussianAndPixel()
    {
        const int Size = 41;
        var points = torch.zeros([2, Size, Size], torch.float64);
        points.select(1, 20).select(1, 20).fill_(1);

        var seen = GaussianSeeing.Blur(points, torch.tensor(new[] { 3.0, 6.0 }));

        var axis = torch.arange(Size, torch.float64) - 20;
        var variance = (seen.sum(1L) * axis.square()).sum(1L).data<double>().ToArray();
        Assert.True(seen.sum([1, 2]).allclose(torch.ones(2, torch.float64), 1e-9, 1e-9));
        Assert.Equal((9 / (8 * Math.Log(2))) + (1.0 / 12), variance[0], 1e-6);
        Assert.Equal((36 / (8 * Math.Log(2))) + (1.0 / 12), variance[1], 1e-6);
    }

    [Fact]
    public void Blur_EqualsTheSimulatorsGaussianSeeing()
    {
        const int Size = 24;
        var image = torch.rand([Size, Size], generator: _generator);
        var seeing = new PointSpread(PsfShape.Gaussian, 0.8, 0.2);

        var seen = GaussianSeeing.Blur(image.unsqueeze(0), torch.tensor(new[] { 4f })).squeeze(0);

        var expected = torch.tensor(seeing.Convolve(image.data<float>().ToArray(), Size), [Size, Size]);
        var difference = (seen - expected).abs().max().item<float>();
        Assert.True(difference < 4e-3f, $"They differ by {difference}.");
    }

    [Fact]
    public void Blur_GradientsOfImagesAndWidths_EqualFiniteDifferences()
    {
        var image = torch.rand([2, 5, 6], torch.float64, generator: _generator);
        var at = image.data<double>().ToArray();

        Assert.All(Differences.Of(x => GaussianSeeing.Blur(x, torch.tensor(new[] { 1.3, 2.1 })), at, 2, 5, 6), Differences.AssertNear);
        Assert.All(Differences.Of(width => GaussianSeeing.Blur(image, width), [1.3, 2.1], 2), Differences.AssertNear);
    }
}
