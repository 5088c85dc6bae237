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

    /// <summary>
    /// In a mixture: one of <see cref="DiffractionSpikes"/>, <see cref="Ghost"/>, <see cref="SatelliteTrail"/> and
    /// <see cref="CosmicRays"/>, each as often as the others. The truth names the one that was drawn.
    /// </summary>
    Artefact,

    /// <summary>A group of galaxies with a common halo that lenses a galaxy.</summary>
    Group,

    /// <summary>The centre of a cluster of galaxies that lenses one to three galaxies.</summary>
    Cluster,

    /// <summary>A galaxy that lenses a quasar.</summary>
    Quasar,

    /// <summary>A galaxy that lenses two galaxies at different redshifts, the nearer of which deflects, too.</summary>
    DoublePlane,

    /// <summary>An early-type galaxy with a ring of stars over its poles.</summary>
    PolarRing,

    /// <summary>A red galaxy with small blue galaxies beside it that happen to lie across the radius, as arcs do.</summary>
    ChanceAlignment,

    /// <summary>A red galaxy with a disc seen from its edge beside it.</summary>
    EdgeOnCompanion,

    /// <summary>The same light as <see cref="Group"/>, without a lensed galaxy.</summary>
    RedGroup,

    /// <summary>A red galaxy between or beside point sources that are not images of one another.</summary>
    StarPair,

    /// <summary>A bright star with diffraction spikes.</summary>
    DiffractionSpikes,

    /// <summary>The reflection of a bright star.</summary>
    Ghost,

    /// <summary>A satellite's trail in one band, over a red galaxy.</summary>
    SatelliteTrail,

    /// <summary>Particles in the detector, over a red galaxy.</summary>
    CosmicRays,

    /// <summary>Of <see cref="Painted.PaintedSky"/>: pieces of circles painted about a blob. Called a lens there; no lens equation was solved.</summary>
    PaintedArcs,

    /// <summary>Of <see cref="Painted.PaintedSky"/>: one to three blobs.</summary>
    Blobs,
}

/// <summary>Which kinds are lenses, and which only look like some.</summary>
public static class SourceKinds
{
    /// <summary>True where the label is "lens".</summary>
    public static bool IsLens(this SourceKind kind) => kind
        is SourceKind.Lens or SourceKind.Group or SourceKind.Cluster or SourceKind.Quasar or SourceKind.DoublePlane or SourceKind.PaintedArcs;

    /// <summary>True for a source that is no lens, with something about or beside it that can pass for arcs or images.</summary>
    public static bool IsMimic(this SourceKind kind) => kind
        is SourceKind.Companions or SourceKind.Spiral or SourceKind.Ring or SourceKind.Merger or SourceKind.PolarRing or SourceKind.ChanceAlignment
        or SourceKind.EdgeOnCompanion or SourceKind.RedGroup or SourceKind.StarPair or SourceKind.DiffractionSpikes or SourceKind.Ghost;
}
