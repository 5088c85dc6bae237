using LensGrains.Imaging.Simulation.Lensing;

namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>A blue galaxy seen through a lens.</summary>
/// <param name="Layer">Flux per pixel for a source of total flux 1.</param>
/// <param name="Magnitudes">Of the source without the lens.</param>
/// <param name="Source">Its position without the lens.</param>
/// <param name="SignalToNoise">Of the layer behind the camera.</param>
internal sealed record Arcs(float[] Layer, Magnitudes Magnitudes, SkyVector Source, double SignalToNoise)
{
    private const int MaxDraws = 40;

    /// <summary>Flux in the cutout over that of the source.</summary>
    public double Magnification { get; } = Layer.Sum();

    /// <summary>Draws until the arcs reach the wanted signal-to-noise ratio; the last draw counts where none does.</summary>
    /// <param name="camera">The camera.</param>
    /// <param name="least">Wanted signal-to-noise ratio.</param>
    /// <param name="random">Random numbers.</param>
    /// <param name="rays">The lens.</param>
    /// <param name="reachArcsec">Sources are drawn evenly over a disc of this radius.</param>
    public static Arcs Draw(Camera camera, double least, Xoshiro random, RayGrid rays, double reachArcsec)
    {
        for (var draw = 1; ; draw++)
        {
            if (DrawOne(camera, draw < MaxDraws ? least : 0, random, rays, reachArcsec) is { } arcs)
            {
                return arcs;
            }
        }
    }

    /// <summary>One draw; null where it does not reach the wanted signal-to-noise ratio.</summary>
    private static Arcs? DrawOne(Camera camera, double least, Xoshiro random, RayGrid rays, double reachArcsec)
    {
        var distance = reachArcsec * Math.Sqrt(random.Uniform());
        var (sin, cos) = Math.SinCos(random.Uniform(0, 2 * Math.PI));
        var magnitudes = Magnitudes.Blue(random.Uniform(22.0, 24.8), random);
        var position = new SkyVector(distance * cos, distance * sin);
        var layer = rays.Image(Brightness(random, position));
        if (MeasureSignalToNoise(camera, magnitudes, _ => layer) < least)
        {
            return null; // seeing only spreads light, so it would lower it further
        }

        var signalToNoise = MeasureSignalToNoise(camera, magnitudes, band => camera.Blur(layer, band));
        return signalToNoise < least ? null : new Arcs(layer, magnitudes, position, signalToNoise);
    }

    /// <summary>A disc of total flux 1, with or without a clump of young stars.</summary>
    private static Func<SkyVector, double> Brightness(Xoshiro random, SkyVector center)
    {
        var radius = random.Uniform(0.1, 0.32);
        var main = new SersicProfile(center, radius, random.Uniform(0.7, 1.8), random.Uniform(0.45, 1), random.Uniform(0, Math.PI));
        if (random.Chance(0.5))
        {
            return main.Brightness;
        }

        var offset = new SkyVector(random.Normal(0, radius), random.Normal(0, radius));
        var clump = new SersicProfile(center + offset, 0.07, 1, 1, 0);
        var share = random.Uniform(0.1, 0.4);
        return position => ((1 - share) * main.Brightness(position)) + (share * clump.Brightness(position));
    }

    private static double MeasureSignalToNoise(Camera camera, Magnitudes magnitudes, Func<int, float[]> seen)
    {
        var sum = 0.0;
        for (var band = 0; band < SkyOptions.Bands.Count; band++)
        {
            var scale = Camera.Flux(magnitudes[band]) / camera.SkyNoise(band);
            sum += scale * scale * seen(band).Sum(value => (double)value * value);
        }

        return Math.Sqrt(sum);
    }
}
