using LensGrains.Imaging.Simulation.Lensing;

namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>Draws a galaxy that lenses a quasar: two or four points, and often arcs of the galaxy that the quasar sits in.</summary>
internal static class QuasarScene
{
    private const int MaxDraws = 200;
    private const double CertainMagnification = 10;
    private const double FaintestImage = 0.05;

    public static SourceTruth Paint(Scene scene, Camera camera, Xoshiro random, SourceTruth truth)
    {
        var lens = LensGalaxy.Draw(random, 1.0, 0.5, 2.4);
        lens.Shine(scene);
        var redshift = Redshifts.OfRed(lens.Magnitudes.I, random);
        var sourceRedshift = Redshifts.OfSource(redshift, random);
        var (source, images) = DrawImages(random, lens);
        var magnitudes = PointSources.Quasar(random.Uniform(20, 23), random);
        var light = new LensedLight(camera);
        light.AddPoints(images.Select(image => (image.Position, Math.Abs(image.Magnification))), magnitudes);
        if (random.Chance(0.6))
        {
            AddHost(light, camera, random, lens, source, magnitudes.I);
        }

        light.Shine(scene);
        return light.Describe(lens.Describe(truth, redshift, sourceRedshift), lens.Magnitudes) with
        {
            SourcePosition = source,
            SourceMagnitudeI = magnitudes.I,
            Images = images.Count,
            ImageSeparationArcsec = images.Max(a => images.Max(b => (a.Position - b.Position).Length)),
        };
    }

    /// <summary>
    /// Sources evenly over a disc, until one has two images or more; the more they are magnified, the more often they are taken, up to
    /// tenfold, since faint quasars are many and only the magnified ones are seen.
    /// </summary>
    private static (SkyVector Source, IReadOnlyList<PointImage> Images) DrawImages(Xoshiro random, LensGalaxy lens)
    {
        var radius = lens.Mass.EinsteinRadiusArcsec;
        for (var draw = 0; draw < MaxDraws; draw++)
        {
            var source = lens.Mass.Center + GalaxyScenes.At(0.75 * radius * Math.Sqrt(random.Uniform()), random.Uniform(0, 2 * Math.PI));
            var images = LensEquation.Images(lens.Plane, source, lens.Mass.Center, 3 * radius, FaintestImage);
            if (images.Count > 1 && random.Chance(images.Sum(image => Math.Abs(image.Magnification)) / CertainMagnification))
            {
                return (source, images);
            }
        }

        throw new InvalidOperationException($"None of {MaxDraws} points behind a lens of {radius} arcsec has two images.");
    }

    private static void AddHost(LensedLight light, Camera camera, Xoshiro random, LensGalaxy lens, SkyVector source, double quasarI)
    {
        var magnitude = quasarI + random.Uniform(0.8, 3);
        var magnitudes = random.Chance(0.7) ? Magnitudes.Blue(magnitude, random) : Magnitudes.Disc(magnitude, random);
        var host = new SersicProfile(source, random.Uniform(0.15, 0.45), random.Uniform(0.8, 3), random.Uniform(0.5, 1), random.Uniform(0, Math.PI));
        light.Add(new RayGrid(camera.Grid, lens.Plane).Image(host.Brightness), magnitudes);
    }
}
