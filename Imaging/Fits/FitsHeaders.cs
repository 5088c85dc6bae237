namespace LensGrains.Imaging.Fits;

/// <summary>Turns FITS keywords into the schema of <see cref="CutoutHeader"/>. The lists of keywords are in order of trust.</summary>
internal static class FitsHeaders
{
    private static readonly string[] ZeroPointKeys =
        ["MAGZERO", "MAGZPT", "MAGZP", "ZPT", "PHOTZP", "ZP", "ABMAGZP", "ZEROPT", "FPA.ZP", "MAG_ZP", "FLUXMAG0ZP"];

    private static readonly string[] PsfKeys = ["PSF_FWHM", "PSFFWHM", "FWHM", "SEEING", "IQFINAL", "PSF_FWHM_ARCSEC"];
    private static readonly string[] NoiseKeys = ["SKYSIGMA", "SKY_SIGMA", "SKYRMS", "SKYSTD", "BKGSIG", "SKYNOISE"];

    public static BandHeader Band(string band, FitsUnit unit) => new(band)
    {
        Filter = unit.Cards.Text("FILTER", "FILTER1", "FPA.FILTER", "BAND"),
        ZeroPointMag = unit.Cards.Number(ZeroPointKeys),
        ExposureSeconds = unit.Cards.Number("EXPTIME", "EXPOSURE", "TEXPTIME"),
        PsfFwhmArcsec = unit.Cards.Number(PsfKeys),
        SkyNoise = unit.Cards.Number(NoiseKeys),
        Units = unit.Cards.Text("BUNIT"),
        PixelScaleArcsec = Scale(unit),
    };

    public static CutoutHeader Cutout(FitsUnit unit, FitsCards? primary, IReadOnlyList<BandHeader> bands)
    {
        var center = WorldCoordinates.From(unit.Cards)?.Sky((unit.Width + 1) / 2.0, (unit.Height + 1) / 2.0);
        return new CutoutHeader
        {
            Survey = Text("SURVEY", "TELESCOP", "FPA.TELESCOPE"),
            Instrument = Text("INSTRUME", "FPA.INSTRUMENT", "CAMERA"),
            ObjectName = Text("OBJECT"),
            PixelScaleArcsec = Scale(unit),
            RaDeg = center?.RaDeg,
            DecDeg = center?.DecDeg,
            Bands = bands,
        };

        string? Text(params ReadOnlySpan<string> keys) => unit.Cards.Text(keys) ?? primary?.Text(keys);
    }

    private static double? Scale(FitsUnit unit)
        => WorldCoordinates.From(unit.Cards)?.PixelScaleArcsec ?? unit.Cards.Number("PIXSCALE", "PIXSCAL1", "SECPIX", "SCALE");
}
