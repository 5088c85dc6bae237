using System.Text;

namespace LensGrains.Imaging.Rasters;

/// <summary>Names for content that no trusted loader takes, so that the reason tells people what they have.</summary>
internal static class RasterFormats
{
    public static ImageFaultException Unrecognised(byte[] bytes)
    {
        var start = bytes.AsSpan(0, Math.Min(bytes.Length, 512));
        return Name(start) is { } name
            ? new ImageFaultException(ImageFaultCodes.UnsupportedFormat, $"This is {name}, which is not read here.")
            : new ImageFaultException(ImageFaultCodes.UnknownFormat, "The content is no FITS and no image format that is known here.");
    }

    private static string? Name(ReadOnlySpan<byte> start)
    {
        if (start is [0x93, (byte)'N', (byte)'U', ..])
        {
            return "a NumPy array; arrays come in as embeddings";
        }

        if (start is [(byte)'P', (byte)'K', ..])
        {
            return "a zip archive";
        }

        if (start is [0, 0, 0, 12, (byte)'j', (byte)'P', ..] or [0xff, 0x4f, 0xff, 0x51, ..])
        {
            return "JPEG 2000, whose loader libvips does not trust,";
        }

        if (start is [0x76, 0x2f, 0x31, 0x01, ..])
        {
            return "OpenEXR, whose loader libvips does not trust,";
        }

        var text = Encoding.Latin1.GetString(start).TrimStart();
        return text.StartsWith("8BPS", StringComparison.Ordinal) ? "a Photoshop document"
            : text.StartsWith("DDS ", StringComparison.Ordinal) || text.StartsWith("BLP", StringComparison.Ordinal) ? "a game texture"
            : text.StartsWith("%!PS", StringComparison.Ordinal) ? "PostScript"
            : text.StartsWith('<') ? "a page of HTML or XML"
            : text.StartsWith("SIMPLE", StringComparison.Ordinal) ? "almost FITS: its first card is malformed, so it"
            : null;
    }
}
