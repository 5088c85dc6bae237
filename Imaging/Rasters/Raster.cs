using LensGrains.Imaging.Rasters;

namespace LensGrains.Imaging;

/// <summary>Encodes and resizes 8-bit pictures through libvips.</summary>
public static unsafe class Raster
{
    private const int InterpretationRgb = 22;
    private const uint FilterNone = 8;

    /// <summary>A PNG of [y, x, 3] bytes, made for speed: quick compression, no row filters.</summary>
    public static byte[] EncodePng(byte[] rgb, int width, int height)
        => Save(rgb, width, height, SavePng);

    /// <summary>A JPEG of [y, x, 3] bytes.</summary>
    /// <param name="rgb">The pixels.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="quality">1 to 100.</param>
    public static byte[] EncodeJpeg(byte[] rgb, int width, int height, int quality = 88)
        => Save(rgb, width, height, image => SaveJpeg(image, quality));

    internal static byte[] SavePng(VipsImage image)
    {
        using var operation = new VipsOperation("pngsave_buffer").With("in", image)
            .With("compression", 1).WithFlags("filter", "VipsForeignPngFilter", FilterNone);
        return operation.Run().Bytes();
    }

    internal static byte[] SaveJpeg(VipsImage image, int quality)
    {
        using var operation = new VipsOperation("jpegsave_buffer").With("in", image).With("Q", quality);
        return operation.Run().Bytes();
    }

    /// <summary>Scales so that the longer side is <paramref name="size"/>: Lanczos down, cubic up.</summary>
    internal static (byte[] Rgb, int Width, int Height) Resize(byte[] rgb, int width, int height, int size)
    {
        if (Math.Max(width, height) == size)
        {
            return (rgb, width, height);
        }

        var scale = (double)size / Math.Max(width, height);
        fixed (byte* pixels = rgb)
        {
            using var image = VipsImage.Over(pixels, width, height, 3);
            using var resized = RasterReader.Apply(image, "resize", op => op.With("scale", scale));
            var bytes = resized.Pixels((memory, length) => new ReadOnlySpan<byte>((void*)memory, checked((int)length)).ToArray());
            return (bytes, resized.Width, resized.Height);
        }
    }

    private static byte[] Save(byte[] rgb, int width, int height, Func<VipsImage, byte[]> save)
    {
        if (rgb.LongLength != 3L * width * height)
        {
            throw new ArgumentException("The pixels are [y, x, 3].", nameof(rgb));
        }

        fixed (byte* pixels = rgb)
        {
            using var image = VipsImage.Over(pixels, width, height, 3);
            using var color = RasterReader.Apply(image, "copy", op => op.WithEnum("interpretation", "VipsInterpretation", InterpretationRgb));
            return save(color);
        }
    }
}
