using System.Text.Json;
using System.Text.Json.Nodes;
using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Experiments;

/// <summary>A run that lies in a folder.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Experiment">The configuration's name.</param>
/// <param name="Members">Names of its members.</param>
/// <param name="Seeds">Seeds that were asked for.</param>
/// <param name="Figures">Per finished seed; empty while the run is not finished.</param>
public sealed record RunListing(string Name, string Experiment, IReadOnlyList<string> Members, int Seeds, IReadOnlyList<RunFigures> Figures)
{
    /// <summary>A metric of the ensemble (or only member) over the finished seeds.</summary>
    public SeedSummary Summary(string metric) => SeedSummary.Of(Figures.Select(f => f.Head.Figures.GetValueOrDefault(metric)?.Value));
}

/// <summary>Two runs' scores of the sources that both have scored.</summary>
/// <param name="First">A run.</param>
/// <param name="Second">Another.</param>
/// <param name="Sources">Sources that both scored.</param>
/// <param name="Lenses">Lenses among them.</param>
/// <param name="Differences">By metric: the first run's head minus the second's, over resamples that both share.</param>
public sealed record RunComparison(string First, string Second, int Sources, int Lenses, IReadOnlyList<(string Metric, PairedEstimate Estimate)> Differences);

/// <summary>Lists and compares runs by what lies in their folders.</summary>
public static class RunFolders
{
    /// <summary>Every run below a folder, by name.</summary>
    /// <exception cref="ExperimentException">There is no such folder.</exception>
    public static IReadOnlyList<RunListing> List(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateDirectories(folder).Where(run => File.Exists(ConfigOf(run))).Order(StringComparer.Ordinal).Select(Read)]
        : throw new ExperimentException($"there is no folder '{folder}' of runs");

    /// <summary>One run.</summary>
    /// <exception cref="ExperimentException">There is no run in the folder.</exception>
    public static RunListing Read(string run)
    {
        if (!File.Exists(ConfigOf(run)))
        {
            throw new ExperimentException($"there is no run in '{run}'");
        }

        try
        {
            var config = JsonNode.Parse(File.ReadAllText(ConfigOf(run)))!.AsObject();
            var seeds = config["seeds"]!.AsArray().Select(seed => seed!.GetValue<long>()).ToArray();
            var figures = seeds.Select((seed, i) => Path.Combine(run, i == 0 ? "" : FormattableString.Invariant($"seed-{seed}"), "figures.json"))
                .Where(File.Exists).Select(path => RunFigures.FromJson(File.ReadAllText(path)));
            return new RunListing(
                Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run))),
                config["name"]!.GetValue<string>(),
                [.. config["members"]!.AsArray().Select(member => member!["name"]!.GetValue<string>())],
                seeds.Length,
                [.. figures]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new ExperimentException($"the configuration of '{Path.GetFileName(run)}' does not read", e);
        }
    }

    /// <summary>Compares two runs on the sources that both have scored.</summary>
    /// <param name="first">A run's folder.</param>
    /// <param name="second">Another's.</param>
    /// <param name="options">Of the intervals.</param>
    /// <exception cref="ExperimentException">There is no finished run, they share no sources, or their labels differ.</exception>
    public static RunComparison Compare(string first, string second, BootstrapOptions options)
    {
        var (one, other) = (HeadOf(first), HeadOf(second));
        var places = other.Ids.Select((id, row) => (id, row)).ToDictionary(pair => pair.id, pair => pair.row, StringComparer.Ordinal);
        var shared = one.Ids.Select((id, row) => (id, row)).Where(pair => places.ContainsKey(pair.id)).Select(pair => (First: pair.row, Second: places[pair.id])).ToArray();
        if (shared.Length == 0)
        {
            throw new ExperimentException("the runs have scored no source in common");
        }

        var odd = Array.FindIndex(shared, pair => one.Positives[pair.First] != other.Positives[pair.Second]);
        if (odd >= 0)
        {
            throw new ExperimentException($"the runs label '{one.Ids[shared[odd].First]}' differently");
        }

        var positives = Array.ConvertAll(shared, pair => one.Positives[pair.First]);
        var samples = (First: new Sample(Array.ConvertAll(shared, pair => one.Scores[pair.First]), positives), Second: new Sample(Array.ConvertAll(shared, pair => other.Scores[pair.Second]), positives));
        return new RunComparison(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(first)), Path.GetFileName(Path.TrimEndingDirectorySeparator(second)), shared.Length, positives.Count(p => p),
            [.. RunFigures.Ranking.Select(metric => (metric.Name, Bootstrap.Difference(samples.First, samples.Second, metric, options)))]);
    }

    /// <summary>The scores that stand for a run: the ensemble's where it has several members.</summary>
    private static (string[] Ids, bool[] Positives, double[] Scores) HeadOf(string run)
    {
        var path = Path.Combine(run, "predictions.csv");
        if (!File.Exists(path))
        {
            throw new ExperimentException($"there is no finished run in '{run}'");
        }

        var (ids, positives, columns) = PredictionFile.Read(path);
        var members = columns.Where(column => column.Role == ColumnRole.Member).ToArray();
        if (members.Length == 1)
        {
            return (ids, positives, members[0].Scores);
        }

        var detailed = TextTable.Read(Path.Combine(run, "results", "detailed_predictions.csv"));
        var probability = detailed.Require("probability");
        return (ids, positives, [.. detailed.Rows.Select(row => TextTable.Number(row[probability]))]);
    }

    private static string ConfigOf(string run) => Path.Combine(run, "config.json");
}
