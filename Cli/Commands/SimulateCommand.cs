using System.CommandLine;
using System.Globalization;
using LensGrains.Cli.Simulation;
using LensGrains.Imaging.Simulation;

namespace LensGrains.Cli.Commands;

/// <summary>
/// <c>lens simulate FOLDER</c>: writes a simulated sky, <c>cutouts/</c> with an image per source (or per band) and
/// <c>truth.csv</c>. Runs here, without a server; the same options give the same files.
/// </summary>
internal static class SimulateCommand
{
    private static readonly SkyOptions Defaults = new();

    public static Command Build(Surroundings surroundings)
    {
        var folder = new Argument<string>("folder") { Description = "where to write; made where it is missing" };
        var count = Number("--count", "number of sources", Defaults.Count, 1, 10_000_000);
        var seed = new Option<long>("--seed") { Description = "seed of everything random", DefaultValueFactory = _ => Defaults.Seed };
        var prevalence = Number("--prevalence", "probability that a source is a lens", Defaults.Prevalence, 0, 1);
        var size = Number("--size", "pixels along a side", Defaults.Size, 16, 1024);
        var format = new Option<CutoutFormat>("--format")
        {
            Description = "cube: one FITS file of three planes; bands: a FITS file per band; png: a colour picture",
            DefaultValueFactory = _ => CutoutFormat.Cube,
        };
        var json = CommonOptions.Json();
        var command = new Command("simulate", "write a simulated sky with its truth") { folder, count, seed, prevalence, size, format, json };
        command.SetAction((parsed, stop) =>
        {
            var options = new SkyOptions
            {
                Count = parsed.GetValue(count),
                Seed = parsed.GetValue(seed),
                Prevalence = parsed.GetValue(prevalence),
                Size = parsed.GetValue(size),
            };
            var writer = new SkyWriter(parsed.GetValue(folder)!, parsed.GetValue(format), surroundings.Time);
            var summary = writer.Write(options, done => surroundings.Note(done.ToString()), stop);
            Print(surroundings, summary, parsed.GetValue(json));
            return Task.FromResult(0);
        });
        return command;
    }

    private static Option<T> Number<T>(string name, string description, T fallback, T least, T greatest)
        where T : struct, IComparable<T>, IFormattable
    {
        var option = new Option<T>(name) { Description = description, DefaultValueFactory = _ => fallback };
        option.Validators.Add(result =>
        {
            var value = result.GetValueOrDefault<T>();
            if (!(value.CompareTo(least) >= 0 && value.CompareTo(greatest) <= 0))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} lies between {least} and {greatest}."));
            }
        });
        return option;
    }

    private static void Print(Surroundings surroundings, SkySummary summary, bool asJson)
    {
        if (asJson)
        {
            surroundings.Json(summary, SkyJson.Default.SkySummary);
        }
        else
        {
            surroundings.Line($"{summary.Sources} sources, {summary.Lenses} lenses among them: {summary.Cutouts}, truth in {summary.Truth}");
        }
    }
}
