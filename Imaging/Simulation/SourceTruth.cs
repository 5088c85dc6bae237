namespace LensGrains.Imaging.Simulation;

/// <summary>What a simulated source is.</summary>
public enum SourceKind
{
    /// <summary>A galaxy that lenses another.</summary>
    Lens,

    /// <summary>A smooth red galaxy.</summary>
    Elliptical,

    /// <summary>A red galaxy with small neighbours.</summary>
    Companions,

    /// <summary>A disc with arms.</summary>
    Spiral,

    /// <summary>A galaxy with a ring of stars.</summary>
    Ring,

    /// <summary>Galaxies that collide, with a tail.</summary>
    Merger,

    /// <summary>A thin disc seen from its edge.</summary>
    EdgeOn,

    /// <summary>A star with spikes, a trail, a ghost or cosmic rays.</summary>
    Artefact,
}

/// <summary>What was drawn.</summary>
/// <param name="Name">The name of the source.</param>
/// <param name="Kind">What it is.</param>
/// <param name="EinsteinRadiusArcsec">Lenses only.</param>
/// <param name="ArcToLensFluxRatio">Lenses only: flux of the arcs over that of the lens galaxy, in g.</param>
/// <param name="ArcSignalToNoise">Lenses only: sqrt(Σ (arc/σ)²) over all pixels and bands.</param>
/// <param name="Magnification">Lenses only: flux of the arcs over that of the source.</param>
/// <param name="MagnitudeI">AB magnitude of the main galaxy in i.</param>
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
    double MagnitudeI,
    double PsfFwhmArcsec,
    double RaDeg,
    double DecDeg)
{
    /// <summary>True for a lens.</summary>
    public bool IsLens => Kind == SourceKind.Lens;
}

/// <summary>A simulated cutout with its truth.</summary>
/// <param name="Index">Number in the sky.</param>
/// <param name="Truth">What was drawn.</param>
/// <param name="Cutout">What the camera saw: bands g, r, i, electrons per second, sky subtracted.</param>
public sealed record SimulatedSource(int Index, SourceTruth Truth, Cutout Cutout);
