using LensGrains.Imaging.Simulation.Lensing;

namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>Draws a galaxy that lenses two others behind it at different redshifts, the nearer of which deflects the light of the farther.</summary>
internal static class DoublePlaneScene
{
    public static SourceTruth Paint(Scene scene, Camera camera, SkyOptions options, Xoshiro random, SourceTruth truth)
    {
        var cosmology = FlatCosmology.Standard;
        var lens = LensGalaxy.Draw(random);
        lens.Shine(scene);
        var redshift = Redshifts.OfRed(lens.Magnitudes.I, random);
        var near = redshift + random.Uniform(0.25, 0.7);
        var far = near + random.Uniform(0.6, 2);
        var scale = cosmology.DoublePlaneScale(redshift, near, far);
        var light = new LensedLight(camera);

        var reach = lens.Mass.EinsteinRadiusArcsec;
        var first = Arcs.Draw(camera, options.MinimumArcSignalToNoise, random, new RayGrid(camera.Grid, lens.Plane), 0.5 * reach);
        light.Add(first);
        var dispersion = random.Uniform(80, 170);
        var second = new SieLens(cosmology.IsothermalEinsteinRadiusArcsec(dispersion, near, far), 1, 0, first.Source);
        var planes = new DoublePlane(lens.Plane, second, scale);
        light.Add(Arcs.Draw(camera, options.MinimumArcSignalToNoise / 2, random, new RayGrid(camera.Grid, planes.Far), 0.5 * reach / scale));
        light.Shine(scene);
        return light.Describe(lens.Describe(truth, redshift, near), lens.Magnitudes) with
        {
            FarSourceRedshift = far,
            FarEinsteinRadiusArcsec = lens.Mass.EinsteinRadiusArcsec / scale,
            SourcePosition = first.Source,
            SourceMagnitudeI = first.Magnitudes.I,
        };
    }
}
