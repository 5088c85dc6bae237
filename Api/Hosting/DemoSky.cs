using LensGrains.Imaging.Simulation;

namespace LensGrains.Api.Hosting;

/// <summary>The demo's simulated sky: FITS files in three bands, and the truth beside them, out of the ingest's sight.</summary>
internal static class DemoSky
{
    private static readonly SkyOptions Options = new() { Seed = 2026, Count = 1_000, Prevalence = 0.05 };

    /// <summary>The folder with the files; made where they are not all there. The truth is written last, so it says that all are.</summary>
    public static string Ensure(string folder, CancellationToken cancellationToken)
    {
        var sky = Path.Combine(folder, "sky");
        var truth = Path.Combine(folder, "truth.csv");
        if (File.Exists(truth))
        {
            return sky;
        }

        Directory.CreateDirectory(sky);
        var lines = new List<string> { TruthCsv.Header };
        foreach (var source in SimulatedSky.Generate(Options))
        {
            cancellationToken.ThrowIfCancellationRequested();
            FitsWriter.WriteBands(source.Cutout, sky, source.Truth.Name);
            lines.Add(TruthCsv.Line(source.Truth));
        }

        File.WriteAllLines(truth + ".part", lines);
        File.Move(truth + ".part", truth, overwrite: true);
        return sky;
    }
}
