using System.Text.Json;
using System.Text.Json.Serialization;
using LensGrains.Learning.Evaluation;
using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Experiments;

/// <summary>The figures of one column of predictions.</summary>
/// <param name="Name">The column.</param>
/// <param name="Role">What it is.</param>
/// <param name="Figures">By metric, with bootstrap intervals.</param>
public sealed record ColumnFigures(string Name, ColumnRole Role, IReadOnlyDictionary<string, MetricEstimate> Figures);

/// <summary>How two columns differ on the same sources.</summary>
/// <param name="First">A column.</param>
/// <param name="Second">Another.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Estimate">First minus second.</param>
public sealed record PairFigures(string First, string Second, string Metric, PairedEstimate Estimate);

/// <summary><c>figures.json</c>: what the tables of a run are made of, for one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Sources">Sources that were scored.</param>
/// <param name="Lenses">Lenses among them.</param>
/// <param name="Columns">Every member, the ensemble, every baseline and reference.</param>
/// <param name="Differences">The ensemble (or only member) against every other column.</param>
/// <param name="Warnings">What a reader must know.</param>
/// <param name="Failures">Members that could not be trained, and baselines that could not be run, with the reason.</param>
public sealed record RunFigures(
    long Seed,
    int Sources,
    int Lenses,
    IReadOnlyList<ColumnFigures> Columns,
    IReadOnlyList<PairFigures> Differences,
    IReadOnlyList<string> Warnings,
    IReadOnlyDictionary<string, string> Failures)
{
    /// <summary>What the ensemble is called.</summary>
    public const string Ensemble = "ensemble";

    /// <summary>Metrics of any scores that tables tell.</summary>
    public static IReadOnlyList<Metric> Ranking { get; } =
    [
        StandardMetrics.RocAuc, StandardMetrics.AveragePrecision, StandardMetrics.TruePositiveRateAt(0.1), StandardMetrics.TruePositiveRateAt(1e-3),
        new Metric("tpr0", sample => BinaryMetrics.TruePositiveRateBefore(sample, 1)),
        new Metric("tpr10", sample => BinaryMetrics.TruePositiveRateBefore(sample, 10)),
    ];

    /// <summary>The column that stands for the run: the ensemble, or the only member.</summary>
    [JsonIgnore]
    public ColumnFigures Head => Columns.FirstOrDefault(column => column.Role == ColumnRole.Ensemble) ?? Columns.First(column => column.Role == ColumnRole.Member);

    /// <summary>As a file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, FiguresJson.Default.RunFigures) + "\n";

    /// <exception cref="ExperimentException">The text is no such file.</exception>
    public static RunFigures FromJson(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, FiguresJson.Default.RunFigures)!;
        }
        catch (JsonException e)
        {
            throw new ExperimentException($"figures.json does not read: {e.Message}", e);
        }
    }

    /// <summary>Measures the columns of a table of predictions.</summary>
    internal static RunFigures Of(
        long seed, bool[] positives, IReadOnlyList<PredictionColumn> columns, EvaluationReport report, EvaluationOptions options,
        IReadOnlyDictionary<string, string> failures, CancellationToken stop)
    {
        var members = columns.Count(column => column.Role == ColumnRole.Member);
        var all = members > 1 ? [new PredictionColumn(Ensemble, ColumnRole.Ensemble, [.. report.Probabilities]), .. columns] : columns;
        var figures = all.Select(column => new ColumnFigures(
            column.Name, column.Role, Bootstrap.Estimate(new Sample(column.Scores, positives), MetricsOf(column.Role, options), options.Bootstrap, stop))).ToArray();
        var head = all.FirstOrDefault(column => column.Role == ColumnRole.Ensemble) ?? all.First(column => column.Role == ColumnRole.Member);
        var sample = new Sample(head.Scores, positives);
        var pairs = all.Where(column => column != head).SelectMany(other => PairMetrics.Select(metric => new PairFigures(
            head.Name, other.Name, metric.Name, Bootstrap.Difference(sample, new Sample(other.Scores, positives), metric, options.Bootstrap)))).ToArray();
        return new RunFigures(seed, positives.Length, positives.Count(p => p), figures, pairs, report.Warnings, failures);
    }

    /// <summary>Metrics of which differences are told.</summary>
    internal static IReadOnlyList<Metric> PairMetrics { get; } = [StandardMetrics.RocAuc, StandardMetrics.AveragePrecision];

    private static IReadOnlyList<Metric> MetricsOf(ColumnRole role, EvaluationOptions options) => role == ColumnRole.Reference
        ? Ranking
        : [.. Ranking, .. StandardMetrics.OfScores(options.Threshold).Where(m => m.Name == "accuracy"), .. StandardMetrics.OfProbabilities.Where(m => m.Name is "brier" or "ece")];
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunFigures))]
[JsonSerializable(typeof(IReadOnlyList<RareFigures>))]
internal sealed partial class FiguresJson : JsonSerializerContext;
