using System.Runtime.InteropServices;

namespace LensGrains.Imaging.Hdf5;

/// <summary>Attributes of files and arrays. Called under the lock.</summary>
internal static unsafe class Hdf5Attributes
{
    /// <summary>A text, of fixed or variable length; null where there is none of that name, or it is no text.</summary>
    public static string? Text(long owner, string name)
    {
        if (Hdf5Native.AttributeExists(owner, name) <= 0)
        {
            Hdf5Native.ClearErrors(0);
            return null;
        }

        var attribute = Hdf5Lock.Require(Hdf5Native.OpenAttribute(owner, name, 0), Hdf5Exception.DoesNotRead, $"the attribute '{name}' does not open");
        var (type, space) = (Hdf5Native.GetAttributeType(attribute), Hdf5Native.GetAttributeSpace(attribute));
        try
        {
            var isOne = Hdf5Native.GetRank(space) == 0;
            return isOne && Hdf5Native.GetClass(type) == Hdf5Native.ClassString ? Read(attribute, type, space, name) : null;
        }
        finally
        {
            Hdf5Native.CloseSpace(space);
            Hdf5Native.CloseType(type);
            Hdf5Native.CloseAttribute(attribute);
        }
    }

    private static string Read(long attribute, long type, long space, string name)
    {
        if (Hdf5Native.IsVariableText(type) > 0)
        {
            byte* text = null;
            Hdf5Lock.Require(Hdf5Native.ReadAttribute(attribute, type, &text), Hdf5Exception.DoesNotRead, $"the attribute '{name}' does not read");
            var value = Marshal.PtrToStringUTF8((nint)text) ?? "";
            Hdf5Native.Reclaim(type, space, 0, &text);
            return value;
        }

        var bytes = new byte[(int)Hdf5Native.GetSize(type)];
        fixed (byte* buffer = bytes)
        {
            Hdf5Lock.Require(Hdf5Native.ReadAttribute(attribute, type, buffer), Hdf5Exception.DoesNotRead, $"the attribute '{name}' does not read");
        }

        return Hdf5Text.Trimmed(bytes);
    }
}

/// <summary>Texts of fixed length, padded with zeros or blanks.</summary>
internal static class Hdf5Text
{
    public static string Trimmed(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return System.Text.Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]).TrimEnd(' ');
    }
}
