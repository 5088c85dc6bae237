namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>Draws the galaxies that are no lenses, those that look like some among them. Each returns the main magnitude in i.</summary>
internal static class GalaxyScenes
{
    public static double Elliptical(Scene scene, Xoshiro random)
    {
        var i = random.Uniform(17.3, 20.6);
        var radius = Math.Clamp(0.95 * Math.Pow(10, -0.15 * (i - 19)) * Math.Exp(random.Normal(0, 0.25)), 0.3, 2.5);
        var axisRatio = Math.Clamp(random.Normal(0.76, 0.14), 0.35, 0.99);
        scene.AddSersic(Center(random), radius, Math.Clamp(random.Normal(4, 0.8), 1.8, 6), axisRatio, Angle(random), Magnitudes.Red(i, random));
        return i;
    }

    public static double Companions(Scene scene, Xoshiro random)
    {
        var i = Elliptical(scene, random);
        var count = random.Integer(1, 4);
        for (var companion = 0; companion < count; companion++)
        {
            var distance = random.Uniform(1.0, 3.6);
            var angle = random.Uniform(0, 2 * Math.PI);
            var magnitude = random.Uniform(Math.Max(20.3, i + 0.8), 23.8);
            var colors = random.Chance(0.6) ? Magnitudes.Blue(magnitude, random) : Magnitudes.Red(magnitude, random);
            scene.AddSersic(At(distance, angle), random.Uniform(0.15, 0.45), random.Uniform(0.8, 3), random.Uniform(0.35, 1), Angle(random), colors);
        }

        return i;
    }

    public static double Spiral(Scene scene, Xoshiro random)
    {
        var i = random.Uniform(17.2, 20.2);
        var bulgeShare = random.Uniform(0.08, 0.4);
        var scale = random.Uniform(0.8, 1.7);
        var disc = new Disc(Center(random), random.Uniform(0.35, 1), Angle(random));
        var arms = random.Chance(0.75) ? 2 : random.Integer(3, 4);
        var winding = (random.Chance(0.5) ? 1 : -1) / Math.Tan(random.Uniform(12, 32) * Math.PI / 180);
        var phase = Angle(random);
        var contrast = random.Uniform(0.5, 0.95);
        scene.AddSersic(
            disc.Center, random.Uniform(0.25, 0.6), random.Uniform(1.5, 4), Math.Max(disc.AxisRatio, 0.7), disc.AngleRadians,
            Magnitudes.Red(Fainter(i, bulgeShare), random));
        scene.AddNormalised(p => Math.Exp(-disc.Radius(p) / scale), Magnitudes.Disc(Fainter(i, (1 - bulgeShare) * (1 - (contrast * 0.6))), random));
        scene.AddNormalised(
            p =>
            {
                var (radius, angle) = disc.Polar(p);
                var wave = 0.5 + (0.5 * Math.Cos(arms * (angle - phase - (winding * Math.Log(Math.Max(radius, 0.1) / scale)))));
                return Math.Exp(-radius / (1.3 * scale)) * Math.Pow(wave, 3) * (1 - Math.Exp(-Math.Pow(radius / (0.6 * scale), 2)));
            },
            Magnitudes.Blue(Fainter(i, (1 - bulgeShare) * contrast * 0.6), random));
        Knots(scene, random, disc, scale, i + 3);
        return i;
    }

    public static double Ring(Scene scene, Xoshiro random)
    {
        var i = random.Uniform(17.8, 20.4);
        var disc = new Disc(Center(random), random.Uniform(0.45, 1), Angle(random));
        var radius = random.Uniform(1.2, 2.8);
        var thickness = random.Uniform(0.22, 0.5) * radius;
        var share = random.Uniform(0.12, 0.45);
        var lopsided = random.Uniform(0, 0.5);
        var phase = Angle(random);
        scene.AddSersic(disc.Center, random.Uniform(0.35, 0.8), random.Uniform(2, 4), Math.Max(0.6, disc.AxisRatio), disc.AngleRadians,
            Magnitudes.Red(Fainter(i, 0.7), random));
        scene.AddNormalised(p => Math.Exp(-disc.Radius(p) / (0.7 * radius)), Magnitudes.Disc(Fainter(i, 0.3), random));
        scene.AddNormalised(
            p =>
            {
                var (r, angle) = disc.Polar(p);
                return Math.Exp(-0.5 * Math.Pow((r - radius) / (thickness / 2), 2)) * (1 + (lopsided * Math.Cos(angle - phase)));
            },
            Magnitudes.Blue(Fainter(i, share), random));
        return i;
    }

