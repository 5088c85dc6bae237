using System.Globalization;
using LensGrains.Imaging.Simulation.Scenes;

namespace LensGrains.Imaging.Simulation;

/// <summary>A simulated survey. Source <c>i</c> is a function of the options and <c>i</c>, whatever the threads do.</summary>
public static class SimulatedSky
{
    /// <summary>All sources in order, made a few ahead on <see cref="SkyOptions.Parallelism"/> threads.</summary>
    public static IEnumerable<SimulatedSource> Generate(SkyOptions options)
        => Ahead.Of(options.Count, options.Parallelism, index => Create(options, index));

    /// <summary>One source.</summary>
    public static SimulatedSource Create(SkyOptions options, int index)
    {
        var random = new Xoshiro(options.Seed, index);
        var side = new Xoshiro(options.Seed, -1L - index);
        var kind = SkyMixture.Draw(random.Chance(options.Prevalence) ? options.Mixture.Lenses : options.Mixture.Others, random);
        var camera = new Camera(options, options.SeeingArcsec * Math.Clamp(Math.Exp(random.Normal(0, 0.1)), 0.75, 1.4));
        var ra = random.Uniform(0, 360);
        var dec = Math.Asin(random.Uniform(-1, 1)) * 180 / Math.PI;
        var name = string.Create(CultureInfo.InvariantCulture, $"sim-{options.Seed}-{index:D6}");
        kind = kind == SourceKind.Artefact ? ArtefactScenes.DrawKind(random) : kind;
        var truth = new SourceTruth(name, kind, null, null, null, null, null, camera.SeeingArcsec[1], ra, dec)
        {
            IsMarked = kind == options.MarkedKind, Seed = options.Seed, Index = index,
        };

        var scene = new Scene(camera.Grid);
        truth = ScenePainter.Paint(scene, camera, options, random, side, truth);
        GalaxyScenes.Field(scene, random);
        var planes = SkyOptions.Bands.Select((_, band) => camera.Expose(camera.Seen(scene, band), band, random)).ToArray();
        if (ArtefactScenes.IsArtefact(kind))
        {
            ArtefactScenes.Damage(planes, options.Size, kind, random);
        }

        return new SimulatedSource(index, truth, ToCutout(options, camera, truth, planes));
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
