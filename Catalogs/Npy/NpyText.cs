using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LensGrains.Catalogs.Npy;

/// <summary>Elements as text: unicode is UTF-32 padded with zeros, bytes are UTF-8 padded with zeros.</summary>
internal static class NpyText
{
    public static string Decode(NpyHeader header, ReadOnlySpan<byte> item) => header.Kind switch
    {
        NpyKind.Unicode => DecodeUnicode(item, header.IsBigEndian),
        NpyKind.Bytes => Encoding.UTF8.GetString(item.TrimEnd((byte)0)),
        NpyKind.Signed or NpyKind.Unsigned => DecodeInteger(header, item),
        _ => throw new NpyFormatException("npy-dtype", "The array holds no names."),
    };

    private static string DecodeUnicode(ReadOnlySpan<byte> item, bool isBigEndian)
    {
        var text = new StringBuilder(item.Length / 4);
        for (var i = 0; i < item.Length; i += 4)
        {
            var code = isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(item[i..]) : BinaryPrimitives.ReadUInt32LittleEndian(item[i..]);
            text.Append(Rune.IsValid(code) ? new Rune(code).ToString() : "\uFFFD");
        }

        return text.ToString().TrimEnd('\0');
    }

    private static string DecodeInteger(NpyHeader header, ReadOnlySpan<byte> item)
    {
        ulong bits = 0;
        for (var i = 0; i < item.Length; i++)
        {
            bits = (bits << 8) | item[header.IsBigEndian ? i : item.Length - 1 - i];
        }

        var unused = 64 - (8 * item.Length);
        return header.Kind == NpyKind.Unsigned
            ? bits.ToString(CultureInfo.InvariantCulture)
            : ((long)(bits << unused) >> unused).ToString(CultureInfo.InvariantCulture);
    }
}
