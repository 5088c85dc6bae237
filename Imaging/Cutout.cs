namespace LensGrains.Imaging;

/// <summary>
/// A piece of sky in one or more bands: the linear path. Values are what the detector or the survey gave, in
/// <see cref="Units"/>, never stretched for display; pixels without a value are NaN.
/// </summary>
public sealed class Cutout
{
    /// <summary>A cutout over the pixels given, which are not copied.</summary>
    /// <param name="bands">Band names, one per plane.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">[band, y, x] float32.</param>
    public Cutout(IReadOnlyList<string> bands, int width, int height, float[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfZero(bands.Count);
        if (pixels.LongLength != (long)bands.Count * width * height)
        {
            throw new ArgumentException("The pixels are [band, y, x].", nameof(pixels));
        }

        Bands = [.. bands];
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Band names in the order of the planes.</summary>
    public string[] Bands { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>[band, y, x] float32, linear, NaN where there is no value.</summary>
    public float[] Pixels { get; }

    /// <summary>The unit of the pixels as the file names it (BUNIT), <c>adu</c> for integer rasters, <c>srgb</c> where
    /// <see cref="IsDisplayEncoded"/>; null where nothing says.</summary>
    public string? Units { get; init; }

    /// <summary>True for 8-bit rasters: the values were stretched by whoever made them and are 0 to 255.</summary>
    public bool IsDisplayEncoded { get; init; }

    /// <summary>True where row 0 is the lowest on the sky picture (FITS); false where it is the top (rasters).</summary>
    public bool IsBottomUp { get; init; }

    /// <summary>What the headers say.</summary>
    public CutoutHeader Header { get; init; } = CutoutHeader.Nothing;

    /// <summary>The same pixels, not copied, under another header.</summary>
    public Cutout With(CutoutHeader header) => new(Bands, Width, Height, Pixels)
    {
        Units = Units, IsDisplayEncoded = IsDisplayEncoded, IsBottomUp = IsBottomUp, Header = header,
    };

    /// <summary>The pixels of one band, [y, x].</summary>
    public ReadOnlySpan<float> Plane(int band) => Pixels.AsSpan(band * Width * Height, Width * Height);
}
