namespace LensGrains.Imaging.Fits;

/// <summary>What the PSF and RMS extensions beside a band say about it.</summary>
internal static class FitsCompanions
{
    public static BandHeader Complete(BandHeader header, FitsUnit science, List<FitsUnit> units, FitsFile file)
    {
        var psf = Find(FitsRole.Psf);
        if (psf is not null && header.PsfFwhmArcsec is null && header.PixelScaleArcsec is { } scale)
        {
            header = header with { PsfFwhmArcsec = HalfMaximumWidth(Pixels(psf), (int)psf.Width) * scale };
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

    /// <summary>Diameter in pixels of the circle with the area above half the maximum of the surface that is bilinear between
    /// pixel centres; null where nothing is positive.</summary>
    /// <param name="psf">[y, x].</param>
    /// <param name="width">Columns.</param>
    public static double? HalfMaximumWidth(float[] psf, int width)
    {
        const int Fine = 8;
        var half = psf.Where(float.IsFinite).DefaultIfEmpty(0).Max() / 2;
        var above = 0;
        for (var i = 0; i + width + 1 < psf.Length; i++)
        {
            if (i % width == width - 1 || !(psf[i] >= half || psf[i + 1] >= half || psf[i + width] >= half || psf[i + width + 1] >= half))
            {
                continue;
            }

            for (var part = 0; part < Fine * Fine; part++)
            {
                var (x, y) = (((part % Fine) + 0.5f) / Fine, ((part / Fine) + 0.5f) / Fine);
                var upper = psf[i] + (x * (psf[i + 1] - psf[i]));
                var lower = psf[i + width] + (x * (psf[i + width + 1] - psf[i + width]));
                above += upper + (y * (lower - upper)) >= half ? 1 : 0;
            }
        }

        return half > 0 ? 2 * Math.Sqrt(above / (Fine * Fine * Math.PI)) : null;
    }

    private static double? Median(float[] values)
    {
        var finite = values.Where(value => float.IsFinite(value) && value > 0).ToArray();
        Array.Sort(finite);
        return finite.Length == 0 ? null : finite[finite.Length / 2];
    }
}
