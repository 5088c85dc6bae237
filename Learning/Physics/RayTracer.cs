namespace LensGrains.Learning.Physics;

/// <summary>The grid of a ray tracer.</summary>
public sealed record RayTracerOptions
{
    /// <summary>Pixels along a side, centred on (0, 0).</summary>
    public required long Size { get; init; }

    /// <summary>Side of a pixel in arcseconds.</summary>
    public required double PixelScaleArcsec { get; init; }

    /// <summary>Rays along each side of a pixel, 1 to 8. Default 1.</summary>
    public long Oversampling { get; init; } = 1;

    /// <summary>
    /// Radius in arcseconds within which the deflection falls to zero rather than jump, more than 0; further out it changes the deflection
    /// by half its squared ratio to the distance. Default 0.01.
    /// </summary>
    public double CoreArcsec { get; init; } = 0.01;

    /// <summary>n of the source's Sérsic profile, 0.36 to 8: 0.5 is a Gaussian, 1 (default) an exponential disc.</summary>
    public double SourceIndex { get; init; } = 1;

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        if (Size is < 2 or > 4096 || !(PixelScaleArcsec > 0) || Oversampling is < 1 or > 8 || !(CoreArcsec > 0) || SourceIndex is not (>= 0.36 and <= 8))
        {
            throw new ArgumentException(
                "Ray tracer: sizes are 2 to 4,096 pixels, oversampling 1 to 8, Sérsic indices 0.36 to 8; the pixel scale and the core are positive.");
        }
    }
}

/// <summary>
/// Images of sources behind singular isothermal ellipsoids with external shear, for a batch of parameters [b, 12]
/// (<see cref="LensParameter"/>), on the device and in the type of the parameters, with gradients for all of them. Conventions are those of
/// the simulator's <c>SieLens</c>, <c>ExternalShear</c> and <c>SersicProfile</c>. Tensors that a call makes belong to the dispose scope
/// around it; it leaves its result only.
/// </summary>
public sealed class RayTracer
{
    private readonly RayTracerOptions _options;

    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    public RayTracer(RayTracerOptions options)
    {
        options.Validate();
        _options = options;
    }

    /// <summary>The grid.</summary>
    public RayTracerOptions Options => _options;

    /// <summary>Deflection of the rays in arcseconds, x and y: [b, 12] → [b, 2, rays, rays], with <c>Size · Oversampling</c> rays along a side.</summary>
    public torch.Tensor Deflect(torch.Tensor parameters)
    {
        LensParameters.Require(parameters);
        using var scope = torch.NewDisposeScope();
        var (x, y) = Rays(parameters);
        var (alphaX, alphaY) = Deflect(parameters, x, y);
        return torch.stack([alphaX, alphaY], 1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Flux per pixel of lensed sources of total flux 1, before the seeing: [b, 12] → [b, y, x]. Lensing keeps surface brightness along
    /// each ray, so an image is I(θ - α(θ)) times the area of a pixel; the sum of an image is the magnification of what it shows.
    /// </summary>
    public torch.Tensor Render(torch.Tensor parameters)
    {
        LensParameters.Require(parameters);
        using var scope = torch.NewDisposeScope();
        var (x, y) = Rays(parameters);
        var (alphaX, alphaY) = Deflect(parameters, x, y);
        var light = SourceLight.Brightness(parameters, x - alphaX, y - alphaY, _options.SourceIndex)
            * (_options.PixelScaleArcsec * _options.PixelScaleArcsec);
        var image = _options.Oversampling == 1
            ? light
            : torch.nn.functional.avg_pool2d(light.unsqueeze(1), [_options.Oversampling, _options.Oversampling]).squeeze(1);
        return image.MoveToOuterDisposeScope();
    }

    // Along x [1, 1, rays] and along y [1, rays, 1].
    private (torch.Tensor X, torch.Tensor Y) Rays(torch.Tensor parameters)
    {
        var count = _options.Size * _options.Oversampling;
        var half = _options.PixelScaleArcsec / _options.Oversampling * (count - 1) / 2;
        var axis = torch.linspace(-half, half, count, parameters.dtype, parameters.device);
        return (axis.reshape(1, 1, count), axis.reshape(1, count, 1));
    }

    private (torch.Tensor X, torch.Tensor Y) Deflect(torch.Tensor parameters, torch.Tensor x, torch.Tensor y)
    {
        var offsetX = x - LensParameters.Column(parameters, LensParameter.LensX);
        var offsetY = y - LensParameters.Column(parameters, LensParameter.LensY);
        var (massX, massY) = IsothermalEllipsoid.Deflect(parameters, offsetX, offsetY, _options.CoreArcsec);
        var shear1 = LensParameters.Column(parameters, LensParameter.Shear1);
        var shear2 = LensParameters.Column(parameters, LensParameter.Shear2);
        return (massX + (shear1 * offsetX) + (shear2 * offsetY), massY + (shear2 * offsetX) - (shear1 * offsetY));
    }
}
