using System.Globalization;

namespace LensGrains.Imaging.Simulation;

/// <summary>A column of the truth table.</summary>
/// <param name="Name">As in the first line.</param>
/// <param name="Unit">Empty for a number without one, and for text.</param>
/// <param name="Value">The field of a source, empty where it has none.</param>
public sealed record TruthColumn(string Name, string Unit, Func<SourceTruth, string> Value);

/// <summary>
/// Writes the truth of a simulated sky as CSV (RFC 4180; an empty field where a source has no such value). New columns are only ever
/// added at the end; a change of meaning raises <see cref="Version"/>. The meanings are in docs/simulation.md.
/// </summary>
public static class TruthCsv
{
    /// <summary>Version of the columns, in every row. Tables without that column are version 1.</summary>
    public const int Version = 2;

    /// <summary>The columns in their order.</summary>
    public static IReadOnlyList<TruthColumn> Columns { get; } =
    [
        new("name", "", truth => truth.Name),
        new("is_lens", "", truth => Flag(truth.IsLens)),
        new("kind", "", truth => truth.Kind.ToString()),
        new("einstein_radius_arcsec", "arcsec", truth => Number(truth.EinsteinRadiusArcsec)),
        new("arc_to_lens_flux_ratio", "", truth => Number(truth.ArcToLensFluxRatio)),
        new("arc_signal_to_noise", "", truth => Number(truth.ArcSignalToNoise)),
        new("magnification", "", truth => Number(truth.Magnification)),
        new("magnitude_i", "mag (AB)", truth => Number(truth.MagnitudeI)),
        new("psf_fwhm_arcsec", "arcsec", truth => Number(truth.PsfFwhmArcsec)),
        new("ra", "deg", truth => truth.RaDeg.ToString("F6", CultureInfo.InvariantCulture)),
        new("dec", "deg", truth => truth.DecDeg.ToString("F6", CultureInfo.InvariantCulture)),
        new("truth_version", "", _ => Version.ToString(CultureInfo.InvariantCulture)),
        new("is_mimic", "", truth => Flag(truth.IsMimic)),
        new("is_marked", "", truth => Flag(truth.IsMarked)),
        new("seed", "", truth => truth.Seed.ToString(CultureInfo.InvariantCulture)),
        new("index", "", truth => truth.Index.ToString(CultureInfo.InvariantCulture)),
        new("redshift", "", truth => Number(truth.Redshift)),
        new("source_redshift", "", truth => Number(truth.SourceRedshift)),
        new("far_source_redshift", "", truth => Number(truth.FarSourceRedshift)),
        new("far_einstein_radius_arcsec", "arcsec", truth => Number(truth.FarEinsteinRadiusArcsec)),
        new("axis_ratio", "", truth => Number(truth.AxisRatio)),
        new("position_angle_deg", "deg", truth => Number(truth.PositionAngleDeg)),
        new("shear", "", truth => Number(truth.Shear)),
        new("shear_angle_deg", "deg", truth => Number(truth.ShearAngleDeg)),
        new("source_x_arcsec", "arcsec", truth => Number(truth.SourcePosition?.X)),
        new("source_y_arcsec", "arcsec", truth => Number(truth.SourcePosition?.Y)),
        new("source_magnitude_i", "mag (AB)", truth => Number(truth.SourceMagnitudeI)),
        new("velocity_dispersion_km_s", "km/s", truth => Number(truth.VelocityDispersionKmS)),
        new("halo_mass_solar", "solar masses", truth => Number(truth.HaloMassSolar)),
        new("images", "", truth => truth.Images?.ToString(CultureInfo.InvariantCulture) ?? string.Empty),
        new("image_separation_arcsec", "arcsec", truth => Number(truth.ImageSeparationArcsec)),
    ];

    /// <summary>The first line.</summary>
    public static string Header { get; } = string.Join(',', Columns.Select(column => column.Name));

    /// <summary>The line of one source, without its end.</summary>
    public static string Line(SourceTruth truth) => string.Join(',', Columns.Select(column => column.Value(truth)));

    private static string Flag(bool value) => value ? "1" : "0";

    private static string Number(double? value) => value?.ToString("G6", CultureInfo.InvariantCulture) ?? string.Empty;
}
