using LensGrains.Imaging.Fits;

namespace LensGrains.Imaging;

/// <summary>What a file is by its first bytes, whatever its name says.</summary>
internal enum FileKind
{
    /// <summary>Plain FITS.</summary>
    Fits,

    /// <summary>gzip around something.</summary>
    Gzip,

    /// <summary>bzip2 around something.</summary>
    Bzip2,

    /// <summary>Something for libvips to recognise.</summary>
    Raster,
}

/// <summary>Opens files and looks at their first bytes.</summary>
internal static class ImageFile
{
    private const int SniffBytes = 16;

    public static bool IsFits(ReadOnlySpan<byte> start) => start.StartsWith("SIMPLE  ="u8);

    /// <summary>Opens a file for reading from its start; faults where it is missing, empty or too large.</summary>
    public static FileStream Open(string path, ImageLimits limits, out FileKind kind)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageFaultException(ImageFaultCodes.NotFound, $"There is no file {Path.GetFileName(path)}.");
        }

        try
        {
            kind = Sniff(stream, limits);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public static byte[] ReadAll(FileStream stream)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>What a file in memory is; faults where it is empty or too large.</summary>
    public static FileKind KindOf(ReadOnlySpan<byte> file, ImageLimits limits)
    {
        RequireLength(file.Length, limits);
        return KindOf(file);
    }

    private static void RequireLength(long length, ImageLimits limits)
    {
        if (length == 0)
        {
            throw new ImageFaultException(ImageFaultCodes.Empty, "The file has no bytes.");
        }

        if (length > limits.MaxFileBytes)
        {
            throw new ImageFaultException(ImageFaultCodes.TooLarge, $"The file has {length} bytes.");
        }
    }

    private static FileKind Sniff(FileStream stream, ImageLimits limits)
    {
        RequireLength(stream.Length, limits);
        Span<byte> start = stackalloc byte[SniffBytes];
        var read = stream.ReadAtLeast(start, SniffBytes, throwOnEndOfStream: false);
        stream.Position = 0;
        return KindOf(start[..read]);
    }

    private static FileKind KindOf(ReadOnlySpan<byte> start) => IsFits(start) ? FileKind.Fits
        : Unfolding.IsGzip(start) ? FileKind.Gzip
        : Unfolding.IsBzip2(start) ? FileKind.Bzip2
        : FileKind.Raster;
}
