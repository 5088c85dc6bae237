using System.Diagnostics;
using LensGrains.Imaging.Simulation;

namespace LensGrains.Imaging.Bench;

/// <summary>Plain repeated runs: rates of the simulator, ingest, features, and the time of pictures.</summary>
internal static class Speed
{
    public static int Run()
    {
        var options = new SkyOptions { Count = 300, Prevalence = 0.02, Parallelism = 2 };
        var mixed = SimulatedSky.Generate(options).ToArray();
        Rate("simulate, 2% lenses, 2 threads", 300, () => SimulatedSky.Generate(options).Count());
        var lenses = options with { Prevalence = 1, Count = 100 };
        Rate("simulate, lenses only, 2 threads", 100, () => SimulatedSky.Generate(lenses).Count());
        Rate("features, 2 threads", mixed.Length, () => Parallel(mixed.Length, i => Features.HandCrafted(mixed[i].Cutout)));
        Rate("features, 1 thread", 200, () => { foreach (var source in mixed.Take(200)) { Features.HandCrafted(source.Cutout); } });

        var folder = Directory.CreateTempSubdirectory("imaging-bench-").FullName;
        try
        {
            Files(mixed, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static void Files(SimulatedSource[] mixed, string folder)
    {
        var paths = mixed.Select(source => FitsWriter.WriteBands(source.Cutout, folder, source.Truth.Name)
            .Select(path => new BandFile(path)).ToArray()).ToArray();
        Rate("read 3 FITS, 2 threads", paths.Length, () => Parallel(paths.Length, i => Read(paths[i])));
        Rate("read 3 FITS + features, 2 threads", paths.Length, () => Parallel(paths.Length, i => Features.HandCrafted(Read(paths[i]))));
        var png = new DisplayOptions { Size = 128 };
        var jpeg = new DisplayOptions { Size = 128, Format = PictureFormat.Jpeg };
        Rate("picture cold from 3 FITS, PNG 128, 1 thread", 100, () => Pictures(paths, png));
        Rate("picture cold from 3 FITS, JPEG 128, 1 thread", 100, () => Pictures(paths, jpeg));
        var large = Enumerable.Range(0, 424 * 424 * 3).Select(i => (byte)(128 + (60 * Math.Sin(i * 0.01)) + (i * 7919 % 23))).ToArray();
        var source = Path.Combine(folder, "large.jpg");
        File.WriteAllBytes(source, Raster.EncodeJpeg(large, 424, 424));
        Rate("thumbnail 128 PNG of 424 px JPEG, 1 thread", 50, () => Repeat(50, () => Picture([new BandFile(source)], png)));
        Rate("thumbnail 128 JPEG of 424 px JPEG, 1 thread", 50, () => Repeat(50, () => Picture([new BandFile(source)], jpeg)));
    }

    private static Cutout Read(BandFile[] files)
        => CutoutReader.Read(files, ImageLimits.Default, CancellationToken.None) is { IsRead: true } outcome
            ? outcome.Cutout
            : throw new InvalidDataException("A file of the bench does not read.");

    private static void Pictures(BandFile[][] paths, DisplayOptions options)
    {
        foreach (var files in paths.Take(100))
        {
            Picture(files, options);
        }
    }

    private static void Picture(BandFile[] files, DisplayOptions options)
    {
        if (Renderer.Render(files, options, ImageLimits.Default, CancellationToken.None).Picture is null)
        {
            throw new InvalidDataException("A file of the bench does not render.");
        }
    }

    private static void Repeat(int count, Action action)
    {
        for (var i = 0; i < count; i++)
        {
            action();
        }
    }

    private static void Parallel(int count, Action<int> action)
        => System.Threading.Tasks.Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, action);

    /// <summary>Median of three runs by the clock; beside it the rate that two free cores would give, from processor time.</summary>
    private static void Rate(string name, int count, Action action)
    {
        action();
        var processor = Environment.CpuUsage.TotalTime;
        var seconds = Enumerable.Range(0, 3).Select(_ =>
        {
            var clock = Stopwatch.StartNew();
            action();
            return clock.Elapsed.TotalSeconds;
        }).Order().ElementAt(1);
        var perItem = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / (3 * count);
        Console.WriteLine($"{name,-46} {count / seconds,8:F0} /s by the clock; {perItem,7:F2} ms of processor each, {2000 / perItem,7:F0} /s on 2 cores");
    }
}
