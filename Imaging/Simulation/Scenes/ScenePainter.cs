namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>Which scene draws which kind.</summary>
internal static class ScenePainter
{
    /// <summary>Paints the source, and completes what is known of it.</summary>
    /// <param name="scene">The sky.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="options">The survey.</param>
    /// <param name="random">What the picture depends on.</param>
    /// <param name="side">What it does not depend on.</param>
    /// <param name="truth">Names the kind.</param>
    public static SourceTruth Paint(Scene scene, Camera camera, SkyOptions options, Xoshiro random, Xoshiro side, SourceTruth truth)
    {
        switch (truth.Kind)
        {
            case SourceKind.Lens:
                return LensScene.Paint(scene, camera, options, random, side, truth);
            case SourceKind.Group:
                return HaloScene.Paint(scene, camera, options, HaloScene.Group, random, truth);
            case SourceKind.Cluster:
                return HaloScene.Paint(scene, camera, options, HaloScene.Cluster, random, truth);
            case SourceKind.Quasar:
                return QuasarScene.Paint(scene, camera, random, truth);
            case SourceKind.DoublePlane:
                return DoublePlaneScene.Paint(scene, camera, options, random, truth);
            default:
                var magnitude = Galaxy(scene, camera, truth.Kind, random);
                return truth with { MagnitudeI = magnitude, Redshift = Redshifts.Of(truth.Kind, magnitude, side) };
        }
    }

    private static double Galaxy(Scene scene, Camera camera, SourceKind kind, Xoshiro random) => kind switch
    {
        SourceKind.Elliptical => GalaxyScenes.Elliptical(scene, random),
        SourceKind.Companions => GalaxyScenes.Companions(scene, random),
        SourceKind.Spiral => GalaxyScenes.Spiral(scene, random),
        SourceKind.Ring => GalaxyScenes.Ring(scene, random),
        SourceKind.Merger => GalaxyScenes.Merger(scene, random),
        SourceKind.EdgeOn => GalaxyScenes.EdgeOn(scene, random),
        SourceKind.PolarRing => MimicScenes.PolarRing(scene, random),
        SourceKind.ChanceAlignment => MimicScenes.ChanceAlignment(scene, random),
        SourceKind.EdgeOnCompanion => MimicScenes.EdgeOnCompanion(scene, random),
        SourceKind.RedGroup => HaloScene.PaintLight(scene, camera, random),
        SourceKind.StarPair => PointSources.Pair(scene, camera, random),
        _ when ArtefactScenes.IsArtefact(kind) => ArtefactScenes.Paint(scene, camera, kind, random),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of this sky."),
    };
}
