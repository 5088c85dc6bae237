namespace LensGrains.Imaging.Rasters;

/// <summary>One raster file (PNG, JPEG, TIFF, WebP, GIF, HEIF) as a cutout of bands R, G, B or one band.</summary>
internal static unsafe class RasterReader
{
    private const int InterpretationCmyk = 15;
    private const int InterpretationRgb = 22;
    private const int FailOnTruncated = 1;
    private static readonly int[] Converted = [12, 13, InterpretationCmyk, 16, 18, 19, 21, 23, 29];

    public static Cutout Read(byte[] bytes, BandFile file, ImageLimits limits)
    {
        fixed (byte* data = bytes)
        {
            using var loaded = Open(data, bytes, limits);
            using var upright = Apply(loaded, "autorot", _ => { });
            using var color = Converted.Contains(upright.Interpretation)
                ? Apply(upright, "colourspace", op => op.WithEnum("space", "VipsInterpretation", InterpretationRgb))
                : Apply(upright, "copy", _ => { });
            var isByte = color.Format == VipsImage.FormatByte;
            var bands = color.HasAlpha && color.Bands > 1 ? color.Bands - 1 : color.Bands;
            if (bands > limits.MaxBands)
            {
                throw new ImageFaultException(ImageFaultCodes.TooManyPixels, $"The image has {bands} bands.");
            }

            using var linear = Apply(color, "cast", op => op.WithEnum("format", "VipsBandFormat", VipsImage.FormatFloat));
            var (width, height, stored) = (linear.Width, linear.Height, linear.Bands);
            var pixels = linear.Pixels((memory, length) => Planes((float*)memory, length, bands, stored, width, height));
            return new Cutout(Names(file, bands), width, height, pixels)
            {
                Units = isByte ? "srgb" : "adu",
                IsDisplayEncoded = isByte,
            };
        }
    }

    /// <summary>Reads the header only, and checks the declared size.</summary>
    public static VipsImage Open(byte* data, byte[] bytes, ImageLimits limits)
    {
        using var loader = VipsOperation.FindLoader(data, bytes.Length) ?? throw RasterFormats.Unrecognised(bytes);
        loader.WithBytes("buffer", data, bytes.Length).WithEnum("fail_on", "VipsFailOn", FailOnTruncated);
        if (!loader.TryRun(out var error))
        {
            throw error.Contains("blocked", StringComparison.Ordinal)
                ? RasterFormats.Unrecognised(bytes)
                : new ImageFaultException(ImageFaultCodes.Corrupt, $"The image does not open: {error}.");
        }

        var image = loader.Image();
        if ((long)image.Width * image.Height <= limits.MaxPixels
            && (long)image.Width * image.Height * image.Bands <= limits.MaxTotalPixels)
        {
            return image;
        }

        using (image)
        {
            throw new ImageFaultException(
                ImageFaultCodes.TooManyPixels, $"The image declares {image.Width} x {image.Height} x {image.Bands} pixels.");
        }
    }

    public static VipsImage Apply(VipsImage image, string name, Action<VipsOperation> arguments)
    {
        using var operation = new VipsOperation(name).With("in", image);
        arguments(operation);
        return operation.Run().Image();
    }

    private static string[] Names(BandFile file, int bands) => bands switch
    {
        1 => [file.Band ?? "grey"],
        3 when file.Band is null => ["R", "G", "B"],
        _ => [.. Enumerable.Range(1, bands).Select(band => $"{file.Band}{band}")],
    };

    private static float[] Planes(float* interleaved, long bytes, int bands, int stored, int width, int height)
    {
        var count = width * height;
        if (bytes < (long)count * stored * sizeof(float))
        {
            throw new ImageFaultException(ImageFaultCodes.Truncated, "The decoder gave fewer pixels than it declared.");
        }

        var planes = new float[bands * count];
        for (var band = 0; band < bands; band++)
        {
            var plane = planes.AsSpan(band * count, count);
            for (var pixel = 0; pixel < count; pixel++)
            {
                var value = interleaved[(pixel * stored) + band];
                plane[pixel] = float.IsFinite(value) ? value : float.NaN;
            }
        }

        return planes;
    }
}
