using System.Globalization;
using System.Text.RegularExpressions;

namespace LensGrains.Core.Sky;

/// <summary>
/// Positions as people write them: decimal degrees, or sexagesimal (<c>09:46:56.7 +10:06:52</c>, <c>09h46m56.7s</c>,
/// <c>-00 08 46.5</c>). A sexagesimal right ascension is in hours, as everywhere in the field.
/// </summary>
public static partial class SkyAngle
{
    /// <summary>Reads both coordinates; false where one of them is no angle or out of range.</summary>
    public static bool TryParse(string ra, string dec, out SkyPosition position)
    {
        if (TryParseAngle(ra, 15, out var raDeg) && TryParseAngle(dec, 1, out var decDeg) && SkyPosition.IsValid(raDeg, decDeg))
        {
            position = new SkyPosition(raDeg < 0 ? raDeg + 360 : raDeg, decDeg);
            return true;
        }

        position = default;
        return false;
    }

    private static bool TryParseAngle(string text, double degreesPerUnit, out double degrees)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out degrees))
        {
            return double.IsFinite(degrees);
        }

        var match = Sexagesimal().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var (whole, minutes, seconds) = (Part(match, "whole"), Part(match, "minutes"), Part(match, "seconds"));
        var sign = match.Groups["sign"].Value is "-" or "\u2212" ? -1 : 1;
        degrees = sign * (whole + (minutes / 60) + (seconds / 3600)) * degreesPerUnit;
        return minutes < 60 && seconds < 60;
    }

    private static double Part(Match match, string name)
        => match.Groups[name].Length == 0 ? 0 : double.Parse(match.Groups[name].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(?<sign>[+\-\u2212]?)(?<whole>\d{1,3})\s*[:hd°\s]\s*(?<minutes>\d{1,2}(?:\.\d+)?)\s*(?:[:m'′\s]\s*(?<seconds>\d{1,2}(?:\.\d*)?)?\s*[s""″]?)?\s*$")]
    private static partial Regex Sexagesimal();
}
