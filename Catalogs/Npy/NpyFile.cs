using System.Runtime.InteropServices;

namespace LensGrains.Catalogs.Npy;

/// <summary>Writes arrays as little-endian C-order <c>.npy</c>, and reads small ones whole.</summary>
public static class NpyFile
{
    /// <summary>Writes <paramref name="values"/> with the given shape (none: 1-D).</summary>
    public static void Write<T>(Stream stream, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var axes = shape.IsEmpty ? [values.Length] : shape;
        stream.Write(NpyHeader.Compose(Descr<T>(), axes));
        stream.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>The whole file as bytes.</summary>
    public static byte[] ToBytes<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        using var stream = new MemoryStream();
        Write(stream, values, shape);
        return stream.ToArray();
    }

    /// <summary>All elements of a little-endian C-order array of exactly this type, flattened.</summary>
    public static T[] Read<T>(Stream stream)
        where T : unmanaged
    {
        var header = NpyHeader.Read(stream);
        if (header.IsBigEndian || header.IsFortranOrder || NpyHeaderType(header) != Descr<T>())
        {
            throw new NpyFormatException("npy-dtype", $"The array is not stored as plain {typeof(T).Name}.");
        }

        var values = new T[checked((int)header.Count)];
        stream.ReadExactlyOrTruncated(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static string NpyHeaderType(NpyHeader header) => header.Kind switch
    {
        NpyKind.Float => $"<f{header.ItemBytes}",
        NpyKind.Signed => $"<i{header.ItemBytes}",
        NpyKind.Unsigned when header.ItemBytes == 1 => "|u1",
        NpyKind.Unsigned => $"<u{header.ItemBytes}",
        _ => "",
    };

    private static string Descr<T>() => typeof(T) switch
    {
        var t when t == typeof(Half) => "<f2",
        var t when t == typeof(float) => "<f4",
        var t when t == typeof(double) => "<f8",
        var t when t == typeof(int) => "<i4",
        var t when t == typeof(long) => "<i8",
        var t when t == typeof(ulong) => "<u8",
        var t when t == typeof(byte) => "|u1",
        _ => throw new NotSupportedException($"{typeof(T).Name} has no .npy type here."),
    };
}
