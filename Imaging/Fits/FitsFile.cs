using System.Runtime.InteropServices;

namespace LensGrains.Imaging.Fits;

/// <summary>A FITS file through cfitsio: which images it holds, and their pixels as float32.</summary>
internal sealed unsafe class FitsFile : IDisposable
{
    private const int MaxAxes = 16;
    private readonly FitsHandle _handle;
    private readonly ImageLimits _limits;
    private readonly long _length;

    private FitsFile(FitsHandle handle, ImageLimits limits, long length)
    {
        _handle = handle;
        _limits = limits;
        _length = length;
    }

    /// <summary>Opens a plain file by its literal name.</summary>
    public static FitsFile OpenDisk(string path, ImageLimits limits)
        => new(FitsHandle.OpenDisk(path), limits, new FileInfo(path).Length);

    /// <summary>Opens a file that was unfolded into memory.</summary>
    public static FitsFile OpenMemory(byte[] bytes, ImageLimits limits)
        => new(FitsHandle.OpenMemory(bytes), limits, bytes.Length);

    /// <summary>The image units with at least one pixel-bearing axis, in file order.</summary>
    public List<FitsUnit> ReadUnits(CancellationToken cancellationToken)
    {
        var units = new List<FitsUnit>();
        for (var number = 0; number < _limits.MaxHeaderUnits; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (FitsHandle.Enter())
            {
                var status = 0;
                CfitsioNative.MoveToUnit(_handle.File, number + 1, out var type, ref status);
                if (status != 0)
                {
                    CfitsioNative.ClearMessages();
                    RequireEnd(status, number);
                    break;
                }

                if (TryReadUnit(number, type) is { } unit)
                {
                    units.Add(unit);
                }
            }
        }

        return units;
    }

    /// <summary>Faults where the unit declares more than the limits, or than the file holds. Reads no pixel.</summary>
    public void Require(FitsUnit unit)
    {
        if (unit.Axes.Any(axis => axis <= 0) || unit.Axes.Length < 2)
        {
            throw new ImageFaultException(
                ImageFaultCodes.WrongDimensions, $"Unit {unit.Number} is {string.Join(" x ", unit.Axes)}, not an image.");
        }

        var pixels = (Int128)unit.Width * unit.Height;
        var total = unit.Axes.Aggregate(Int128.One, (product, axis) => product > long.MaxValue ? product : product * axis);
        if (pixels > _limits.MaxPixels || total > _limits.MaxTotalPixels)
        {
            throw new ImageFaultException(
                ImageFaultCodes.TooManyPixels, $"Unit {unit.Number} declares {string.Join(" x ", unit.Axes)} pixels.");
        }

        if (unit.IsCompressed)
        {
            RequireTiles(unit, total);
        }
        else if (unit.DataStart + (total * Math.Abs(unit.BitsPerPixel) / 8) > _length)
        {
            throw new ImageFaultException(ImageFaultCodes.Truncated, $"The file ends inside the pixels of unit {unit.Number}.");
        }
    }

    /// <summary>Pixels of one unit, [plane, y, x]; BSCALE and BZERO applied, BLANK, NaN and infinities as NaN.</summary>
    public void ReadPixels(FitsUnit unit, Span<float> destination)
    {
        var status = 0;
        using (FitsHandle.Enter(unit.IsCompressed))
        {
            CfitsioNative.MoveToUnit(_handle.File, unit.Number + 1, out _, ref status);
            var blank = float.NaN;
            fixed (float* pixels = destination)
            {
                CfitsioNative.ReadPixels(
                    _handle.File, CfitsioNative.TypeFloat, 1, destination.Length, &blank, pixels, out _, ref status);
            }

            CfitsioNative.ClearMessages();
        }

        if (status is not 0 and not CfitsioNative.NumericOverflow)
        {
            throw new ImageFaultException(
                status == CfitsioNative.EndOfFile ? ImageFaultCodes.Truncated : ImageFaultCodes.Corrupt,
                $"The pixels of unit {unit.Number} do not read: {FitsHandle.Describe(status)}.");
        }

        foreach (ref var value in destination)
        {
            value = float.Abs(value) >= float.MaxValue ? float.NaN : value;
        }
    }

    public void Dispose() => _handle.Dispose();

    private static void RequireEnd(int status, int number)
    {
        if (number == 0)
        {
            throw new ImageFaultException(ImageFaultCodes.Corrupt, $"The first header does not read: {FitsHandle.Describe(status)}.");
        }
    }

    private static void RequireTiles(FitsUnit unit, Int128 total)
    {
        var tile = Int128.One;
        for (var axis = 1; axis <= unit.Axes.Length; axis++)
        {
            var declared = unit.Cards.Number($"ZTILE{axis}") ?? (axis == 1 ? unit.Width : 1);
            tile *= (Int128)Math.Clamp(declared, 1, uint.MaxValue);
        }

        // A tile is never larger than its image, and no coder turns a pixel into more than sixteen bytes.
        if (tile > total * 2 || unit.DataEnd - unit.DataStart > (total * 16) + (1 << 20))
        {
            throw new ImageFaultException(ImageFaultCodes.Corrupt, $"The tiles of unit {unit.Number} do not fit its size.");
        }
    }

    private FitsUnit? TryReadUnit(int number, int type)
    {
        var status = 0;
        var isCompressed = CfitsioNative.IsCompressedImage(_handle.File, ref status) != 0; // cfitsio calls these image units too
        if (type != CfitsioNative.ImageHdu && !isCompressed)
        {
            return null;
        }

        CfitsioNative.GetImageDimensions(_handle.File, out var count, ref status);
        if (status != 0 || count is < 1 or > MaxAxes)
        {
            CfitsioNative.ClearMessages();
            return null;
        }

        var axes = stackalloc long[MaxAxes];
        CfitsioNative.GetImageSize(_handle.File, count, axes, ref status);
        CfitsioNative.GetImageType(_handle.File, out var bits, ref status);
        CfitsioNative.GetUnitAddress(_handle.File, out _, out var start, out var end, ref status);
        if (status != 0)
        {
            throw new ImageFaultException(
                ImageFaultCodes.Corrupt, $"The header of unit {number} does not read: {FitsHandle.Describe(status)}.");
        }

        var cards = ReadCards();
        var name = cards.Text("EXTNAME") ?? string.Empty;
        return new FitsUnit(number, name, bits, new ReadOnlySpan<long>(axes, count).ToArray(), isCompressed, start, end, cards);
    }

    private FitsCards ReadCards()
    {
        var status = 0;
        var cards = new FitsCards();
        CfitsioNative.GetHeaderCount(_handle.File, out var count, out _, ref status);
        var card = stackalloc byte[96];
        for (var number = 1; number <= count && status == 0; number++)
        {
            CfitsioNative.ReadCard(_handle.File, number, card, ref status);
            if (status == 0)
            {
                cards.Add(Marshal.PtrToStringAnsi((nint)card) ?? string.Empty);
            }
        }

        CfitsioNative.ClearMessages();
        return cards;
    }
}
