namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>Draws what cameras add to the sky: spikes, bleeding columns, ghosts, trails and cosmic rays.</summary>
internal static class ArtefactScenes
{
    private const float SaturationElectronsPerSecond = 60;
    private static readonly SourceKind[] Kinds =
        [SourceKind.DiffractionSpikes, SourceKind.Ghost, SourceKind.SatelliteTrail, SourceKind.CosmicRays];

    /// <summary>One of the four, each as often as the others.</summary>
    public static SourceKind DrawKind(Xoshiro random) => Kinds[random.Integer(0, Kinds.Length - 1)];

    /// <summary>Paints what lies on the sky before the seeing; returns the magnitude of the main object.</summary>
    public static double Paint(Scene scene, Camera camera, SourceKind kind, Xoshiro random)
    {
        if (kind is SourceKind.SatelliteTrail or SourceKind.CosmicRays)
        {
            return GalaxyScenes.Elliptical(scene, random);
        }

        var magnitude = random.Uniform(14.5, 17.5);
        var star = new Magnitudes(magnitude + random.Uniform(0.2, 1.6), magnitude + random.Uniform(0.1, 0.6), magnitude);
        var center = GalaxyScenes.At(random.Uniform(0, 0.3), random.Uniform(0, 6.3));
        Star(scene, camera, center, star);
        if (kind == SourceKind.Ghost)
        {
            Ghost(scene, random, star);
        }
        else
        {
            Spikes(scene, random, center, star);
        }

        return magnitude;
    }

    /// <summary>True where the detector's part is to be added by <see cref="Damage"/>.</summary>
    public static bool IsArtefact(SourceKind kind) => Kinds.Contains(kind);

    /// <summary>Changes what the detector reads: saturation, a trail in one band, hits.</summary>
    public static void Damage(float[][] planes, int size, SourceKind kind, Xoshiro random)
    {
        foreach (var plane in planes)
        {
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] = Math.Min(plane[i], SaturationElectronsPerSecond);
            }
        }

        if (kind == SourceKind.SatelliteTrail)
        {
            Trail(planes[random.Integer(0, 2)], size, random);
        }
        else if (kind == SourceKind.CosmicRays)
        {
            for (var hit = random.Integer(2, 7); hit > 0; hit--)
            {
                Hit(planes[random.Integer(0, 2)], size, random);
            }
        }
    }

    /// <summary>A star with the wings that the convolution kernel cuts off: painted as the seeing's profile, after the blur.</summary>
    private static void Star(Scene scene, Camera camera, SkyVector center, Magnitudes star)
    {
        for (var band = 0; band < scene.Planes.Length; band++)
        {
            var fwhm = camera.SeeingArcsec[band];
            var layer = scene.Grid.Sample(p => PointSpread.Profile(camera.Shape, fwhm, Math.Pow((p - center).Length, 2)));
            var scale = (float)Camera.Flux(star[band]) / layer.Sum();
            var plane = scene.Unblurred[band];
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] += scale * layer[i];
            }
        }
    }

    private static void Spikes(Scene scene, Xoshiro random, SkyVector center, Magnitudes star)
    {
        var (sin, cos) = Math.SinCos(random.Uniform(0, Math.PI / 2));
        var length = random.Uniform(1, 2.5);
        var faint = random.Uniform(2.6, 4);
        scene.AddNormalised(
            p =>
            {
                var local = (p - center).Rotated(cos, sin);
                return Spike(local.X, local.Y, length) + Spike(local.Y, local.X, length);
            },
            new Magnitudes(star.G + faint, star.R + faint, star.I + faint));
    }

    private static double Spike(double along, double across, double length)
        => Math.Exp((-Math.Abs(along) / length) - (0.5 * Math.Pow(across / 0.15, 2)));

    /// <summary>A reflection: a ring of even light beside or around a star.</summary>
    private static void Ghost(Scene scene, Xoshiro random, Magnitudes star)
    {
        var center = GalaxyScenes.At(random.Uniform(0, 2), random.Uniform(0, 6.3));
        var radius = random.Uniform(1.5, 4.5);
        var faint = random.Uniform(4, 6);
        scene.AddNormalised(
            p =>
            {
                var r = (p - center).Length;
                return r > radius ? Math.Exp(-0.5 * Math.Pow((r - radius) / 0.15, 2)) : r < 0.4 * radius ? 0.1 : 1;
            },
            new Magnitudes(star.G + faint, star.R + faint, star.I + faint));
    }

    private static void Trail(float[] plane, int size, Xoshiro random)
    {
        var (sin, cos) = Math.SinCos(random.Uniform(0, Math.PI));
        var offset = random.Uniform(-0.3, 0.3) * size;
        var flux = (float)random.Uniform(0.15, 1.2);
        for (var i = 0; i < plane.Length; i++)
        {
            var (x, y) = ((i % size) - (size / 2.0), (i / size) - (size / 2.0));
            plane[i] += flux * (float)Math.Exp(-0.5 * Math.Pow(((x * sin) - (y * cos) - offset) / 1.6, 2));
        }
    }

    private static void Hit(float[] plane, int size, Xoshiro random)
    {
        var (x, y) = (random.Uniform(0, size), random.Uniform(0, size));
        var (sin, cos) = Math.SinCos(random.Uniform(0, Math.PI));
        var flux = (float)random.Uniform(0.5, 4);
        for (var step = random.Integer(1, 10); step > 0; step--, x += cos, y += sin)
        {
            if (x >= 0 && y >= 0 && x < size && y < size)
            {
                plane[((int)y * size) + (int)x] += flux;
            }
        }
    }
}
