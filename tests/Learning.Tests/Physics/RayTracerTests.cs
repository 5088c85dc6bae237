using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Tests.Physics;

public sealed class RayTracerTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(24)]
    [InlineData(25)]
    public void Deflect_OfEllipsoidsWithShear_EqualsTheSimulators(int size)
    {
        var tracer = Tracer(size, core: 1e-9);
        var grid = new PixelGrid(size, Lenses.PixelScaleArcsec);

        var deflection = tracer.Deflect(Lenses.All()).data<double>().ToArray();

        for (var lens = 0; lens < Lenses.Count; lens++)
        {
            var plane = Lenses.Plane(lens);
            for (var pixel = 0; pixel < size * size; pixel++)
            {
                var expected = plane.Deflection(grid.Position(pixel % size, pixel / size));
                Assert.Equal(expected.X, deflection[(2 * lens * size * size) + pixel], 5e-9);
                Assert.Equal(expected.Y, deflection[(((2 * lens) + 1) * size * size) + pixel], 5e-9);
            }
        }
    }

    [Fact]
    public void Deflect_OfASphere_HasTheEinsteinRadiusForItsLengthEverywhere()
    {
        var deflection = Tracer(20, core: 1e-9).Deflect(Lenses.With((LensParameter.EinsteinRadius, 1.7)));

        var length = deflection.square().sum(1).sqrt();

        Assert.True(length.allclose(torch.full([1, 20, 20], 1.7, torch.float64), 1e-12, 1e-12));
    }

    [Fact]
    public void Deflect_WithTheCore_ChangesByHalfTheSquaredRatioToTheDistance()
    {
        var parameters = Lenses.With((LensParameter.EinsteinRadius, 1.7));

        var change = 1 - (Tracer(20, core: 0.01).Deflect(parameters) / Tracer(20, core: 1e-9).Deflect(parameters));

        var axis = (torch.arange(20, torch.float64) - 9.5) * Lenses.PixelScaleArcsec;
        var expected = 0.5 * 0.01 * 0.01 / (axis.square().unsqueeze(0) + axis.square().unsqueeze(1));
        Assert.True(change.allclose(expected.expand(1, 2, 20, 20), 1e-2, 1e-9));
    }

    [Fact]
    public void Deflect_ByShear_IsLinearInPlaceAndStrength()
    {
        var weak = Tracer(10).Deflect(Lenses.With((LensParameter.EinsteinRadius, 0), (LensParameter.Shear1, 0.05), (LensParameter.Shear2, 0.02)));
        var strong = Tracer(10).Deflect(Lenses.With((LensParameter.EinsteinRadius, 0), (LensParameter.Shear1, 0.1), (LensParameter.Shear2, 0.04)));

        var steps = weak.narrow(3, 1, 9) - weak.narrow(3, 0, 9);

        Assert.True(strong.allclose(2 * weak, 1e-12, 1e-12));
        Assert.True(steps.select(1, 0).allclose(torch.full([1, 10, 9], 0.05 * Lenses.PixelScaleArcsec, torch.float64), 1e-12, 1e-12));
        Assert.True(steps.select(1, 1).allclose(torch.full([1, 10, 9], 0.02 * Lenses.PixelScaleArcsec, torch.float64), 1e-12, 1e-12));
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(1.5)]
    public void Render_OfASourceBehindASphere_IsARingAtTheEinsteinRadius(double radius)
    {
        const int Size = 64;
        var image = new RayTracer(new RayTracerOptions { Size = Size, PixelScaleArcsec = 0.1, SourceIndex = 0.5 })
            .Render(Lenses.With((LensParameter.EinsteinRadius, radius), (LensParameter.SourceRadius, 0.08)));

        var axis = (torch.arange(Size, torch.float64) - ((Size - 1) / 2.0)) * 0.1;
        var distance = (axis.square().unsqueeze(0) + axis.square().unsqueeze(1)).sqrt();
        var mean = ((image * distance).sum() / image.sum()).item<double>();

        Assert.Equal(radius, mean, 0.01);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2.3)]
    public void Render_EqualsTheSimulatorsSourceAtTheTracedPlaces(double index)
    {
        const int Size = 20;
        var grid = new PixelGrid(Size, Lenses.PixelScaleArcsec);
        var tracer = new RayTracer(new RayTracerOptions
        {
            Size = Size, PixelScaleArcsec = Lenses.PixelScaleArcsec, CoreArcsec = 1e-9, SourceIndex = index,
        });

        var images = tracer.Render(Lenses.All()).data<double>().ToArray();

        for (var lens = 0; lens < Lenses.Count; lens++)
        {
            var (plane, source) = (Lenses.Plane(lens), Lenses.Source(lens, index));
            for (var pixel = 0; pixel < Size * Size; pixel++)
            {
                var brightness = source.Brightness(plane.SourcePosition(grid.Position(pixel % Size, pixel / Size)));
                Assert.Equal(brightness * 0.04, images[(lens * Size * Size) + pixel], 1e-6 * (1 + brightness));
            }
        }
    }

    [Fact]
    public void Render_WithMoreRays_IsTheMeanOverThem()
    {
        var coarse = new RayTracer(new RayTracerOptions { Size = 12, PixelScaleArcsec = 0.3, Oversampling = 3 }).Render(Lenses.All());
        var fine = new RayTracer(new RayTracerOptions { Size = 36, PixelScaleArcsec = 0.1 }).Render(Lenses.All());

        var summed = fine.reshape(Lenses.Count, 12, 3, 12, 3).sum([2, 4]);

        Assert.True(coarse.allclose(summed, 1e-10, 1e-14));
    }

    [Fact]
    public void Render_OfABatch_EqualsOneByOne()
    {
        var (tracer, all) = (Tracer(16), Lenses.All());

        var together = tracer.Render(all);

        var alone = torch.cat(all.split(1).Select(tracer.Render).ToArray());
        Assert.True(together.allclose(alone, 1e-12, 1e-14));
    }

    [Fact]
    public void Render_GradientsOfAllParameters_EqualFiniteDifferences()
    {
        var tracer = Tracer(12);
        var at = Enumerable.Range(0, Lenses.Count).SelectMany(Lenses.Row).ToArray();

        Assert.All(Differences.Of(parameters => tracer.Render(parameters), at, Lenses.Count, LensParameters.Count), Differences.AssertNear);
    }

    [Fact]
    public void Render_GradientsAtARoundLensWithARoundSourceAtTheCentre_EqualFiniteDifferences()
    {
        var tracer = Tracer(13);
        var at = Lenses.With((LensParameter.SourceRadius, 0.4)).data<double>().ToArray();

        Assert.All(Differences.Of(parameters => tracer.Render(parameters), at, 1, LensParameters.Count), Differences.AssertNear);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(4)]
    public void Render_InSinglePrecisionAtTheCentreAndRound_HasFiniteGradients(double index)
    {
        var parameters = Lenses.With().to(torch.float32).detach().requires_grad_();
        var tracer = new RayTracer(new RayTracerOptions { Size = 33, PixelScaleArcsec = 0.2, SourceIndex = index });

        var image = tracer.Render(parameters);
        image.square().sum().backward();

        Assert.True(image.isfinite().all().item<bool>());
        Assert.True(parameters.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void Render_LeavesOneTensor()
    {
        using var frozen = torch.no_grad();
        var (tracer, all) = (Tracer(16), Lenses.All());
        using var inner = torch.NewDisposeScope();

        _ = tracer.Render(all);

        Assert.Equal(1, inner.DisposablesCount);
    }

    [Fact]
    public void Render_OfOtherShapes_NamesBoth()
    {
        var refused = Assert.Throws<ArgumentException>(() => Tracer(16).Render(torch.ones([3, 5])));

        Assert.Contains("[b, 12]; these are [3, 5]", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new RayTracer(new RayTracerOptions { Size = 1, PixelScaleArcsec = 0.2 }));
        Assert.Throws<ArgumentException>(() => new RayTracer(new RayTracerOptions { Size = 16, PixelScaleArcsec = double.NaN }));
    }

    private static RayTracer Tracer(int size, double core = 0.01)
        => new(new RayTracerOptions { Size = size, PixelScaleArcsec = Lenses.PixelScaleArcsec, CoreArcsec = core });
}
