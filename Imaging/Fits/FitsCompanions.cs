namespace LensGrains.Imaging.Fits;

/// <summary>What the PSF and RMS extensions beside a band say about it.</summary>
internal static class FitsCompanions
{
    public static BandHeader Complete(BandHeader header, FitsUnit science, List<FitsUnit> units, FitsFile file)
    {
        var psf = Find(FitsRole.Psf);
        if (psf is not null && header.PsfFwhmArcsec is null && header.PixelScaleArcsec is { } scale)
        {
            header = header with { PsfFwhmArcsec = HalfMaximumWidth(Pixels(psf)) * scale };
        }

        return Find(FitsRole.Rms) is { } rms ? header with { SkyNoise = Median(Pixels(rms)) ?? header.SkyNoise } : header;

        FitsUnit? Find(FitsRole role) => units.Find(unit => unit.Role == role && unit.Number != science.Number && unit.Axes.Length == 2
            && unit.BandName.Length > 0 && unit.BandName.Equals(science.BandName, StringComparison.OrdinalIgnoreCase));

        float[] Pixels(FitsUnit unit)
        {
            file.Require(unit);
            var pixels = new float[unit.Width * unit.Height];
            file.ReadPixels(unit, pixels);
            return pixels;
        }
    }

    /// <summary>Diameter in pixels of the circle with the area above half the maximum; null where nothing is positive.</summary>
    public static double? HalfMaximumWidth(float[] psf)
    {
        var peak = psf.Where(float.IsFinite).DefaultIfEmpty(0).Max();
        return peak > 0 ? 2 * Math.Sqrt(psf.Count(value => value >= peak / 2) / Math.PI) : null;
    }

    private static double? Median(float[] values)
    {
        var finite = values.Where(value => float.IsFinite(value) && value > 0).ToArray();
        Array.Sort(finite);
        return finite.Length == 0 ? null : finite[finite.Length / 2];
    }
}
