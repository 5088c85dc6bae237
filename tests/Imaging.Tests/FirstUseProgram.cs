using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;

namespace LensGrains.Tests.Imaging;

/// <summary>The child process of <see cref="FirstUseTests"/>: many threads draw the first picture of the process at once.</summary>
public static class FirstUseProgram
{
    /// <summary>Its exit code where libvips has loaded plug-ins, which bring the system's SQLite into the process.</summary>
    public const int PluginsLoaded = 3;

    private const int Threads = 16;

    public static int Main()
    {
        var cutout = SimulatedSky.Generate(new SkyOptions { Seed = 1, Count = 1 }).First().Cutout;
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            Renderer.Render(cutout, new DisplayOptions { Format = PictureFormat.Jpeg });
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return File.ReadAllText("/proc/self/maps").Contains("vips-modules", StringComparison.Ordinal) ? PluginsLoaded : 0;
    }
}
