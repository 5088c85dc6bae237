namespace LensGrains.Imaging;

/// <summary>Why a file gives no cutout.</summary>
/// <param name="Code">Stable, one of <see cref="ImageFaultCodes"/>.</param>
/// <param name="Reason">One sentence for people; names the file's part at fault, never a folder.</param>
public sealed record ImageFault(string Code, string Reason);

/// <summary>The stable codes of <see cref="ImageFault"/>.</summary>
public static class ImageFaultCodes
{
    /// <summary>There is no such file.</summary>
    public const string NotFound = "not-found";

    /// <summary>The operating system refuses to read the file.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>The file has no bytes.</summary>
    public const string Empty = "empty-file";

    /// <summary>The file is larger than <see cref="ImageLimits.MaxFileBytes"/>, or unfolds beyond its limit.</summary>
    public const string TooLarge = "file-too-large";

    /// <summary>The declared size is beyond the pixel limits.</summary>
    public const string TooManyPixels = "too-many-pixels";

    /// <summary>The content is of no format that is read here, whatever the name says.</summary>
    public const string UnknownFormat = "unknown-format";

    /// <summary>The format is known and deliberately not read.</summary>
    public const string UnsupportedFormat = "unsupported-format";

    /// <summary>A FITS file without an image of at least two dimensions.</summary>
    public const string NoImage = "no-image";

    /// <summary>An array that is no image or stack of images.</summary>
    public const string WrongDimensions = "wrong-dimensions";

    /// <summary>The file ends before the data that it declares.</summary>
    public const string Truncated = "truncated";

    /// <summary>The content breaks its own format.</summary>
    public const string Corrupt = "corrupt";

    /// <summary>The files of one source differ in width or height.</summary>
    public const string BandsDiffer = "bands-differ";

    /// <summary>Not one pixel is a number.</summary>
    public const string NoFinitePixels = "no-finite-pixels";

    /// <summary>The extension that was asked for is not there.</summary>
    public const string NoSuchExtension = "no-such-extension";
}
