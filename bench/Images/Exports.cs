using System.Globalization;
using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;

namespace LensGrains.Bench.Images;

/// <summary>Writes features for judging them with other tools.</summary>
internal static class Exports
{
    public static int Simulated(string folder, string count, string prevalence)
    {
        Directory.CreateDirectory(folder);
        var options = new SkyOptions
        {
            Count = int.Parse(count, CultureInfo.InvariantCulture),
            Prevalence = double.Parse(prevalence, CultureInfo.InvariantCulture),
        };
        var made = Enumerable.Range(0, options.Count).AsParallel().AsOrdered()
            .Select(index => SimulatedSky.Create(options, index))
            .Select(source => (source.Truth, Features: Features.HandCrafted(source.Cutout))).ToArray();
        FeatureRows.Write(Path.Combine(folder, "features.npy"), [.. made.Select(source => source.Features)]);
        File.WriteAllLines(Path.Combine(folder, "truth.csv"), [TruthCsv.Header, .. made.Select(source => TruthCsv.Line(source.Truth))]);
        File.WriteAllLines(Path.Combine(folder, "names.txt"), Features.Names);
        return 0;
    }

    public static int Files(string list, string output)
    {
        var rows = File.ReadAllLines(list).AsParallel().AsOrdered().Select(line =>
        {
            var files = line.Split(';').Select(path => new BandFile(path)).ToArray();
            var outcome = CutoutReader.Read(files, ImageLimits.Default, CancellationToken.None);
            return outcome.IsRead ? Features.HandCrafted(outcome.Cutout) : throw new InvalidDataException(outcome.Fault.Reason);
        }).ToArray();
        FeatureRows.Write(output, rows);
        return 0;
    }
}
