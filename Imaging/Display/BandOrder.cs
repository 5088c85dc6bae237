using System.Globalization;

namespace LensGrains.Imaging;

/// <summary>Which bands of a cutout are red, green and blue.</summary>
public static class BandOrder
{
    private static readonly Dictionary<string, double> WavelengthsMicrometre = new(StringComparer.Ordinal)
    {
        ["NUV"] = 0.23, ["u"] = 0.36, ["B"] = 0.45, ["g"] = 0.48, ["G"] = 0.53, ["V"] = 0.55, ["r"] = 0.62, ["R"] = 0.65, ["VIS"] = 0.72,
        ["i"] = 0.76, ["I"] = 0.79, ["z"] = 0.89, ["Z"] = 0.88, ["y"] = 0.97, ["Y"] = 1.02, ["J"] = 1.25, ["H"] = 1.63, ["K"] = 2.19,
    };

    /// <summary>VIS is five times as sharp as any other band of Euclid's cutouts, and the eye takes shapes from green.</summary>
    private static readonly string[] EuclidRedToBlue = ["NIR_Y", "VIS", "DES_G"];

    /// <summary>Indices of the bands in order of wavelength, bluest first; file order where a band is not known.</summary>
    public static int[] BlueToRed(IReadOnlyList<string> bands)
    {
        var order = Enumerable.Range(0, bands.Count).ToArray();
        var wavelengths = bands.Select(Wavelength).ToArray();
        return Array.TrueForAll(wavelengths, wavelength => wavelength is not null)
            ? [.. order.OrderBy(band => wavelengths[band])]
            : order;
    }

    /// <summary>Indices for red, green, blue: the bands asked for, else the reddest, middle and bluest; one band is grey.</summary>
    public static int[] Channels(Cutout cutout, IReadOnlyList<string>? asked)
    {
        var found = asked?.Select(name => Array.IndexOf(cutout.Bands, name)).Where(band => band >= 0).ToArray() ?? [];
        if (found.Length > 0)
        {
            return [found[0], found[Math.Min(1, found.Length - 1)], found[^1]];
        }

        if (Array.ConvertAll(EuclidRedToBlue, name => Array.IndexOf(cutout.Bands, name)) is var euclid && !euclid.Contains(-1))
        {
            return euclid;
        }

        var order = BlueToRed(cutout.Bands);
        return [order[^1], order[order.Length / 2], order[0]];
    }

    private static double? Wavelength(string band)
    {
        var name = band[(band.LastIndexOf('_') + 1)..];
        return WavelengthsMicrometre.TryGetValue(name, out var known)
            || (name.Length == 1 && WavelengthsMicrometre.TryGetValue(name.ToLowerInvariant(), out known))
            || WavelengthsMicrometre.TryGetValue(name.Split('.')[0], out known)
            ? known
            : SpaceFilter(name);
    }

    /// <summary>F115W is 1.15 micrometres, F814W 0.814: numbers below 200 and from 1000 on count hundredths, others thousandths
    /// (Hubble's optical filters).</summary>
    private static double? SpaceFilter(string name)
    {
        if (name.Length < 4 || name[0] is not ('F' or 'f')
            || !int.TryParse(name.AsSpan(1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return number is < 220 or 277 or 300 or 322 or 335 or 356 or 410 or 430 or 444 or 460 or 480 ? number / 100.0 : number / 1000.0;
    }
}
