namespace LensGrains.Catalogs.Npy;

internal static class StreamReading
{
    /// <summary>Fills the buffer or says that the file ends too early.</summary>
    public static void ReadExactlyOrTruncated(this Stream stream, Span<byte> buffer)
    {
        if (stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
        {
            throw new NpyFormatException("npy-truncated", "The file ends before its array does.");
        }
    }
}
