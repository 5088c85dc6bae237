namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>Draws stars, quasars, and what looks like the latter's images.</summary>
internal static class PointSources
{
    private const double ReachInWidths = 6;

    /// <summary>Adds a point of some multiple of a flux, as wide as the seeing in each band.</summary>
    public static void Add(Scene scene, Camera camera, SkyVector position, Magnitudes magnitudes, double factor = 1)
    {
        for (var band = 0; band < scene.Planes.Length; band++)
        {
            var fwhm = camera.SeeingArcsec[band];
            var flux = factor * Camera.Flux(magnitudes[band]);
            var layer = scene.Grid.Sample(
                p => flux * PointSpread.Brightness(camera.Shape, fwhm, (p - position).Length), position, ReachInWidths * fwhm);
            System.Numerics.Tensors.TensorPrimitives.Add(scene.Unblurred[band], layer, scene.Unblurred[band]);
        }
    }

    /// <summary>A quasar at redshift 1 to 3: blue, without an emission line in mind.</summary>
    public static Magnitudes Quasar(double i, Xoshiro random)
    {
        var ri = random.Normal(0.1, 0.12);
        return new Magnitudes(i + ri + random.Normal(0.2, 0.15), i + ri, i);
    }

    /// <summary>A star of the main sequence, F to M.</summary>
    public static Magnitudes Star(double i, Xoshiro random)
    {
        var gr = random.Uniform(0.3, 1.4);
        var ri = (0.45 * gr) - 0.05 + random.Normal(0, 0.05);
        return new Magnitudes(i + ri + gr, i + ri, i);
    }

    /// <summary>A red galaxy, and one to three points about it. Half of the pairs lie on opposite sides in the same colour.</summary>
    public static double Pair(Scene scene, Camera camera, Xoshiro random)
    {
        var i = GalaxyScenes.Elliptical(scene, random);
        var (distance, angle) = (random.Uniform(0.6, 2.2), random.Uniform(0, 2 * Math.PI));
        var first = random.Chance(0.4) ? Quasar(random.Uniform(18.5, 21.5), random) : Star(random.Uniform(18.5, 21.5), random);
        Add(scene, camera, GalaxyScenes.At(distance, angle), first);
        var isOpposite = random.Chance(0.5);
        for (var more = random.Integer(isOpposite ? 1 : 0, 2); more > 0; more--, isOpposite = false)
        {
            var position = isOpposite
                ? GalaxyScenes.At(distance * random.Uniform(0.4, 1), angle + Math.PI + random.Normal(0, 0.3))
                : GalaxyScenes.At(random.Uniform(0.6, 2.6), random.Uniform(0, 2 * Math.PI));
            var second = isOpposite ? first : Star(random.Uniform(18.5, 22), random);
            Add(scene, camera, position, second, random.Uniform(0.25, 1));
        }

        return i;
    }
}
