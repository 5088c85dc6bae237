using LensGrains.Bench.Harness;
using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Painted;

namespace LensGrains.Bench.Images;

/// <summary>The simulator, features and pictures, without grains, disk cache or network.</summary>
internal static class ImagingSuite
{
    private const int Runs = 5;

    public static void Run(Report report, string folder)
    {
        var options = new SkyOptions { Count = 300, Prevalence = 0.02, Parallelism = 2 };
        var mixed = SimulatedSky.Generate(options).ToArray();
        Skies(report, options);
        report.Rate("features", mixed.Length, Runs, () => Parallel(mixed.Length, i => Features.HandCrafted(mixed[i].Cutout)));

        var files = mixed.Select(source => FitsWriter.WriteBands(source.Cutout, folder, source.Truth.Name)
            .Select(path => new BandFile(path)).ToArray()).ToArray();
        report.Rate("read.fits", files.Length, Runs, () => Parallel(files.Length, i => Read(files[i])));
        report.Rate("read.fits.features", files.Length, Runs, () => Parallel(files.Length, i => Features.HandCrafted(Read(files[i]))));
        Pictures(report, "picture.fits", files[..100]);
        Pictures(report, "picture.jpeg424", [.. Enumerable.Repeat(new[] { new BandFile(LargeJpeg(folder)) }, 50)]);
    }

    /// <summary>Rates of the simulator by two threads and by one.</summary>
    private static void Skies(Report report, SkyOptions options)
    {
        var full = options with { Mixture = SkyMixture.Full, MinimumArcSignalToNoise = 20 };
        (string Name, SkyOptions Sky)[] skies =
        [
            ("simulate", options), ("simulate.lenses", options with { Prevalence = 1, Count = 100 }), ("simulate.full", full),
            .. SkyMixture.Full.Lenses.Where(share => share.Kind != SourceKind.Lens).Select(share => (
                $"simulate.{share.Kind.ToString().ToLowerInvariant()}",
                full with { Mixture = SkyMixture.Full.With(share with { Share = 1 }), Prevalence = 1, Count = 60 })),
        ];
        foreach (var (name, sky) in skies)
        {
            report.Rate(name, sky.Count, Runs, () => SimulatedSky.Generate(sky).Count());
            report.Rate(name + ".one", sky.Count, Runs, () => SimulatedSky.Generate(sky with { Parallelism = 1 }).Count());
        }

        var painted = new PaintedSkyOptions { Count = 500, Parallelism = 2 };
        report.Rate("simulate.realistic", painted.Count, Runs, () => PaintedSky.Generate(painted).Count());
        report.Rate("simulate.realistic.one", painted.Count, Runs, () => PaintedSky.Generate(painted with { Parallelism = 1 }).Count());
    }

    /// <summary>Pictures of 128 pixels, encoded either way, by one thread.</summary>
    private static void Pictures(Report report, string name, BandFile[][] sources)
    {
        foreach (var format in new[] { PictureFormat.Png, PictureFormat.Jpeg })
        {
            var options = new DisplayOptions { Size = 128, Format = format };
            report.Rate($"{name}.{(format == PictureFormat.Png ? "png" : "jpeg")}", sources.Length, Runs, () =>
            {
                foreach (var files in sources)
                {
                    Picture(files, options);
                }
            });
        }
    }

    private static string LargeJpeg(string folder)
    {
        var pixels = Enumerable.Range(0, 424 * 424 * 3).Select(i => (byte)(128 + (60 * Math.Sin(i * 0.01)) + (i * 7919 % 23))).ToArray();
        var path = Path.Combine(folder, "large.jpg");
        File.WriteAllBytes(path, Raster.EncodeJpeg(pixels, 424, 424));
        return path;
    }

    private static Cutout Read(BandFile[] files)
        => CutoutReader.Read(files, ImageLimits.Default, CancellationToken.None) is { IsRead: true } outcome
            ? outcome.Cutout
            : throw new InvalidDataException("A file of the bench does not read.");

    private static void Picture(BandFile[] files, DisplayOptions options)
    {
        if (Renderer.Render(files, options, ImageLimits.Default, CancellationToken.None).Picture is null)
        {
            throw new InvalidDataException("A file of the bench does not render.");
        }
    }

    private static void Parallel(int count, Action<int> action)
        => System.Threading.Tasks.Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, action);
}
