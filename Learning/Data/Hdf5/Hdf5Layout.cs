namespace LensGrains.Learning.Data.Hdf5;

/// <summary>Where the bands of an array of images are.</summary>
public enum ImageAxes
{
    /// <summary>[n, y, x, c] where the last axis is the shortest of three and at most 16, otherwise [n, c, y, x]; [n, y, x] is one band.</summary>
    Guess,

    /// <summary>[n, y, x, c], or [n, y, x].</summary>
    BandsLast,

    /// <summary>[n, c, y, x].</summary>
    BandsFirst,
}

/// <summary>What is where in an HDF5 file of images.</summary>
public sealed record Hdf5Layout
{
    /// <summary>
    /// Galaxy10: <c>images</c> [n, y, x, 3] uint8, <c>ans</c> the class from 0 to 9; the DECaLS edition has positions in degrees, redshifts and
    /// arcsec per pixel beside them, the SDSS edition has not.
    /// </summary>
    public static Hdf5Layout Galaxy10 { get; } = new()
    {
        Images = "images", Labels = "ans", Axes = ImageAxes.BandsLast, Bands = ["R", "G", "B"], Columns = ["ra", "dec", "redshift", "pxscale"], PixelScale = "pxscale",
    };

    /// <summary>Name of the array of images.</summary>
    public string Images { get; init; } = "images";

    /// <summary>Name of the array [n] of classes or probabilities; null where the file has no labels.</summary>
    public string? Labels { get; init; }

    /// <summary>Name of the array [n] of texts or whole numbers that identify the images; null numbers them by their rows.</summary>
    public string? Keys { get; init; }

    /// <summary>Names of arrays [n] of numbers; those that the file lacks are left out.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The column among <see cref="Columns"/> with arcsec per pixel; positions are read from <c>ra</c> and <c>dec</c>, in degrees.</summary>
    public string PixelScale { get; init; } = "pixel_scale_arcsec";

    /// <summary>Where the bands are.</summary>
    public ImageAxes Axes { get; init; } = ImageAxes.Guess;

    /// <summary>Names of the bands; where none are given R, G, B for three and the numbers from 1 otherwise.</summary>
    public IReadOnlyList<string> Bands { get; init; } = [];

    /// <summary>Memory for one slab of images, in bytes. Default 64 MiB.</summary>
    public long SlabBytes { get; init; } = 64L << 20;
}
