using System.Globalization;

namespace LensGrains.Imaging.Fits;

/// <summary>
/// Which units of a FITS file are the picture. The number asked for; else, of the units with two or more dimensions that
/// are no PSF, noise, weight or mask by their EXTNAME, the one whose band was asked for; else all that are named
/// <c>BAND_BGSUB</c>, <c>BAND_FLUX</c>, <c>BAND_SCI</c> and are of the first one's size; else the first.
/// </summary>
internal static class FitsSelection
{
    public static List<FitsUnit> Choose(List<FitsUnit> units, BandFile wanted)
    {
        if (wanted.Hdu is { } number)
        {
            return units.Find(unit => unit.Number == number) is { } asked
                ? [asked]
                : throw new ImageFaultException(ImageFaultCodes.NoSuchExtension, $"Unit {number} is not there or holds no image.");
        }

        var images = units.Where(unit => unit.Axes.Length >= 2 && unit.Axes.All(axis => axis > 0)).ToList();
        if (images.Count == 0)
        {
            throw units.Count > 0
                ? new ImageFaultException(
                    ImageFaultCodes.WrongDimensions, $"The array is {string.Join(" x ", units[0].Axes)}, not an image.")
                : new ImageFaultException(ImageFaultCodes.NoImage, "The FITS file holds no image.");
        }

        var science = images.Where(unit => unit.Role == FitsRole.Science).ToList();
        var first = science.Count > 0 ? science[0] : images[0];
        if (science.Find(unit => wanted.Band is { } band && unit.BandName.Equals(band, StringComparison.OrdinalIgnoreCase)) is { } named)
        {
            return [named];
        }

        return wanted.Band is null && HasBand(first)
            ? science.Where(unit => HasBand(unit) && unit.Axes.SequenceEqual(first.Axes)).ToList()
            : [first];
    }

    /// <summary>The band names of a chosen unit's planes.</summary>
    public static IEnumerable<string> Names(FitsUnit unit, BandFile wanted, int chosen)
    {
        var name = wanted.Band
            ?? (chosen > 1 ? unit.BandName : unit.Cards.Text("FILTER", "BAND") ?? (HasBand(unit) ? unit.BandName : "1"));
        if (unit.Planes == 1)
        {
            return [name];
        }

        var listed = unit.Cards.Text("BANDS")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return listed?.Length == unit.Planes
            ? listed
            : Enumerable.Range(1, (int)unit.Planes).Select(plane => wanted.Band + plane.ToString(CultureInfo.InvariantCulture));
    }

    private static bool HasBand(FitsUnit unit) => unit.BandName.Length < unit.Name.Length;
}
