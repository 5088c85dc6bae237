namespace LensGrains.Imaging;

/// <summary>What the headers of a cutout say; null where they say nothing.</summary>
public sealed record CutoutHeader
{
    /// <summary>No header at all.</summary>
    public static CutoutHeader Nothing { get; } = new();

    /// <summary>SURVEY, TELESCOP or what stands for them.</summary>
    public string? Survey { get; init; }

    /// <summary>INSTRUME or what stands for it.</summary>
    public string? Instrument { get; init; }

    /// <summary>Side of a pixel in arcseconds, from the world coordinates.</summary>
    public double? PixelScaleArcsec { get; init; }

    /// <summary>Right ascension of the centre of the cutout, degrees, ICRS or as the header has it.</summary>
    public double? RaDeg { get; init; }

    /// <summary>Declination of the centre of the cutout, degrees.</summary>
    public double? DecDeg { get; init; }

    /// <summary>OBJECT.</summary>
    public string? ObjectName { get; init; }

    /// <summary>One entry per band, in the order of <see cref="Cutout.Bands"/>; empty for rasters.</summary>
    public IReadOnlyList<BandHeader> Bands { get; init; } = [];
}

/// <summary>What the header of one band says; null where it says nothing.</summary>
/// <param name="Band">The name of the band.</param>
public sealed record BandHeader(string Band)
{
    /// <summary>FILTER.</summary>
    public string? Filter { get; init; }

    /// <summary>Magnitude of one unit of flux (MAGZERO, MAGZPT, ZPT, ...).</summary>
    public double? ZeroPointMag { get; init; }

    /// <summary>EXPTIME in seconds.</summary>
    public double? ExposureSeconds { get; init; }

    /// <summary>Full width at half maximum of the point-spread function in arcseconds: a keyword, else measured on the PSF extension.</summary>
    public double? PsfFwhmArcsec { get; init; }

    /// <summary>Standard deviation of the sky in the pixels' unit: the median of the RMS extension, else a keyword.</summary>
    public double? SkyNoise { get; init; }

    /// <summary>BUNIT.</summary>
    public string? Units { get; init; }

    /// <summary>Side of a pixel in arcseconds.</summary>
    public double? PixelScaleArcsec { get; init; }
}