    public static double Merger(Scene scene, Xoshiro random)
    {
        var i = random.Uniform(17.6, 20.3);
        var first = random.Chance(0.5) ? Magnitudes.Red(i, random) : Magnitudes.Disc(i, random);
        scene.AddSersic(Center(random), random.Uniform(0.5, 1.1), random.Uniform(1, 4), random.Uniform(0.4, 0.95), Angle(random), first);
        var angle = random.Uniform(0, 2 * Math.PI);
        var distance = random.Uniform(0.9, 2.6);
        var secondMagnitude = i + random.Uniform(0.1, 1.6);
        var second = random.Chance(0.4) ? Magnitudes.Red(secondMagnitude, random) : Magnitudes.Disc(secondMagnitude, random);
        scene.AddSersic(At(distance, angle), random.Uniform(0.35, 0.9), random.Uniform(1, 3), random.Uniform(0.35, 0.95), Angle(random), second);
        if (random.Chance(0.7))
        {
            Tail(scene, random, i + random.Uniform(1.5, 3));
        }

        return i;
    }

    public static double EdgeOn(Scene scene, Xoshiro random)
    {
        var i = random.Uniform(17.6, 20.6);
        var angle = Angle(random);
        var center = Center(random);
        var share = random.Uniform(0.05, 0.4);
        scene.AddSersic(center, random.Uniform(1.0, 2.4), 1, random.Uniform(0.08, 0.24), angle, Magnitudes.Disc(Fainter(i, 1 - share), random));
        scene.AddSersic(center, random.Uniform(0.25, 0.6), random.Uniform(1.5, 4), random.Uniform(0.55, 0.95), angle,
            Magnitudes.Red(Fainter(i, share), random));
        return i;
    }

    /// <summary>Faint galaxies that happen to be in the field of every source.</summary>
    public static void Field(Scene scene, Xoshiro random)
    {
        var half = scene.Grid.Size * scene.Grid.PixelScaleArcsec / 2;
        var count = random.Integer(1, 6);
        for (var galaxy = 0; galaxy < count; galaxy++)
        {
            var magnitude = 25.2 - (3.4 * Math.Pow(random.Uniform(), 2.2));
            var colors = random.Chance(0.7) ? Magnitudes.Blue(magnitude, random) : Magnitudes.Red(magnitude, random);
            var center = new SkyVector(random.Uniform(-half, half), random.Uniform(-half, half));
            scene.AddSersic(center, random.Uniform(0.12, 0.5), random.Uniform(0.7, 3), random.Uniform(0.3, 1), Angle(random), colors);
        }
    }

    internal static SkyVector At(double distance, double angle) => new(distance * Math.Cos(angle), distance * Math.Sin(angle));

    private static void Knots(Scene scene, Xoshiro random, Disc disc, double scale, double magnitude)
    {
        for (var knot = random.Integer(0, 5); knot > 0; knot--)
        {
            var position = disc.Center + At(random.Uniform(0.5, 2.2) * scale, random.Uniform(0, 2 * Math.PI));
            scene.AddSersic(position, random.Uniform(0.08, 0.25), 1, random.Uniform(0.5, 1), Angle(random), Magnitudes.Blue(magnitude + random.Uniform(0.3, 2), random));
        }
    }

    /// <summary>A tidal tail: a piece of a broad arc whose centre is not the galaxy.</summary>
    private static void Tail(Scene scene, Xoshiro random, double magnitude)
    {
        var pivot = At(random.Uniform(0.8, 3), random.Uniform(0, 2 * Math.PI));
        var radius = random.Uniform(1.5, 4);
        var width = random.Uniform(0.25, 0.6);
        var start = random.Uniform(0, 2 * Math.PI);
        var length = random.Uniform(0.5, 1.4);
        scene.AddNormalised(
            p =>
            {
                var offset = p - pivot;
                var along = Math.IEEERemainder(Math.Atan2(offset.Y, offset.X) - start, 2 * Math.PI) / length;
                return Math.Exp((-0.5 * Math.Pow((offset.Length - radius) / width, 2)) - Math.Pow(along, 2));
            },
            Magnitudes.Disc(magnitude, random));
    }

    internal static SkyVector Center(Xoshiro random) => new(random.Normal(0, 0.06), random.Normal(0, 0.06));

    internal static double Angle(Xoshiro random) => random.Uniform(0, Math.PI);

    internal static double Fainter(double magnitude, double share) => magnitude - (2.5 * Math.Log10(Math.Max(share, 1e-3)));
}
