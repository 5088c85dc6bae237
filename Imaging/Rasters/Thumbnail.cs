namespace LensGrains.Imaging.Rasters;

/// <summary>Thumbnails of pictures that come stretched: the decoder leaves out what is not needed, so most pixels are never made.</summary>
internal static unsafe class Thumbnail
{
    private const int FailOnTruncated = 1;
    private const int InterpretationRgb = 22;

    /// <summary>The picture within a square of <paramref name="size"/>; null where the file is not 8-bit and needs a stretch.</summary>
    public static Picture? TryMake(byte[] bytes, int size, DisplayOptions options, ImageLimits limits)
    {
        fixed (byte* data = bytes)
        {
            using var header = RasterReader.Open(data, bytes, limits);
            if (header.Format != VipsImage.FormatByte)
            {
                return null;
            }

            return IsPlain(header) && Math.Max(header.Width, header.Height) > size
                ? Shrink(header, data, bytes, size, options)
                : Stream(data, bytes, size, options);
        }
    }

    /// <summary>Upright red, green and blue without a profile of its own, and not large.</summary>
    private static bool IsPlain(VipsImage image)
        => image is { Bands: 3, Interpretation: InterpretationRgb, Orientation: 1, HasColorProfile: false } && (long)image.Width * image.Height <= AreaShrink.MostPixels;

    private static Picture Shrink(VipsImage header, byte* data, byte[] bytes, int size, DisplayOptions options)
    {
        var longer = Math.Max(header.Width, header.Height);
        var (width, height) = (Scaled(header.Width), Scaled(header.Height));
        var factor = IsJpeg(bytes) ? AreaShrink.DecoderFactor(longer, size) : 1;
        using var jpeg = factor > 1
            ? new VipsOperation("jpegload_buffer").WithBytes("buffer", data, bytes.Length).WithEnum("fail_on", "VipsFailOn", FailOnTruncated).With("shrink", factor).Run()
            : null;
        using var reduced = jpeg?.Image();
        var image = reduced ?? header;
        var rgb = image.Pixels((memory, length) => AreaShrink.Shrink(
            new ReadOnlySpan<byte>((void*)memory, checked((int)length)), image.Width, image.Height, width, height));
        return options.Format == PictureFormat.Png
            ? new Picture(Raster.EncodePng(rgb, width, height), "image/png", width, height)
            : new Picture(Raster.EncodeJpeg(rgb, width, height, options.Quality), "image/jpeg", width, height);

        int Scaled(int side) => Math.Max(1, (int)Math.Round(side * (double)size / longer));
    }

    /// <summary>libvips shrinks while it decodes: never more than a few lines of a large picture are in memory.</summary>
    private static Picture Stream(byte* data, byte[] bytes, int size, DisplayOptions options)
    {
        using var operation = new VipsOperation("thumbnail_buffer").WithBytes("buffer", data, bytes.Length)
            .With("width", size).With("height", size).WithEnum("fail_on", "VipsFailOn", FailOnTruncated);
        using var image = operation.Run().Image();
        return options.Format == PictureFormat.Png
            ? new Picture(Raster.SavePng(image), "image/png", image.Width, image.Height)
            : new Picture(Raster.SaveJpeg(image, options.Quality), "image/jpeg", image.Width, image.Height);
    }

    private static bool IsJpeg(byte[] bytes) => bytes is [0xFF, 0xD8, 0xFF, ..];
}
