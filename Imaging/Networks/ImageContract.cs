using System.Text.Json.Serialization;

namespace LensGrains.Imaging;

/// <summary>What a network expects of an image: how many bands, how many pixels, on which scale, in which units.</summary>
public sealed record ImageContract
{
    /// <summary>Number of bands c, 1 to 16.</summary>
    public int Bands { get; init; } = 3;

    /// <summary>
    /// The bands by name, in the order of the planes; null: by wavelength, reddest first where the network takes one or three
    /// (see <see cref="BandOrder.Channels"/>), and as the cutout has them otherwise.
    /// </summary>
    public IReadOnlyList<string>? BandNames { get; init; }

    /// <summary>Pixels along a side, 8 to 512.</summary>
    public int Size { get; init; } = 64;

    /// <summary>
    /// Side of a pixel in arcseconds. A cutout whose header tells its scale is cut and resampled to this one; null, or a cutout that does
    /// not tell: the largest central square is taken.
    /// </summary>
    public double? PixelScaleArcsec { get; init; }

    /// <summary>How pixel values become the network's.</summary>
    public Normalisation Normalisation { get; init; } = Normalisation.Automatic;

    /// <summary>Values of one image: c · size · size.</summary>
    [JsonIgnore]
    public int Length => Bands * Size * Size;

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        Require(Bands is >= 1 and <= 16, "bands are 1 to 16");
        Require(BandNames is null || BandNames.Count == Bands, "as many names as bands");
        Require(Size is >= 8 and <= 512, "the size is 8 to 512 pixels");
        Require(PixelScaleArcsec is null or (> 0 and < 3600), "the pixel scale is positive");
    }

    /// <summary>Records of equal contents are equal, the names of bands included.</summary>
    public bool Equals(ImageContract? other)
        => other is not null
            && (Bands, Size, PixelScaleArcsec, Normalisation) == (other.Bands, other.Size, other.PixelScaleArcsec, other.Normalisation)
            && (BandNames ?? []).SequenceEqual(other.BandNames ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Bands, Size, PixelScaleArcsec, Normalisation, BandNames?.Count);

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ArgumentException($"Image contract: {rule}.");
        }
    }
}

/// <summary>How pixel values become a network's.</summary>
public enum Normalisation
{
    /// <summary><see cref="Levels"/> for pictures that were stretched for display, <see cref="Noise"/> for everything else.</summary>
    Automatic,

    /// <summary>
    /// Per band asinh(v) / asinh(100) of v = (value − sky) / sky noise, both measured on the frame: the noise is about 0.17, a pixel at a
    /// hundred times the noise is 1. Keeps the signal-to-noise ratio, whatever the unit.
    /// </summary>
    Noise,

    /// <summary>(value − sky) over the brightest pixel of all bands, in [−1, 1]: keeps colours, forgets how bright a source is.</summary>
    Peak,

    /// <summary>value / 127.5 − 1, for 8-bit pictures.</summary>
    Levels,

    /// <summary>2 · value − 1, for images whose values were painted in [0, 1].</summary>
    Unit,
}
