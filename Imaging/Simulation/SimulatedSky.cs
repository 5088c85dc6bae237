using System.Globalization;

namespace LensGrains.Imaging.Simulation;

/// <summary>A simulated survey. Source <c>i</c> is a function of the options and <c>i</c>, whatever the threads do.</summary>
public static class SimulatedSky
{
    private static readonly (SourceKind Kind, double Share)[] NonLenses =
    [
        (SourceKind.Elliptical, 0.28), (SourceKind.Companions, 0.24), (SourceKind.Spiral, 0.2), (SourceKind.EdgeOn, 0.09),
        (SourceKind.Merger, 0.08), (SourceKind.Ring, 0.05), (SourceKind.Artefact, 0.06),
    ];

    /// <summary>All sources in order, made a few ahead on <see cref="SkyOptions.Parallelism"/> threads.</summary>
    public static IEnumerable<SimulatedSource> Generate(SkyOptions options)
        => Enumerable.Range(0, options.Count)
            .AsParallel().AsOrdered()
            .WithDegreeOfParallelism(Math.Clamp(options.Parallelism, 1, 512))
            .Select(index => Create(options, index));

    /// <summary>One source.</summary>
    public static SimulatedSource Create(SkyOptions options, int index)
    {
        var random = new Xoshiro(options.Seed, index);
        var isLens = random.Chance(options.Prevalence);
        var kind = isLens ? SourceKind.Lens : DrawKind(random);
        var camera = new Camera(options, options.SeeingArcsec * Math.Clamp(Math.Exp(random.Normal(0, 0.1)), 0.75, 1.4));
        var ra = random.Uniform(0, 360);
        var dec = Math.Asin(random.Uniform(-1, 1)) * 180 / Math.PI;
        var name = string.Create(CultureInfo.InvariantCulture, $"sim-{options.Seed}-{index:D6}");
        var truth = new SourceTruth(name, kind, null, null, null, null, 0, camera.SeeingArcsec[1], ra, dec);

        var scene = new Scene(camera.Grid);
        var damage = default(ArtefactScenes.Kind?);
        truth = isLens ? LensScene.Paint(scene, camera, options, random, truth) : truth with { MagnitudeI = Paint(scene, camera, kind, random, out damage) };
        GalaxyScenes.Field(scene, random);
        var planes = scene.Planes.Select((plane, band) => camera.Expose(Sum(camera.Blur(plane, band), scene.Unblurred[band]), band, random)).ToArray();
        if (damage is { } what)
        {
            ArtefactScenes.Damage(planes, options.Size, what, random);
        }

        return new SimulatedSource(index, truth, ToCutout(options, camera, truth, planes));
    }

    private static float[] Sum(float[] a, float[] b)
    {
        System.Numerics.Tensors.TensorPrimitives.Add(a, b, a);
        return a;
    }

    private static SourceKind DrawKind(Xoshiro random)
    {
        var left = random.Uniform();
        foreach (var (kind, share) in NonLenses)
        {
            left -= share;
            if (left < 0)
            {
                return kind;
            }
        }

        return SourceKind.Elliptical;
    }

    private static double Paint(Scene scene, Camera camera, SourceKind kind, Xoshiro random, out ArtefactScenes.Kind? damage)
    {
        damage = null;
        switch (kind)
        {
            case SourceKind.Companions:
                return GalaxyScenes.Companions(scene, random);
            case SourceKind.Spiral:
                return GalaxyScenes.Spiral(scene, random);
            case SourceKind.Ring:
                return GalaxyScenes.Ring(scene, random);
            case SourceKind.Merger:
                return GalaxyScenes.Merger(scene, random);
            case SourceKind.EdgeOn:
                return GalaxyScenes.EdgeOn(scene, random);
            case SourceKind.Artefact:
                var magnitude = ArtefactScenes.Paint(scene, camera, random, out var what);
                damage = what;
                return magnitude;
            default:
                return GalaxyScenes.Elliptical(scene, random);
        }
    }

    private static Cutout ToCutout(SkyOptions options, Camera camera, SourceTruth truth, float[][] planes)
    {
        var headers = SkyOptions.Bands.Select((band, number) => new BandHeader(band)
        {
            Filter = band,
            ZeroPointMag = Camera.ZeroPointMag,
            ExposureSeconds = options.ExposureSeconds,
            PsfFwhmArcsec = camera.SeeingArcsec[number],
            SkyNoise = camera.SkyNoise(number),
            Units = "electron/s",
            PixelScaleArcsec = options.PixelScaleArcsec,
        });
        return new Cutout([.. SkyOptions.Bands], options.Size, options.Size, [.. planes.SelectMany(plane => plane)])
        {
            Units = "electron/s",
            IsBottomUp = true,
            Header = new CutoutHeader
            {
                Survey = "simulated",
                Instrument = "LensGrains sky",
                ObjectName = truth.Name,
                PixelScaleArcsec = options.PixelScaleArcsec,
                RaDeg = truth.RaDeg,
                DecDeg = truth.DecDeg,
                Bands = [.. headers],
            },
        };
    }
}
