using System.Globalization;

namespace LensGrains.Imaging.Simulation;

/// <summary>Writes the truth of a simulated sky as CSV (RFC 4180; an empty field where a source has no such value).</summary>
public static class TruthCsv
{
    /// <summary>The first line.</summary>
    public const string Header =
        "name,is_lens,kind,einstein_radius_arcsec,arc_to_lens_flux_ratio,arc_signal_to_noise,magnification,magnitude_i,psf_fwhm_arcsec,ra,dec";

    /// <summary>The line of one source, without its end.</summary>
    public static string Line(SourceTruth truth) => string.Join(
        ',', truth.Name, truth.IsLens ? "1" : "0", truth.Kind.ToString(), Number(truth.EinsteinRadiusArcsec),
        Number(truth.ArcToLensFluxRatio), Number(truth.ArcSignalToNoise), Number(truth.Magnification), Number(truth.MagnitudeI),
        Number(truth.PsfFwhmArcsec), truth.RaDeg.ToString("F6", CultureInfo.InvariantCulture), truth.DecDeg.ToString("F6", CultureInfo.InvariantCulture));

    private static string Number(double? value) => value?.ToString("G6", CultureInfo.InvariantCulture) ?? string.Empty;
}
