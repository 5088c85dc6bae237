namespace LensGrains.Imaging.Rasters;

/// <summary>A libvips image: a pipeline that runs when its pixels are asked for.</summary>
internal sealed unsafe class VipsImage(nint pointer) : IDisposable
{
    public const int FormatByte = 0;
    public const int FormatFloat = 6;

    public nint Pointer { get; private set; } = pointer;

    public int Width => VipsNative.Width(Pointer);

    public int Height => VipsNative.Height(Pointer);

    public int Bands => VipsNative.Bands(Pointer);

    public int Format => VipsNative.Format(Pointer);

    public int Interpretation => VipsNative.Interpretation(Pointer);

    /// <summary>EXIF's orientation, 1 (upright) to 8.</summary>
    public int Orientation => VipsNative.Orientation(Pointer);

    public bool HasColorProfile => VipsNative.TypeOf(Pointer, "icc-profile-data") != 0;

    public bool HasAlpha => VipsNative.HasAlpha(Pointer) != 0;

    /// <summary>An image over 8-bit pixels [y, x, band] that stay pinned while it lives.</summary>
    public static VipsImage Over(byte* pixels, int width, int height, int bands)
    {
        var image = VipsNative.NewImage(pixels, (nuint)((long)width * height * bands), width, height, bands, FormatByte);
        return image != 0 ? new VipsImage(image) : throw new InvalidOperationException("libvips: " + VipsOperation.TakeError());
    }

    /// <summary>Runs the pipeline and hands its pixels to <paramref name="read"/>; a failure is a fault of the file.</summary>
    public T Pixels<T>(Func<nint, long, T> read)
    {
        var memory = VipsNative.WriteToMemory(Pointer, out var length);
        if (memory == 0)
        {
            throw new ImageFaultException(ImageFaultCodes.Corrupt, $"The pixels do not decode: {VipsOperation.TakeError()}.");
        }

        try
        {
            return read(memory, (long)length);
        }
        finally
        {
            VipsNative.Free(memory);
        }
    }

    public void Dispose()
    {
        if (Pointer != 0)
        {
            VipsNative.Unref(Pointer);
            Pointer = 0;
        }
    }
}
