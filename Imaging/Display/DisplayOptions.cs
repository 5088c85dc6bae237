namespace LensGrains.Imaging;

/// <summary>How linear values become grey or colour levels.</summary>
public enum Stretch
{
    /// <summary>Lupton for three or more linear bands, asinh for fewer, none for pictures that come stretched.</summary>
    Auto,

    /// <summary>Colour by Lupton et al. 2004, PASP 116, 133: hue kept, brightness by asinh.</summary>
    Lupton,

    /// <summary>asinh per band.</summary>
    Asinh,

    /// <summary>Linear between the limits of the zscale algorithm, per band.</summary>
    ZScale,

    /// <summary>Linear between two percentiles, per band.</summary>
    Percentile,

    /// <summary>Linear between minimum and maximum, per band.</summary>
    Linear,
}

/// <summary>How a picture is encoded.</summary>
public enum PictureFormat
{
    /// <summary>Lossless.</summary>
    Png,

    /// <summary>Smaller and quicker, for thumbnails.</summary>
    Jpeg,
}

/// <summary>What is wanted of a picture.</summary>
public sealed record DisplayOptions
{
    /// <summary>Largest size that is made.</summary>
    public const int MaxSize = 2048;

    /// <summary>The stretch.</summary>
    public Stretch Stretch { get; init; } = Stretch.Auto;

    /// <summary>One band (grey) or three (red, green, blue), by name; null chooses.</summary>
    public IReadOnlyList<string>? Bands { get; init; }

    /// <summary>Length of the longer side in pixels, 1 to <see cref="MaxSize"/>; null keeps the cutout's.</summary>
    public int? Size { get; init; }

    /// <summary>The encoding.</summary>
    public PictureFormat Format { get; init; } = PictureFormat.Png;

    /// <summary>JPEG only, 1 to 100.</summary>
    public int Quality { get; init; } = 88;
}

/// <summary>An encoded picture.</summary>
/// <param name="Bytes">The file's content.</param>
/// <param name="ContentType"><c>image/png</c> or <c>image/jpeg</c>.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public sealed record Picture(byte[] Bytes, string ContentType, int Width, int Height);
