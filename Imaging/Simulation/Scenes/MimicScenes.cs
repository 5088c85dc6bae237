namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>Draws galaxies that are taken for lenses. Each returns the main magnitude in i.</summary>
internal static class MimicScenes
{
    /// <summary>An early-type galaxy, and a ring seen from near its edge, across the galaxy's major axis.</summary>
    public static double PolarRing(Scene scene, Xoshiro random)
    {
        var i = random.Uniform(17.8, 20.2);
        var angle = GalaxyScenes.Angle(random);
        var center = GalaxyScenes.Center(random);
        scene.AddSersic(
            center, random.Uniform(0.5, 1.1), random.Uniform(2, 4.5), random.Uniform(0.35, 0.75), angle, Magnitudes.Red(i, random));
        var disc = new Disc(center, random.Uniform(0.15, 0.55), angle + (Math.PI / 2) + random.Normal(0, 0.15));
        var radius = random.Uniform(1.2, 2.8);
        var width = random.Uniform(0.12, 0.3) * radius;
        var ring = i - (2.5 * Math.Log10(random.Uniform(0.08, 0.35)));
        scene.AddNormalised(
            p => Math.Exp(-0.5 * Math.Pow((disc.Radius(p) - radius) / width, 2)),
            random.Chance(0.7) ? Magnitudes.Blue(ring, random) : Magnitudes.Disc(ring, random));
        return i;
    }

    /// <summary>A red galaxy with one to three flat blue galaxies that lie across the radius by chance.</summary>
    public static double ChanceAlignment(Scene scene, Xoshiro random)
    {
        var i = GalaxyScenes.Elliptical(scene, random);
        var first = random.Uniform(0, 2 * Math.PI);
        for (var (left, angle) = (random.Integer(1, 3), first); left > 0; left--, angle = first + Math.PI + random.Normal(0, 0.7))
        {
            var magnitude = random.Uniform(Math.Max(20.8, i + 0.8), 23.6);
            var across = angle + (Math.PI / 2) + random.Normal(0, 0.3);
            scene.AddSersic(
                GalaxyScenes.At(random.Uniform(0.9, 2.8), angle), random.Uniform(0.3, 0.75), random.Uniform(0.7, 1.5), random.Uniform(0.15, 0.45),
                across, Magnitudes.Blue(magnitude, random));
        }

        return i;
    }

    /// <summary>A red galaxy, and a disc seen from its edge that passes beside it.</summary>
    public static double EdgeOnCompanion(Scene scene, Xoshiro random)
    {
        var i = GalaxyScenes.Elliptical(scene, random);
        var angle = random.Uniform(0, 2 * Math.PI);
        var position = GalaxyScenes.At(random.Uniform(1.1, 2.8), angle);
        var across = angle + (Math.PI / 2) + random.Normal(0, 0.45);
        var magnitude = Math.Min(23, i + random.Uniform(0.8, 3));
        var share = random.Uniform(0.03, 0.25);
        scene.AddSersic(
            position, random.Uniform(0.7, 1.5), 1, random.Uniform(0.1, 0.25), across, Magnitudes.Disc(GalaxyScenes.Fainter(magnitude, 1 - share), random));
        scene.AddSersic(
            position, random.Uniform(0.15, 0.35), random.Uniform(1, 3), random.Uniform(0.6, 0.95), across,
            Magnitudes.Red(GalaxyScenes.Fainter(magnitude, share), random));
        return i;
    }
}
