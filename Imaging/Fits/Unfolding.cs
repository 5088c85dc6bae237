using System.IO.Compression;

namespace LensGrains.Imaging.Fits;

/// <summary>Undoes gzip and bzip2 around a whole file, within a limit, so that a small file cannot fill the memory.</summary>
internal static class Unfolding
{
    private const int ChunkBytes = 1 << 16;
    private const int BzOk = 0;
    private const int BzOutputFull = -8;
    private const int BzUnexpectedEnd = -7;

    public static bool IsGzip(ReadOnlySpan<byte> start) => start is [0x1f, 0x8b, ..];

    public static bool IsBzip2(ReadOnlySpan<byte> start) => start is [(byte)'B', (byte)'Z', (byte)'h', ..];

    /// <summary>The content of a gzip file. What a file that ends early still gives is returned.</summary>
    public static byte[] Gunzip(Stream file, long maxBytes, CancellationToken cancellationToken)
    {
        using var unfolded = new MemoryStream();
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        var chunk = new byte[ChunkBytes];
        try
        {
            for (var read = gzip.Read(chunk); read > 0; read = gzip.Read(chunk))
            {
                cancellationToken.ThrowIfCancellationRequested();
                RequireWithin(unfolded.Length + read, maxBytes);
                unfolded.Write(chunk, 0, read);
            }
        }
        catch (InvalidDataException) when (unfolded.Length > 0)
        {
            throw new ImageFaultException(
                ImageFaultCodes.Truncated, $"The gzip stream breaks off after {unfolded.Length} bytes of content.");
        }
        catch (InvalidDataException)
        {
            throw new ImageFaultException(ImageFaultCodes.Corrupt, "The gzip stream does not unfold.");
        }

        return unfolded.ToArray();
    }

    /// <summary>The content of a bzip2 file.</summary>
    public static unsafe byte[] Bunzip(byte[] file, long maxBytes)
    {
        for (var size = Math.Max(1 << 20, file.LongLength * 8); ; size *= 4)
        {
            var bounded = (uint)Math.Min(size, Math.Min(maxBytes, int.MaxValue - 64));
            var content = new byte[bounded];
            var length = bounded;
            int code;
            fixed (byte* source = file)
            fixed (byte* destination = content)
            {
                code = CfitsioNative.Bunzip(destination, ref length, source, (uint)file.Length, 0, 0);
            }

            if (code == BzOk)
            {
                return content[..(int)length];
            }

            if (code != BzOutputFull)
            {
                throw new ImageFaultException(
                    code == BzUnexpectedEnd ? ImageFaultCodes.Truncated : ImageFaultCodes.Corrupt, "The bzip2 stream does not unfold.");
            }

            RequireWithin(size, maxBytes);
        }
    }

    private static void RequireWithin(long bytes, long maxBytes)
    {
        if (bytes > maxBytes)
        {
            throw new ImageFaultException(ImageFaultCodes.TooLarge, $"The file unfolds to more than {maxBytes} bytes.");
        }
    }
}
