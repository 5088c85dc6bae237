namespace LensGrains.Learning.Physics;

/// <summary>
/// What the physics-informed network makes of images before it looks at them: light in units of the noise, what the lens galaxy's light
/// leaves over, and where each pixel is.
/// </summary>
internal sealed class PhysicsView(PhysicsOptions options)
{
    /// <summary>Channels besides the images and what is left of them: x, y and the distance from the centre.</summary>
    private const long Places = 3;

    private const double Stretch = 5.298342365610589; // asinh(100)
    private const double Largest = 2.5; // of stretched values: some 300,000 times the noise
    private const double MedianOfNormal = 0.6744897501960817; // of |x|

    private readonly LensLight _light = new(options.ImageSize, options.PixelScaleArcsec, options.Light);

    public static long Channels(long bands) => (2 * bands) + Places;

    /// <summary>
    /// Images [b, c, y, x] → what the lens galaxy's light leaves over, in units of the noise, which is the median absolute difference of
    /// neighbouring pixels over 0.674 √2, since arcs are smoother than noise: [b, c, y, x], without a gradient.
    /// </summary>
    public torch.Tensor Residuals(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var light = images.nan_to_num(0, 0, 0);
        if (options.Pixels == PixelValues.StretchedNoise)
        {
            light = (light.clamp(-Largest, Largest) * Stretch).sinh();
        }

        var left = _light.Remove(light);
        var steps = left.narrow(3, 1, options.ImageSize - 1) - left.narrow(3, 0, options.ImageSize - 1);
        var median = steps.abs().flatten(2).quantile(torch.tensor(0.5f, device: left.device).to(left.dtype), 2, keepdim: true).unsqueeze(3);
        return (left / (median / (MedianOfNormal * Math.Sqrt(2))).clamp_min(1e-6)).MoveToOuterDisposeScope();
    }

    /// <summary>What the network beneath sees: [b, c, y, x] twice → [b, 2c + 3, y, x].</summary>
    public torch.Tensor Input(torch.Tensor images, torch.Tensor residuals)
    {
        using var scope = torch.NewDisposeScope();
        var size = options.ImageSize;
        var axis = torch.linspace(-1, 1, size, images.dtype, images.device);
        var (x, y) = (axis.reshape(1, 1, 1, size), axis.reshape(1, 1, size, 1));
        var shape = new[] { images.shape[0], 1, size, size };
        var distance = (x.square() + y.square()).sqrt();
        return torch.cat([images, residuals.asinh() / 3, x.expand(shape), y.expand(shape), distance.expand(shape)], 1).MoveToOuterDisposeScope();
    }

    /// <summary>Sources of flux 1 behind lens and seeing, without what the lens' light could be: [b, 12] and [b] or [1] → [b, y, x].</summary>
    public torch.Tensor Model(RayTracer tracer, torch.Tensor parameters, torch.Tensor seeingArcsec)
    {
        using var scope = torch.NewDisposeScope();
        var seen = GaussianSeeing.Blur(tracer.Render(parameters), seeingArcsec / options.PixelScaleArcsec);
        return _light.Remove(seen).MoveToOuterDisposeScope();
    }
}
