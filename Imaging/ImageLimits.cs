namespace LensGrains.Imaging;

/// <summary>What a reader may spend on one file. Checked against declared sizes before any pixel is decoded.</summary>
public sealed record ImageLimits
{
    /// <summary>The limits used where nobody says otherwise.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>Largest number of pixels in one plane. Default 16,777,216 (4096 × 4096).</summary>
    public long MaxPixels { get; init; } = 4096L * 4096;

    /// <summary>Largest number of planes that one cutout may hold. Default 16.</summary>
    public int MaxBands { get; init; } = 16;

    /// <summary>Largest number of pixels over all planes. Default 67,108,864 (256 MiB of float32).</summary>
    public long MaxTotalPixels { get; init; } = 64L << 20;

    /// <summary>Largest file on disk, in bytes. Default 512 MiB.</summary>
    public long MaxFileBytes { get; init; } = 512L << 20;

    /// <summary>Largest size in bytes to which a .gz or .bz2 file may unfold. Default 512 MiB.</summary>
    public long MaxUnfoldedBytes { get; init; } = 512L << 20;

    /// <summary>Largest number of header-data units that are looked at in one FITS file. Default 512.</summary>
    public int MaxHeaderUnits { get; init; } = 512;
}
