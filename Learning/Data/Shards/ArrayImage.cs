using System.Buffers.Binary;
using System.Globalization;
using LensGrains.Catalogs.Npy;
using LensGrains.Imaging;

namespace LensGrains.Learning.Data.Shards;

/// <summary>A NumPy array as an image: [y, x], [c, y, x], or [y, x, c] where the last axis is at most 16 and the shortest.</summary>
internal static class ArrayImage
{
    private const long MostBands = 16;

    public static ReadOutcome Decode(byte[] file, string? band, ImageLimits limits)
    {
        try
        {
            using var stream = new MemoryStream(file, writable: false);
            var header = NpyHeader.Read(stream);
            return Decode(header, file, band, limits);
        }
        catch (NpyFormatException broken)
        {
            return ReadOutcome.Failed(broken.Reason, broken.Message);
        }
    }

    private static ReadOutcome Decode(NpyHeader header, byte[] file, string? band, ImageLimits limits)
    {
        if (header.Shape.Count is not (2 or 3) || header.Shape.Any(length => length <= 0) || header.IsFortranOrder)
        {
            return ReadOutcome.Failed(ImageFaultCodes.WrongDimensions, $"An array [{string.Join(", ", header.Shape)}]{(header.IsFortranOrder ? " in Fortran order" : "")} is no image.");
        }

        if (header.Kind is not (NpyKind.Float or NpyKind.Signed or NpyKind.Unsigned or NpyKind.Boolean))
        {
            return ReadOutcome.Failed("npy-dtype", "The array holds no numbers.");
        }

        var shape = Shape(header.Shape);
        if ((Int128)shape.Height * shape.Width > limits.MaxPixels || shape.Bands > limits.MaxBands || header.Count > limits.MaxTotalPixels)
        {
            return ReadOutcome.Failed(ImageFaultCodes.TooManyPixels, $"The array declares [{string.Join(", ", header.Shape)}] numbers.");
        }

        if (header.DataOffset + header.DataBytes != file.LongLength)
        {
            return ReadOutcome.Failed("npy-truncated", $"The array needs {header.DataOffset + header.DataBytes} bytes, the file has {file.Length}.");
        }

        var values = Values(header, file.AsSpan(header.DataOffset));
        var pixels = shape.IsBandsLast ? BandsFirst(values, shape.Bands) : values;
        var isByte = header is { Kind: NpyKind.Unsigned, ItemBytes: 1 };
        return ReadOutcome.Read(new Cutout(Names(band, shape.Bands), shape.Width, shape.Height, pixels) { IsDisplayEncoded = isByte, Units = isByte ? "srgb" : null });
    }

    private static (int Bands, int Height, int Width, bool IsBandsLast) Shape(IReadOnlyList<long> shape)
    {
        int Length(int axis) => checked((int)shape[axis]);
        var isLast = shape.Count == 3 && shape[2] <= MostBands && shape[2] <= shape[0] && shape[2] <= shape[1];
        return shape.Count == 2 ? (1, Length(0), Length(1), false)
            : isLast ? (Length(2), Length(0), Length(1), true)
            : (Length(0), Length(1), Length(2), false);
    }

    private static float[] BandsFirst(float[] values, int bands)
    {
        var (planes, pixels) = (new float[values.Length], values.Length / bands);
        for (var i = 0; i < values.Length; i++)
        {
            planes[(i % bands * pixels) + (i / bands)] = values[i];
        }

        return planes;
    }

    private static string[] Names(string? band, int bands) => bands switch
    {
        1 => [band ?? "grey"],
        3 when band is null => ["R", "G", "B"],
        _ => [.. Enumerable.Range(1, bands).Select(number => band + number.ToString(CultureInfo.InvariantCulture))],
    };

    private static float[] Values(NpyHeader header, ReadOnlySpan<byte> bytes)
    {
        var values = new float[header.Count];
        var item = new byte[header.ItemBytes];
        for (var i = 0; i < values.Length; i++)
        {
            bytes.Slice(i * item.Length, item.Length).CopyTo(item);
            if (header.IsBigEndian)
            {
                item.AsSpan().Reverse();
            }

            values[i] = Value(header.Kind, item);
        }

        return values;
    }

    private static float Value(NpyKind kind, ReadOnlySpan<byte> item) => (kind, item.Length) switch
    {
        (NpyKind.Float, 2) => (float)BinaryPrimitives.ReadHalfLittleEndian(item),
        (NpyKind.Float, 4) => BinaryPrimitives.ReadSingleLittleEndian(item),
        (NpyKind.Float, _) => (float)BinaryPrimitives.ReadDoubleLittleEndian(item),
        (NpyKind.Signed, 1) => (sbyte)item[0],
        (NpyKind.Signed, 2) => BinaryPrimitives.ReadInt16LittleEndian(item),
        (NpyKind.Signed, 4) => BinaryPrimitives.ReadInt32LittleEndian(item),
        (NpyKind.Signed, _) => BinaryPrimitives.ReadInt64LittleEndian(item),
        (_, 1) => item[0],
        (_, 2) => BinaryPrimitives.ReadUInt16LittleEndian(item),
        (_, 4) => BinaryPrimitives.ReadUInt32LittleEndian(item),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(item),
    };
}
