namespace LensGrains.Imaging.Fits;

/// <summary>What one image extension of a multi-extension file is for.</summary>
internal enum FitsRole
{
    /// <summary>The sky.</summary>
    Science,

    /// <summary>The point-spread function.</summary>
    Psf,

    /// <summary>The standard deviation of each pixel.</summary>
    Rms,

    /// <summary>Weights, variances, masks, models: nothing to look at.</summary>
    Other,
}

/// <summary>One header-data unit that holds an image.</summary>
/// <param name="Number">0 for the primary.</param>
/// <param name="Name">EXTNAME, or nothing.</param>
/// <param name="BitsPerPixel">BITPIX, of the image inside where it is tile-compressed.</param>
/// <param name="Axes">NAXIS1, NAXIS2, ...</param>
/// <param name="IsCompressed">True for a tile-compressed image.</param>
/// <param name="DataStart">Offset of the first data byte.</param>
/// <param name="DataEnd">Offset after the last data byte.</param>
/// <param name="Cards">The keywords.</param>
internal sealed record FitsUnit(
    int Number, string Name, int BitsPerPixel, long[] Axes, bool IsCompressed, long DataStart, long DataEnd, FitsCards Cards)
{
    private static readonly string[] ScienceSuffixes = ["_BGSUB", "_FLUX", "_SCI", "_SCIENCE", "_IMAGE", "_DATA"];
    private static readonly string[] PsfSuffixes = ["PSF", "_PSFEX"];
    private static readonly string[] RmsSuffixes = ["RMS", "ERR", "ERROR", "SIGMA", "NOISE", "STD", "UNCERT"];

    private static readonly string[] OtherSuffixes =
        ["WHT", "WEIGHT", "INVVAR", "IVAR", "VAR", "VARIANCE", "MASK", "DQ", "FLAGS", "MODEL", "SEGMENTATION", "CON", "CTX"];

    /// <summary>Columns.</summary>
    public long Width => Axes[0];

    /// <summary>Rows.</summary>
    public long Height => Axes.Length > 1 ? Axes[1] : 1;

    /// <summary>Images in the stack; axes of length 1 beyond the second count for nothing.</summary>
    public long Planes => Axes.Skip(2).Aggregate(1L, (product, axis) => checked(product * axis));

    /// <summary>What the unit is for, by its name.</summary>
    public FitsRole Role => EndsWithAny(PsfSuffixes) ? FitsRole.Psf
        : EndsWithAny(RmsSuffixes) ? FitsRole.Rms
        : EndsWithAny(OtherSuffixes) ? FitsRole.Other
        : FitsRole.Science;

    /// <summary>The name without the suffix that tells the role: the band in <c>NIR_Y_BGSUB</c> is <c>NIR_Y</c>.</summary>
    public string BandName
    {
        get
        {
            foreach (var suffix in (string[])[.. ScienceSuffixes, "_PSF", "_RMS", "_ERR", "_NOISE"])
            {
                if (Name.Length > suffix.Length && Name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                {
                    return Name[..^suffix.Length];
                }
            }

            return Name;
        }
    }

    private bool EndsWithAny(string[] suffixes)
        => suffixes.Any(suffix => Name.Equals(suffix, StringComparison.OrdinalIgnoreCase)
            || Name.EndsWith(suffix.StartsWith('_') ? suffix : "_" + suffix, StringComparison.OrdinalIgnoreCase));
}
