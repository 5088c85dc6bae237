namespace LensGrains.Imaging.Simulation;

/// <summary>A simulated survey: how many sources, how many of them lenses, and what the camera is.</summary>
public sealed record SkyOptions
{
    /// <summary>The bands of every simulated cutout.</summary>
    public static IReadOnlyList<string> Bands { get; } = ["g", "r", "i"];

    /// <summary>Source <c>i</c> depends on the seed and <c>i</c> only.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Number of sources. Default 2,000.</summary>
    public int Count { get; init; } = 2000;

    /// <summary>Probability that a source is a lens, 0 to 1. Default 0.02.</summary>
    public double Prevalence { get; init; } = 0.02;

    /// <summary>Pixels along a side. Default 64.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Side of a pixel in arcseconds. Default 0.2.</summary>
    public double PixelScaleArcsec { get; init; } = 0.2;

    /// <summary>Profile of the seeing.</summary>
    public PsfShape Psf { get; init; } = PsfShape.Moffat;

    /// <summary>Median full width at half maximum of the seeing in r, arcseconds; g is 8% wider, i 5% narrower. Default 0.72.</summary>
    public double SeeingArcsec { get; init; } = 0.72;

    /// <summary>Exposure per band, seconds; sets the depth. Default 3,000.</summary>
    public double ExposureSeconds { get; init; } = 3000;

    /// <summary>Lenses are drawn until the arcs have at least this signal-to-noise ratio. Default 40.</summary>
    public double MinimumArcSignalToNoise { get; init; } = 40;

    /// <summary>What is drawn. Default <see cref="SkyMixture.Survey"/>.</summary>
    public SkyMixture Mixture { get; init; } = SkyMixture.Survey;

    /// <summary>The family of false positives that the truth marks, to see whether its rank falls once people have said no. Default rings.</summary>
    public SourceKind MarkedKind { get; init; } = SourceKind.Ring;

    /// <summary>Threads used by <see cref="SimulatedSky.Generate"/>; the result does not depend on it. Default: all.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;
}
