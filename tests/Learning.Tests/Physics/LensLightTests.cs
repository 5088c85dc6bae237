using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Tests.Physics;

public sealed class LensLightTests : IDisposable
{
    private const int Size = 40;
    private const double Scale = 0.2;

    private readonly LensLight _light = new(Size, Scale, new LensLightOptions());
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Remove_OfWhatItSpans_LeavesNothing()
    {
        var spanned = Image(p => 7 + (30 * Gauss(p, 0.3)) + (12 * Gauss(p, 1.2) * (1 + (0.3 * p.X * p.Y) - (0.2 * p.X * p.X) + (0.2 * p.Y * p.Y)))
            - (4 * p.X * Gauss(p, 0.6)));

        Assert.True(_light.Remove(spanned).abs().max().item<float>() < 1e-4f);
    }

    [Fact]
    public void Remove_OfASeenEllipticalGalaxy_LeavesLittleOfItsLight()
    {
        var grid = new PixelGrid(Size, Scale);
        var galaxy = new SersicProfile(new SkyVector(0.05, -0.04), 0.9, 4, 0.75, 0.6);
        var seen = torch.tensor(new PointSpread(PsfShape.Moffat, 0.7, Scale).Convolve(grid.Sample(galaxy.Brightness), Size), [1, Size, Size]);

        var share = _light.Remove(seen).norm().item<float>() / seen.norm().item<float>();

        Assert.True(share < 0.02, $"{share} of the galaxy's light is left.");
    }

    [Fact]
    public void Remove_OfArcs_KeepsHalfOfThem()
    {
        var tracer = new RayTracer(new RayTracerOptions { Size = Size, PixelScaleArcsec = Scale });
        var seen = GaussianSeeing.Blur(tracer.Render(Lenses.With((LensParameter.EinsteinRadius, 1.5), (LensParameter.SourceX, 0.4))), torch.tensor(new[] { 3.5 }));

        var share = (_light.Remove(seen).norm() / seen.norm()).item<double>();

        Assert.InRange(share, 0.5, 1);
    }

    [Fact]
    public void Remove_IsLinearAndItsGradientIsToo()
    {
        var (one, two) = (Image(p => Math.Cos(3 * p.X) + p.Y).to(torch.float64), Image(p => Math.Sin(p.X * p.Y)).to(torch.float64));

        var sum = _light.Remove((2 * one) + two);

        Assert.True(sum.allclose((2 * _light.Remove(one)) + _light.Remove(two), 1e-9, 1e-9));
        using var small = torch.NewDisposeScope();
        var light = new LensLight(6, 0.8, new LensLightOptions());
        var at = Enumerable.Range(0, 36).Select(i => Math.Sin(i)).ToArray();
        Assert.All(Differences.Of(light.Remove, at, 1, 6, 6), Differences.AssertNear);
    }

    private static double Gauss(SkyVector p, double sigma) => Math.Exp(-0.5 * ((p.X * p.X) + (p.Y * p.Y)) / (sigma * sigma));

    private static torch.Tensor Image(Func<SkyVector, double> brightness)
    {
        var grid = new PixelGrid(Size, Scale);
        var pixels = Enumerable.Range(0, Size * Size).Select(i => (float)brightness(grid.Position(i % Size, i / Size))).ToArray();
        return torch.tensor(pixels, [1, Size, Size]);
    }
}
