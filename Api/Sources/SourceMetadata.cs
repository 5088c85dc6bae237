using System.Globalization;
using LensGrains.Core.Catalogs;
using LensGrains.Imaging;

namespace LensGrains.Api.Sources;

/// <summary>A source's metadata as text with units, for people.</summary>
internal static class SourceMetadata
{
    public static IReadOnlyDictionary<string, string> Of(SourceRow row)
    {
        var found = new Dictionary<string, string>();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                found[name] = value;
            }
        }

        Add("survey", row.Survey);
        Add("instrument", row.Instrument);
        Add("pixelScale", Number(row.PixelScaleArcsec, "0.####", " arcsec"));
        Add("zeroPoint", PerBand(row, b => b.ZeroPoint, "0.###", " mag"));
        Add("psf", PerBand(row, b => b.PsfFwhmArcsec, "0.###", " arcsec"));
        Add("skyNoise", PerBand(row, b => b.SkyNoise, "0.####", ""));
        Add("redshift", Number(row.Redshift, "0.####", ""));
        Add("magnitude", Number(row.Magnitude, "0.###", " mag"));
        Add("version", Number(row.Version, "0", ""));
        Add("contentHash", row.ContentHash);
        foreach (var (name, value) in row.Columns)
        {
            Add(name, value);
        }

        return found;
    }

    private static string? Number(double? value, string format, string unit)
        => value is { } v && double.IsFinite(v) ? v.ToString(format, CultureInfo.InvariantCulture) + unit : null;

    private static string PerBand(SourceRow row, Func<BandInfo, double?> value, string format, string unit)
    {
        var order = BandOrder.BlueToRed([.. row.Bands.Select(b => b.Band)]);
        var known = order.Select(i => row.Bands[i]).Select(b => (b.Band, Text: Number(value(b), format, "")))
            .Where(b => b.Text is not null).Select(b => $"{b.Band} {b.Text}".Trim());
        var text = string.Join(", ", known);
        return text.Length == 0 ? "" : text + unit;
    }
}
