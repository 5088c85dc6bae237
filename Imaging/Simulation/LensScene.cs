namespace LensGrains.Imaging.Simulation;

/// <summary>Draws a lens: a red elliptical galaxy, and a blue one far behind it that it images.</summary>
internal static class LensScene
{
    private const int MaxDraws = 40;

    /// <summary>Paints a lens whose arcs reach the wanted signal-to-noise ratio; the last draw counts where none does.</summary>
    public static SourceTruth Paint(Scene scene, Camera camera, SkyOptions options, Xoshiro random, SourceTruth unnamed)
    {
        var lens = DrawLens(random);
        scene.AddSersic(lens.Center, lens.EffectiveRadiusArcsec, lens.Index, lens.LightAxisRatio, lens.AngleRadians, lens.Magnitudes);
        var arcs = DrawArcs(camera, random, lens.Model);
        for (var draw = 1; draw < MaxDraws && arcs.SignalToNoise < options.MinimumArcSignalToNoise; draw++)
        {
            arcs = DrawArcs(camera, random, lens.Model);
        }

        scene.AddLayer(arcs.Layer, arcs.Magnitudes);
        return unnamed with
        {
            Kind = SourceKind.Lens,
            EinsteinRadiusArcsec = lens.Model.EinsteinRadiusArcsec,
            ArcToLensFluxRatio = arcs.Magnification * Camera.Flux(arcs.Magnitudes.G) / Camera.Flux(lens.Magnitudes.G),
            ArcSignalToNoise = arcs.SignalToNoise,
            Magnification = arcs.Magnification,
            MagnitudeI = lens.Magnitudes.I,
        };
    }

    /// <summary>Flux per pixel of a lensed source of total flux 1: surface brightness is kept along each ray.</summary>
    public static float[] Image(PixelGrid grid, SieLens lens, Func<SkyVector, double> source)
        => grid.Sample(position => source(lens.SourcePosition(position)));

    private static DrawnLens DrawLens(Xoshiro random)
    {
        var radius = Math.Clamp(Math.Exp(random.Normal(Math.Log(1.4), 0.3)), 0.75, 2.8);
        var magnitudes = Magnitudes.Red(Math.Clamp(19.4 - (1.6 * Math.Log2(radius / 1.4)) + random.Normal(0, 0.5), 17.3, 20.8), random);
        var axisRatio = Math.Clamp(random.Normal(0.78, 0.12), 0.45, 0.98);
        var angle = random.Uniform(0, Math.PI);
        var center = new SkyVector(random.Normal(0, 0.05), random.Normal(0, 0.05));
        var shear = Math.Abs(random.Normal(0, 0.04));
        var (sin, cos) = Math.SinCos(2 * random.Uniform(0, Math.PI));
        var massAxisRatio = Math.Clamp(axisRatio + random.Normal(0, 0.06), 0.45, 0.98);
        var model = new SieLens(radius, massAxisRatio, angle + random.Normal(0, 0.1), center, shear * cos, shear * sin);
        var effectiveRadius = Math.Clamp(0.6 * radius * Math.Exp(random.Normal(0, 0.25)), 0.35, 1.7);
        return new DrawnLens(model, center, effectiveRadius, Math.Clamp(random.Normal(4, 0.7), 2, 6), axisRatio, angle, magnitudes);
    }

    private static DrawnArcs DrawArcs(Camera camera, Xoshiro random, SieLens lens)
    {
        var distance = 0.75 * lens.EinsteinRadiusArcsec * Math.Sqrt(random.Uniform());
        var (sin, cos) = Math.SinCos(random.Uniform(0, 2 * Math.PI));
        var magnitudes = Magnitudes.Blue(random.Uniform(22.0, 24.8), random);
        var source = DrawSource(random, new SkyVector(distance * cos, distance * sin));
        var layer = Image(camera.Grid, lens, source);
        return new DrawnArcs(layer, magnitudes, layer.Sum(), SignalToNoise(camera, layer, magnitudes));
    }

    private static Func<SkyVector, double> DrawSource(Xoshiro random, SkyVector center)
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

    private static double SignalToNoise(Camera camera, float[] layer, Magnitudes magnitudes)
    {
        var sum = 0.0;
        for (var band = 0; band < SkyOptions.Bands.Count; band++)
        {
            var scale = Camera.Flux(magnitudes[band]) / camera.SkyNoise(band);
            var blurred = camera.Blur(layer, band);
            sum += scale * scale * blurred.Sum(value => (double)value * value);
        }

        return Math.Sqrt(sum);
    }

    private sealed record DrawnLens(
        SieLens Model, SkyVector Center, double EffectiveRadiusArcsec, double Index, double LightAxisRatio, double AngleRadians,
        Magnitudes Magnitudes);

    private sealed record DrawnArcs(float[] Layer, Magnitudes Magnitudes, double Magnification, double SignalToNoise);
}
