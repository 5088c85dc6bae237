namespace LensGrains.Imaging.Simulation;

/// <summary>
/// What was drawn. Angles run from x (right) to y (up) in the plane of the pixels, 0 to 180 degrees; positions are in arcseconds from
/// the centre of the cutout. A value is null where a source of that kind has none.
/// </summary>
/// <param name="Name">The name of the source.</param>
/// <param name="Kind">What it is.</param>
/// <param name="EinsteinRadiusArcsec">
/// Lenses only, for the (nearer) source: θ_E of the ellipsoid; of groups and clusters the circle about the central galaxy within which
/// the mean convergence is 1.
/// </param>
/// <param name="ArcToLensFluxRatio">Lenses only: flux of all lensed light over that of the (central) lens galaxy, in g.</param>
/// <param name="ArcSignalToNoise">Lenses only: sqrt(Σ (lensed light/σ of the sky)²) over all pixels and bands.</param>
/// <param name="Magnification">Lenses only: flux of the lensed light in the cutout over that of the sources without the lens.</param>
/// <param name="MagnitudeI">AB magnitude of the main galaxy (or star) in i.</param>
/// <param name="PsfFwhmArcsec">Seeing in r.</param>
/// <param name="RaDeg">Drawn position, for catalogues only.</param>
/// <param name="DecDeg">Drawn position, for catalogues only.</param>
public sealed record SourceTruth(
    string Name,
    SourceKind Kind,
    double? EinsteinRadiusArcsec,
    double? ArcToLensFluxRatio,
    double? ArcSignalToNoise,
    double? Magnification,
    double? MagnitudeI,
    double? PsfFwhmArcsec,
    double RaDeg,
    double DecDeg)
{
    /// <summary>True for a lens.</summary>
    public bool IsLens => Kind.IsLens();

    /// <summary>True for what only looks like one.</summary>
    public bool IsMimic => Kind.IsMimic();

    /// <summary>True for the family of false positives that <see cref="SkyOptions.MarkedKind"/> names.</summary>
    public bool IsMarked { get; init; }

    /// <summary>Seed of the sky.</summary>
    public long Seed { get; init; }

    /// <summary>Number in the sky: with the seed and the options it makes the same source again.</summary>
    public int Index { get; init; }

    /// <summary>Of the main galaxy; null for stars.</summary>
    public double? Redshift { get; init; }

    /// <summary>Of the (nearer) source.</summary>
    public double? SourceRedshift { get; init; }

    /// <summary>Of the farther source of a double plane.</summary>
    public double? FarSourceRedshift { get; init; }

    /// <summary>For the farther source of a double plane, without the nearer one's deflection.</summary>
    public double? FarEinsteinRadiusArcsec { get; init; }

    /// <summary>Minor over major axis of the lens galaxy: of its mass; in groups and clusters of the light of the central one.</summary>
    public double? AxisRatio { get; init; }

    /// <summary>Direction of that major axis.</summary>
    public double? PositionAngleDeg { get; init; }

    /// <summary>Strength of the external shear.</summary>
    public double? Shear { get; init; }

    /// <summary>Direction along which the shear stretches images.</summary>
    public double? ShearAngleDeg { get; init; }

    /// <summary>Where the (first, nearer) source would be seen without the lens.</summary>
    public SkyVector? SourcePosition { get; init; }

    /// <summary>Magnitude of that source in i without the lens, AB.</summary>
    public double? SourceMagnitudeI { get; init; }

    /// <summary>Of the (central) lens galaxy as an isothermal sphere.</summary>
    public double? VelocityDispersionKmS { get; init; }

    /// <summary>M200 of the halo of a group or cluster, solar masses.</summary>
    public double? HaloMassSolar { get; init; }

    /// <summary>Number of images of a quasar with |μ| of 0.05 or more.</summary>
    public int? Images { get; init; }

    /// <summary>Greatest distance between two of them.</summary>
    public double? ImageSeparationArcsec { get; init; }
}

/// <summary>A simulated cutout with its truth.</summary>
/// <param name="Index">Number in the sky.</param>
/// <param name="Truth">What was drawn.</param>
/// <param name="Cutout">What the camera saw: bands g, r, i, electrons per second, sky subtracted.</param>
public sealed record SimulatedSource(int Index, SourceTruth Truth, Cutout Cutout);
