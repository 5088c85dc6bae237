namespace LensGrains.Imaging.Simulation.Painted;

/// <summary>From one number to another.</summary>
/// <param name="Low">Least.</param>
/// <param name="High">Greatest.</param>
public readonly record struct Interval(double Low, double High);

/// <summary>
/// The settings of the set that Kantoration/mechine_lensing (MIT) calls realistic (its configs/realistic.yaml); lengths in pixels,
/// brightness from 0 (black) to 1 (white).
/// </summary>
public sealed record PaintedSkyOptions
{
    /// <summary>Image <c>i</c> depends on the seed and <c>i</c> only. Default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Number of images. Default 3,800: 1,800 to train with and 2,000 to test with.</summary>
    public int Count { get; init; } = 3800;

    /// <summary>Probability of arcs. Default 0.5.</summary>
    public double Prevalence { get; init; } = 0.5;

    /// <summary>Pixels along a side. Default 64.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Distance of an arc from the centre. Default 8 to 20.</summary>
    public Interval ArcRadiusPixels { get; init; } = new(8, 20);

    /// <summary>Standard deviation of the dabs that make an arc. Default 0.8 to 2.</summary>
    public Interval ArcWidthPixels { get; init; } = new(0.8, 2);

    /// <summary>Angle that an arc covers. Default π/4 to π/2.</summary>
    public Interval ArcLengthRadians { get; init; } = new(Math.PI / 4, Math.PI / 2);

    /// <summary>Brightness of an arc; each dab adds 0.3 of it. Default 0.2 to 0.6.</summary>
    public Interval ArcBrightness { get; init; } = new(0.2, 0.6);

    /// <summary>Arcs are one to so many. Default 2.</summary>
    public int MostArcs { get; init; } = 2;

    /// <summary>Standard deviation of a galaxy along its major axis. Default 3 to 8.</summary>
    public Interval GalaxySigmaPixels { get; init; } = new(3, 8);

    /// <summary>1 - axis ratio. Default 0 to 0.5.</summary>
    public Interval GalaxyEllipticity { get; init; } = new(0, 0.5);

    /// <summary>Peak of a galaxy. Default 0.4 to 0.8.</summary>
    public Interval GalaxyBrightness { get; init; } = new(0.4, 0.8);

    /// <summary>Blobs of an image without arcs are one to so many. Default 3.</summary>
    public int MostComponents { get; init; } = 3;

    /// <summary>Peak of a further blob over that of the one before. Default 0.2 to 0.5.</summary>
    public Interval ComponentFading { get; init; } = new(0.2, 0.5);

    /// <summary>Offset of a further blob along each axis. Default -2 to 2.</summary>
    public Interval ComponentOffsetPixels { get; init; } = new(-2, 2);

    /// <summary>Standard deviation of the blur. Default 1.2.</summary>
    public double BlurSigmaPixels { get; init; } = 1.2;

    /// <summary>Standard deviation of the noise that is the same everywhere. Default 0.05.</summary>
    public double NoiseSigma { get; init; } = 0.05;

    /// <summary>Counts of a white pixel, whose shot noise comes on top. Default 20.</summary>
    public double CountsAtWhite { get; init; } = 20;

    /// <summary>Threads used by <see cref="PaintedSky.Generate"/>; the result does not depend on it. Default: all.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;
}
