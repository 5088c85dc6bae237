namespace LensGrains.Imaging.Rasters;

/// <summary>Thumbnails of pictures that come stretched: libvips shrinks while it decodes, so most pixels are never made.</summary>
internal static unsafe class Thumbnail
{
    private const int FailOnTruncated = 1;

    /// <summary>The picture within a square of <paramref name="size"/>; null where the file is not 8-bit and needs a stretch.</summary>
    public static Picture? TryMake(byte[] bytes, int size, DisplayOptions options, ImageLimits limits)
    {
        fixed (byte* data = bytes)
        {
            using (var header = RasterReader.Open(data, bytes, limits))
            {
                if (header.Format != VipsImage.FormatByte)
                {
                    return null;
                }
            }

            using var operation = new VipsOperation("thumbnail_buffer").WithBytes("buffer", data, bytes.Length)
                .With("width", size).With("height", size).WithEnum("fail_on", "VipsFailOn", FailOnTruncated);
            using var image = operation.Run().Image();
            return options.Format == PictureFormat.Png
                ? new Picture(Raster.SavePng(image), "image/png", image.Width, image.Height)
                : new Picture(Raster.SaveJpeg(image, options.Quality), "image/jpeg", image.Width, image.Height);
        }
    }
}
