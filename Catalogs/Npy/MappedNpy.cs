using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LensGrains.Catalogs.Npy;

/// <summary>
/// A <c>.npy</c> file mapped into memory. Nothing is read until it is touched, and what is touched counts as file cache,
/// not as anonymous memory. Spans are valid until <see cref="Dispose"/>.
/// </summary>
public sealed class MappedNpy : IDisposable
{
    private readonly MappedFile _file;

    private MappedNpy(MappedFile file, NpyHeader header)
    {
        _file = file;
        Header = header;
    }

    public NpyHeader Header { get; }

    /// <summary>Length of the first axis; 1 for a scalar.</summary>
    public long Rows => Header.Shape.Count == 0 ? 1 : Header.Shape[0];

    /// <summary>Product of the other axes.</summary>
    public long Columns => Header.Shape.Skip(1).Aggregate(1L, (product, length) => product * length);

    /// <summary>Maps the file and checks that it is as long as its header says.</summary>
    /// <exception cref="NpyFormatException">The file is no readable array.</exception>
    public static MappedNpy Open(string path)
    {
        NpyHeader header;
        using (var stream = File.OpenRead(path))
        {
            header = NpyHeader.Read(stream);
            var expected = header.DataOffset + header.DataBytes;
            if (stream.Length < expected)
            {
                throw new NpyFormatException("npy-truncated", $"The array needs {expected} bytes, the file has {stream.Length}.");
            }
        }

        return new MappedNpy(MappedFile.Open(path), header);
    }

    /// <summary>Elements as they lie in the file: little-endian, C order, and of exactly this type.</summary>
    public ReadOnlySpan<T> Elements<T>(long start, int count)
        where T : unmanaged
    {
        if (Header.IsBigEndian || Header.IsFortranOrder || Header.ItemBytes != Marshal.SizeOf<T>())
        {
            throw new NpyFormatException("npy-dtype", $"The array is not stored as plain {typeof(T).Name}.");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, Header.Count);
        return MemoryMarshal.Cast<byte, T>(Bytes(start * Header.ItemBytes, count * Header.ItemBytes));
    }

    /// <summary>Reads row <paramref name="row"/> of a [n, d] (or [n]) array of float16, float32 or float64 into <paramref name="values"/> [d].</summary>
    public void ReadRow(long row, Span<float> values)
    {
        if (Header.Kind != NpyKind.Float)
        {
            throw new NpyFormatException("npy-dtype", "The array holds no floating-point numbers.");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Columns);
        if (!Header.IsFortranOrder)
        {
            Decode(Bytes(row * Columns * Header.ItemBytes, values.Length * Header.ItemBytes), values);
            return;
        }

        for (var column = 0; column < values.Length; column++)
        {
            Decode(Bytes(((column * Rows) + row) * Header.ItemBytes, Header.ItemBytes), values.Slice(column, 1));
        }
    }

    /// <summary>Element <paramref name="index"/> of a 1-D array of text (<c>U</c>, <c>S</c>) or of integers, as text.</summary>
    public string ReadText(long index) => NpyText.Decode(Header, Bytes(index * Header.ItemBytes, Header.ItemBytes));

    public void Dispose() => _file.Dispose();

    private ReadOnlySpan<byte> Bytes(long start, int count) => _file.Bytes(Header.DataOffset + start, count);

    private void Decode(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var item = bytes.Slice(i * Header.ItemBytes, Header.ItemBytes);
            values[i] = (Header.ItemBytes, Header.IsBigEndian) switch
            {
                (2, false) => (float)BinaryPrimitives.ReadHalfLittleEndian(item),
                (2, true) => (float)BinaryPrimitives.ReadHalfBigEndian(item),
                (4, false) => BinaryPrimitives.ReadSingleLittleEndian(item),
                (4, true) => BinaryPrimitives.ReadSingleBigEndian(item),
                (_, false) => (float)BinaryPrimitives.ReadDoubleLittleEndian(item),
                (_, true) => (float)BinaryPrimitives.ReadDoubleBigEndian(item),
            };
        }
    }
}
