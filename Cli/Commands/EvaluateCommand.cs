using System.CommandLine;
using System.Globalization;
using LensGrains.Learning.Calibration;
using LensGrains.Learning.Ensembles;
using LensGrains.Learning.Evaluation;
using LensGrains.Learning.Metrics;

namespace LensGrains.Cli.Commands;

/// <summary>
/// <c>lens evaluate --predictions FILE.csv --out FOLDER</c>: measures predictions of labelled sources with intervals and writes the
/// figures as files. Runs here, without a server and without a model.
/// </summary>
internal static class EvaluateCommand
{
    private static readonly EvaluationOptions Defaults = new();

    public static Command Build(Surroundings surroundings)
    {
        var predictions = new Option<string>("--predictions")
        {
            Description = "a CSV with id, label and scores (score, score_NAME or NAME_score) from 0 to 1, held out", Required = true,
        };
        var output = new Option<string>("--out") { Description = "where to write; made where it is missing", DefaultValueFactory = _ => "results" };
        var members = new Option<string[]>("--members") { Description = "columns of scores, instead of guessing", AllowMultipleArgumentsPerToken = true };
        var positive = new Option<string?>("--positive") { Description = "the label of lenses (default: 1, true, yes, lens or positive)" };
        var combine = new Option<CombinerKind>("--combine")
        {
            Description = "how members are combined: mean, vote, stacked or trust", DefaultValueFactory = _ => Defaults.Combine,
        };
        var calibrate = new Option<CalibrationKind>("--calibrate")
        {
            Description = "none, temperature, platt or isotonic, on held-out folds", DefaultValueFactory = _ => Defaults.Calibrate,
        };
        var threshold = Number("--threshold", "probability from which a source counts as found", Defaults.Threshold, 0, 1);
        var folds = Number("--folds", "folds where the table has no column 'fold'", Defaults.Folds, 2, 100);
        var resamples = Number("--bootstrap", "resamples of the intervals", Defaults.Bootstrap.Resamples, 2, 100_000);
        var seed = new Option<long>("--seed") { Description = "seed of folds and resamples", DefaultValueFactory = _ => 0 };
        var json = CommonOptions.Json();
        var command = new Command("evaluate", "measure predictions of labelled sources, with intervals, plots and thresholds")
        {
            predictions, output, members, positive, combine, calibrate, threshold, folds, resamples, seed, json,
        };
        command.SetAction((parsed, stop) =>
        {
            var named = parsed.GetValue(members) is { Length: > 0 } some ? some.SelectMany(name => name.Split(',')).ToArray() : null;
            var table = PredictionTable.Read(parsed.GetValue(predictions)!, new PredictionColumns(named, parsed.GetValue(positive)));
            var options = new EvaluationOptions
            {
                Combine = parsed.GetValue(combine),
                Calibrate = parsed.GetValue(calibrate),
                Threshold = parsed.GetValue(threshold),
                Folds = parsed.GetValue(folds),
                Bootstrap = new BootstrapOptions { Resamples = parsed.GetValue(resamples), Seed = parsed.GetValue(seed) },
            };
            var report = Evaluator.Run(table, options, stop);
            var files = EvaluationFiles.Write(parsed.GetValue(output)!, table, options, report);
            Print(surroundings, options, report, files, parsed.GetValue(json));
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

    private static void Print(
        Surroundings surroundings, EvaluationOptions options, EvaluationReport report, IReadOnlyList<string> files, bool asJson)
    {
        foreach (var warning in report.Warnings)
        {
            surroundings.Note("warning: " + warning);
        }

        if (asJson)
        {
            surroundings.Line(EvaluationFiles.Summary(options, report).ToJsonString());
            return;
        }

        surroundings.Table(["metric", "value", "low", "high"], report.Metrics.Select(
            metric => (string[])[metric.Key, Figure(metric.Value.Value), Figure(metric.Value.Low), Figure(metric.Value.High)]));
        if (report.ListComparison is { } comparison)
        {
            surroundings.Line(comparison.Told());
        }

        foreach (var file in files)
        {
            surroundings.Line(file);
        }
    }

    private static string Figure(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";
}
