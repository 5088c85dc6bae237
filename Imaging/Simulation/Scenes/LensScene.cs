using LensGrains.Imaging.Simulation.Lensing;

namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>Draws a lens: a red elliptical galaxy, and a blue one far behind it that it images.</summary>
internal static class LensScene
{
    /// <summary>
    /// Paints a lens. The redshifts come from random numbers of their own (<paramref name="side"/>): the picture does not depend on them.
    /// </summary>
    public static SourceTruth Paint(Scene scene, Camera camera, SkyOptions options, Xoshiro random, Xoshiro side, SourceTruth truth)
    {
        var lens = LensGalaxy.Draw(random);
        lens.Shine(scene);
        var rays = new RayGrid(camera.Grid, lens.Plane);
        var arcs = Arcs.Draw(camera, options.MinimumArcSignalToNoise, random, rays, 0.75 * lens.Mass.EinsteinRadiusArcsec);
        scene.AddLayer(arcs.Layer, arcs.Magnitudes);
        var redshift = Redshifts.OfRed(lens.Magnitudes.I, side);
        return lens.Describe(truth, redshift, Redshifts.OfSource(redshift, side)) with
        {
            ArcToLensFluxRatio = arcs.Magnification * Camera.Flux(arcs.Magnitudes.G) / Camera.Flux(lens.Magnitudes.G),
            ArcSignalToNoise = arcs.SignalToNoise,
            Magnification = arcs.Magnification,
            SourcePosition = arcs.Source,
            SourceMagnitudeI = arcs.Magnitudes.I,
        };
    }
}
