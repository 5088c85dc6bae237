using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LensGrains.Learning.Ensembles;
using LensGrains.Learning.Metrics;
using LensGrains.Learning.Thresholds;

namespace LensGrains.Learning.Evaluation;

/// <summary>
/// Writes an evaluation to a folder: <c>evaluation_summary.json</c>, <c>detailed_predictions.csv</c>, <c>ensemble_metrics.json</c>,
/// <c>roc.svg</c>, <c>reliability.svg</c> and, where the machine can draw it, <c>calibration_plots.png</c>. A file appears under its
/// name only when all of it is there.
/// </summary>
public static class EvaluationFiles
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes all files and says which; those of an earlier evaluation are replaced.</summary>
    public static IReadOnlyList<string> Write(string folder, PredictionTable table, EvaluationOptions options, EvaluationReport report)
    {
        Directory.CreateDirectory(folder);
        var reliability = EvaluationPlots.Reliability(report);
        List<string> written =
        [
            WriteText(folder, "evaluation_summary.json", Summary(options, report).ToJsonString(EvaluationJson.Default.Options) + "\n"),
            WriteText(folder, "detailed_predictions.csv", Predictions(table, options, report)),
            WriteText(folder, "ensemble_metrics.json", Ensemble(table, options, report).ToJsonString(EvaluationJson.Default.Options) + "\n"),
            WriteText(folder, "roc.svg", EvaluationPlots.Roc(report)),
            WriteText(folder, "reliability.svg", reliability),
        ];
        var png = Path.Combine(folder, "calibration_plots.png");
        if (SvgPicture.TryWritePng(reliability, (int)(2 * PlotPanel.Width), (int)PlotPanel.Height, png + ".part"))
        {
            File.Move(png + ".part", png, overwrite: true);
            written.Add(png);
        }

        return written;
    }

    /// <summary>The summary: figures by name at the top, intervals and tables below.</summary>
    public static JsonObject Summary(EvaluationOptions options, EvaluationReport report)
    {
        var summary = new JsonObject();
        foreach (var (name, estimate) in report.Metrics)
        {
            summary[name] = estimate.Value;
        }

        summary["sources"] = report.Sample.Count;
        summary["lenses"] = report.Sample.Positives;
        summary["threshold"] = options.Threshold;
        summary["confusion"] = Node(report.Confusion);
        summary["confidence"] = options.Bootstrap.Confidence;
        summary["resamples"] = options.Bootstrap.Resamples;
        summary["seed"] = options.Bootstrap.Seed;
        summary["intervals"] = Node(report.Metrics);
        summary["thresholds"] = Node(report.Thresholds);
        summary["reliability"] = Node(report.Reliability);
        summary["completeness"] = Node(report.Completeness);
        summary["top_k"] = Node(report.Lists);
        summary["warnings"] = Node(report.Warnings);
        return summary;
    }

    private static JsonObject Ensemble(PredictionTable table, EvaluationOptions options, EvaluationReport report) => new()
    {
        ["combiner"] = JsonNode.Parse(report.Combiner.ToJson()),
        ["calibrator"] = JsonNode.Parse(report.Calibrator.ToJson()),
        ["combine"] = options.Combine.ToString().ToLowerInvariant(),
        ["calibrate"] = options.Calibrate.ToString().ToLowerInvariant(),
        ["members"] = table.Members.Members,
        ["mean_total_uncertainty_nats"] = report.Uncertainty.Average(one => one.Total),
        ["mean_aleatoric_uncertainty_nats"] = report.Uncertainty.Average(one => one.Aleatoric),
        ["mean_epistemic_uncertainty_nats"] = report.Uncertainty.Average(one => one.Epistemic),
        ["by_member"] = Node(report.Members),
        ["against_best_member"] = report.ListComparison is { } comparison ? Node(comparison) : null,
        ["told"] = report.ListComparison?.Told(),
    };

    private static string Predictions(PredictionTable table, EvaluationOptions options, EvaluationReport report)
    {
        var text = new StringBuilder();
        string[] heads = ["id", "label", "probability", "predicted", "correct", "fold", .. table.Members.Names.Select(name => "score_" + name),
            "total_uncertainty", "aleatoric_uncertainty", "epistemic_uncertainty"];
        text.AppendJoin(',', heads.Select(Field)).Append('\n');
        var row = new double[table.Members.Members];
        for (var i = 0; i < table.Ids.Count; i++)
        {
            table.Members.CopyRow(i, row);
            var predicted = report.Probabilities[i] >= options.Threshold;
            var uncertainty = report.Uncertainty[i];
            string[] fields = [Field(table.Ids[i]), Flag(table.Positives[i]), Number(report.Probabilities[i]), Flag(predicted),
                Flag(predicted == table.Positives[i]), report.Folds[i].ToString(CultureInfo.InvariantCulture), .. row.Select(Number),
                Number(uncertainty.Total), Number(uncertainty.Aleatoric), Number(uncertainty.Epistemic)];
            text.AppendJoin(',', fields).Append('\n');
        }

        return text.ToString();
    }

    private static string WriteText(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path + ".part", text, Utf8);
        File.Move(path + ".part", path, overwrite: true);
        return path;
    }

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, typeof(T), EvaluationJson.Default);

    private static string Flag(bool value) => value ? "1" : "0";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Field(string text)
        => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(Confusion))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, MetricEstimate>))]
[JsonSerializable(typeof(IReadOnlyList<ThresholdChoice>))]
[JsonSerializable(typeof(ReliabilityDiagram))]
[JsonSerializable(typeof(IReadOnlyList<CompletenessTable>))]
[JsonSerializable(typeof(IReadOnlyList<ListYield>))]
[JsonSerializable(typeof(IReadOnlyList<MemberReport>))]
[JsonSerializable(typeof(ListComparison))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
