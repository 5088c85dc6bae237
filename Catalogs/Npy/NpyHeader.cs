using System.Buffers.Binary;
using System.Text;

namespace LensGrains.Catalogs.Npy;

/// <summary>What one element of an array is.</summary>
public enum NpyKind
{
    Float,
    Signed,
    Unsigned,
    Boolean,
    Unicode,
    Bytes,
}

/// <summary>
/// The header of a <c>.npy</c> file (NumPy Enhancement Proposal 1, format versions 1.0 to 3.0): magic, version, length, and a
/// Python dict literal with <c>descr</c>, <c>fortran_order</c> and <c>shape</c>. Object arrays (pickles) are refused unread.
/// </summary>
/// <param name="Kind">What an element is.</param>
/// <param name="ItemBytes">Bytes per element; for unicode 4 per character.</param>
/// <param name="IsBigEndian">True where the elements' bytes are stored most significant first.</param>
/// <param name="IsFortranOrder">True where the first axis runs fastest.</param>
/// <param name="Shape">Lengths of the axes; empty for a scalar.</param>
/// <param name="DataOffset">Bytes from the start of the file to the first element.</param>
public sealed record NpyHeader(
    NpyKind Kind,
    int ItemBytes,
    bool IsBigEndian,
    bool IsFortranOrder,
    IReadOnlyList<long> Shape,
    int DataOffset)
{
    private const int MaximumHeaderBytes = 1 << 20;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, length) => product * length);

    /// <summary>Bytes of all elements.</summary>
    public long DataBytes => Count * ItemBytes;

    /// <summary>Reads the header from the start of a stream, which is left at the first element.</summary>
    /// <exception cref="NpyFormatException">The bytes are no header that this reader accepts.</exception>
    public static NpyHeader Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[12];
        if (stream.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false) < 10 || !start[..6].SequenceEqual(Magic))
        {
            throw new NpyFormatException("not-npy", "The file does not begin with the magic bytes of a .npy file.");
        }

        var (major, minor) = (start[6], start[7]);
        if (major is < 1 or > 3 || minor != 0)
        {
            throw new NpyFormatException("npy-version", $"Format version {major}.{minor} is not known; 1.0, 2.0 and 3.0 are.");
        }

        long length = BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        var prefix = 10;
        if (major > 1)
        {
            stream.ReadExactlyOrTruncated(start[10..12]);
            length = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
            prefix = 12;
        }

        if (length > MaximumHeaderBytes)
        {
            throw new NpyFormatException("npy-header", $"The header says that it is {length} bytes long.");
        }

        var text = new byte[length];
        stream.ReadExactlyOrTruncated(text);
        var encoding = major == 3 ? Encoding.UTF8 : Encoding.Latin1;
        return NpyHeaderText.Parse(encoding.GetString(text), prefix + (int)length);
    }

    /// <summary>The bytes of a version 1.0 header for little-endian elements in C order, padded so that data start at a multiple of 64.</summary>
    /// <param name="descr">The element type as NumPy writes it, such as <c>&lt;f2</c>.</param>
    /// <param name="shape">Lengths of the axes.</param>
    public static byte[] Compose(string descr, params ReadOnlySpan<long> shape)
    {
        var axes = string.Join(", ", shape.ToArray()) + (shape.Length == 1 ? "," : "");
        var text = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({axes}), }}";
        var total = (10 + text.Length + 1 + 63) / 64 * 64;
        var bytes = new byte[total];
        bytes.AsSpan().Fill((byte)' ');
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        bytes[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(total - 10));
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }
}
