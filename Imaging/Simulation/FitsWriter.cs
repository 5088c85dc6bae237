using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LensGrains.Imaging.Simulation;

/// <summary>
/// Writes plain FITS (standard 4.0: 2,880-byte blocks, 80-byte cards, big-endian), enough for the cutouts made here: one
/// float32 image or stack of images in the primary unit.
/// </summary>
public static class FitsWriter
{
    private const int BlockBytes = 2880;
    private const int CardBytes = 80;

    /// <summary>One file per band: <c>NAME_g.fits</c>, <c>NAME_r.fits</c>, ...; the paths in the order of the bands.</summary>
    public static IReadOnlyList<string> WriteBands(Cutout cutout, string folder, string name)
    {
        var paths = new List<string>();
        for (var band = 0; band < cutout.Bands.Length; band++)
        {
            var path = Path.Combine(folder, $"{name}_{cutout.Bands[band]}.fits");
            File.WriteAllBytes(path, ToBytes(cutout, band, 1));
            paths.Add(path);
        }

        return paths;
    }

    /// <summary>One file with a plane per band; its BANDS card names them.</summary>
    public static void WriteCube(Cutout cutout, string path) => File.WriteAllBytes(path, ToBytes(cutout, 0, cutout.Bands.Length));

    private static byte[] ToBytes(Cutout cutout, int first, int planes)
    {
        var header = Encoding.ASCII.GetBytes(string.Concat(Cards(cutout, first, planes).Select(card => card.PadRight(CardBytes))));
        var count = planes * cutout.Width * cutout.Height;
        var bytes = new byte[Blocks(header.Length) + Blocks(count * sizeof(float))];
        bytes.AsSpan(0, Blocks(header.Length)).Fill((byte)' ');
        header.CopyTo(bytes, 0);
        var data = bytes.AsSpan(Blocks(header.Length));
        var pixels = cutout.Pixels.AsSpan(first * cutout.Width * cutout.Height, count);
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteSingleBigEndian(data[(i * sizeof(float))..], pixels[i]);
        }

        return bytes;
    }

    private static int Blocks(int bytes) => (bytes + BlockBytes - 1) / BlockBytes * BlockBytes;

    private static IEnumerable<string> Cards(Cutout cutout, int first, int planes)
    {
        yield return Card("SIMPLE", "T");
        yield return Card("BITPIX", "-32");
        yield return Card("NAXIS", planes > 1 ? "3" : "2");
        yield return Card("NAXIS1", cutout.Width.ToString(CultureInfo.InvariantCulture));
        yield return Card("NAXIS2", cutout.Height.ToString(CultureInfo.InvariantCulture));
        if (planes > 1)
        {
            yield return Card("NAXIS3", planes.ToString(CultureInfo.InvariantCulture));
            yield return Card("BANDS", Quoted(string.Join(',', cutout.Bands))!);
        }

        foreach (var (key, value) in Described(cutout, planes == 1 ? first : null))
        {
            yield return Card(key, value);
        }

        yield return "END";
    }

    private static IEnumerable<(string Key, string Value)> Described(Cutout cutout, int? band)
    {
        var header = cutout.Header;
        var one = header.Bands.ElementAtOrDefault(band ?? 0);
        (string Key, string? Value)[] cards =
        [
            ("BUNIT", Quoted(cutout.Units)), ("OBJECT", Quoted(header.ObjectName)), ("SURVEY", Quoted(header.Survey)),
            ("INSTRUME", Quoted(header.Instrument)), ("FILTER", band is null ? null : Quoted(one?.Filter)), ("MAGZERO", Number(one?.ZeroPointMag)),
            ("EXPTIME", Number(one?.ExposureSeconds)), ("PSF_FWHM", Number(one?.PsfFwhmArcsec)), ("SKYSIGMA", Number(one?.SkyNoise)),
        ];
        return cards.Concat(World(cutout)).Where(card => card.Value is not null).Select(card => (card.Key, card.Value!));
    }

    private static IEnumerable<(string Key, string? Value)> World(Cutout cutout)
    {
        if (cutout.Header is not { PixelScaleArcsec: { } scale, RaDeg: { } ra, DecDeg: { } dec })
        {
            return [];
        }

        return
        [
            ("CTYPE1", Quoted("RA---TAN")), ("CTYPE2", Quoted("DEC--TAN")), ("CRVAL1", Number(ra)), ("CRVAL2", Number(dec)),
            ("CRPIX1", Number((cutout.Width + 1) / 2.0)), ("CRPIX2", Number((cutout.Height + 1) / 2.0)),
            ("CD1_1", Number(-scale / 3600)), ("CD1_2", Number(0)), ("CD2_1", Number(0)), ("CD2_2", Number(scale / 3600)),
        ];
    }

    private static string Card(string key, string value) => $"{key,-8}= {(value.StartsWith('\'') ? value : value.PadLeft(20))}";

    private static string? Quoted(string? text) => text is null ? null : $"'{text.Replace("'", "''", StringComparison.Ordinal),-8}'";

    private static string? Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
