namespace LensGrains.Learning.Physics;

/// <summary>What the pixels of a network's images are.</summary>
public enum PixelValues
{
    /// <summary>asinh(v)/asinh(100) of v in units of the sky's noise, from which v is found again.</summary>
    StretchedNoise,

    /// <summary>Proportional to the light, up to a level.</summary>
    Linear,
}

/// <summary>The physics-informed network: what it looks at, and which lenses it thinks possible.</summary>
public sealed record PhysicsOptions
{
    /// <summary>The network beneath, one of <see cref="Networks.Backbones.Names"/>. Default a ResNet-18 with a quarter of the channels.</summary>
    public string Backbone { get; init; } = "resnet18_narrow";

    /// <summary>Bands of an image.</summary>
    public long Bands { get; init; } = 3;

    /// <summary>What the pixels are.</summary>
    public PixelValues Pixels { get; init; }

    /// <summary>Pixels along a side.</summary>
    public long ImageSize { get; init; } = 64;

    /// <summary>Side of a pixel in arcseconds.</summary>
    public double PixelScaleArcsec { get; init; } = 0.2;

    /// <summary>Full width of the seeing at half maximum, in arcseconds, where none is given for an image.</summary>
    public double SeeingArcsec { get; init; } = 0.7;

    /// <summary>Rays along each side of a pixel.</summary>
    public long Oversampling { get; init; } = 1;

    /// <summary>Sérsic index of the source; 1 is an exponential disc.</summary>
    public double SourceIndex { get; init; } = 1;

    /// <summary>Width of the hidden layer between features and parameters.</summary>
    public long HiddenWidth { get; init; } = 128;

    /// <summary>Probability with which a feature is left out before the classifier while training; null: the network's own.</summary>
    public double? Dropout { get; init; }

    /// <summary>What the light of the lens galaxy may be.</summary>
    public LensLightOptions Light { get; init; } = new();

    /// <summary>Which parameters the network can tell.</summary>
    public ParameterRanges Ranges { get; init; } = new();

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        Light.Validate();
        Ranges.Validate();
        Tracer.Validate();
        if (Bands is < 1 or > 31 || HiddenWidth is < 1 or > 8192 || !(SeeingArcsec > 0))
        {
            throw new ArgumentException("Physics options: bands are 1 to 31, the hidden width 1 to 8,192, and the seeing is positive.");
        }
    }

    /// <summary>The grid of the ray tracer.</summary>
    internal RayTracerOptions Tracer => new()
    {
        Size = ImageSize, PixelScaleArcsec = PixelScaleArcsec, Oversampling = Oversampling, SourceIndex = SourceIndex,
    };
}
