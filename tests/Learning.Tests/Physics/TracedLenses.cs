using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Tests.Physics;

/// <summary>Lenses and round galaxies drawn by the ray tracer, with seeing and noise of 1: small, quick, and all of their truth is known.</summary>
internal sealed record TracedLenses(torch.Tensor Images, torch.Tensor Truth, torch.Tensor Targets)
{
    public const int Size = 24;
    public const double PixelScaleArcsec = 0.3;
    public const double SeeingArcsec = 0.8;

    public static readonly PhysicsOptions Options = new()
    {
        Bands = 1, ImageSize = Size, PixelScaleArcsec = PixelScaleArcsec, SeeingArcsec = SeeingArcsec, Pixels = PixelValues.Linear,
        Ranges = new ParameterRanges { LeastEinsteinRadiusArcsec = 0.5, GreatestEinsteinRadiusArcsec = 3 },
    };

    /// <summary>The first half are lenses of a flux of 100 to 200 times the noise, with θ_E evenly from 0.8″ to 2.2″; the rest only galaxies.</summary>
    public static TracedLenses Draw(int count, torch.Generator generator)
    {
        var truth = Parameters(count, generator);
        var tracer = new RayTracer(new RayTracerOptions { Size = Size, PixelScaleArcsec = PixelScaleArcsec });
        var arcs = GaussianSeeing.Blur(tracer.Render(truth), torch.tensor(new[] { (float)(SeeingArcsec / PixelScaleArcsec) }));
        var targets = torch.arange(count, torch.float32).lt(count / 2).@float();
        var fluxes = (100 + (100 * torch.rand([count], generator: generator))) * targets;
        var images = (fluxes.reshape(-1, 1, 1) * arcs) + Galaxies(count, generator) + torch.randn([count, Size, Size], generator: generator);
        var known = torch.where(targets.unsqueeze(1) > 0, truth, LensTruth.Unknown(count));
        return new TracedLenses(images.unsqueeze(1), known, targets);
    }

    private static torch.Tensor Parameters(int count, torch.Generator generator)
    {
        var drawn = torch.rand([count, LensParameters.Count], generator: generator) - 0.5;
        float[] scales = [1.4f, 0.3f, 0.3f, 0.1f, 0.1f, 0.8f, 0.8f, 0.2f, 0.3f, 0.3f, 0.1f, 0.1f];
        float[] middles = [1.5f, 0, 0, 0, 0, 0, 0, 0.3f, 0, 0, 0, 0];
        return (drawn * torch.tensor(scales)) + torch.tensor(middles);
    }

    private static torch.Tensor Galaxies(int count, torch.Generator generator)
    {
        var axis = torch.linspace(-1, 1, Size) * (PixelScaleArcsec * (Size - 1) / 2);
        var squared = axis.square().unsqueeze(0) + axis.square().unsqueeze(1);
        var heights = 20 + (30 * torch.rand([count, 2, 1, 1], generator: generator));
        return (heights.select(1, 0) * (-squared / 0.72).exp()) + (heights.select(1, 1) * (-squared / 2.88).exp());
    }
}
