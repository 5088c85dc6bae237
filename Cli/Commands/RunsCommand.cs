using System.CommandLine;
using System.Globalization;
using LensGrains.Cli.Client;
using LensGrains.Cli.Experiments;
using LensGrains.Learning.Experiments;
using LensGrains.Learning.Metrics;

namespace LensGrains.Cli.Commands;

/// <summary>
/// <c>lens runs --campaign C [ROUND]</c>: the training rounds of a campaign, newest first. <c>lens runs list</c> and <c>lens runs compare A
/// B</c>: runs of <c>lens train</c> and <c>lens experiment</c> that lie in folders here.
/// </summary>
internal static class RunsCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var server = new ServerOptions(surroundings);
        var campaign = CommonOptions.Campaign();
        var number = new Argument<int?>("round") { Arity = ArgumentArity.ZeroOrOne, Description = "one round only" };
        var json = CommonOptions.Json();
        var command = new Command("runs", "the training rounds of a campaign; or runs in folders (list, compare)")
        {
            number, campaign, json, BuildList(surroundings), BuildCompare(surroundings),
        };
        server.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var client = server.Connect(parsed);
            var id = parsed.GetValue(campaign)!;
            Round[] rounds = parsed.GetValue(number) is { } one
                ? [await client.GetRoundAsync(id, one, stop)]
                : await client.ListRoundsAsync(id, stop).ToArrayAsync(stop);
            Print(surroundings, rounds, parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    private static Command BuildList(Surroundings surroundings)
    {
        var folder = Folder();
        var command = new Command("list", "runs of lens train and lens experiment") { folder };
        command.SetAction((parsed, _) =>
        {
            string[] heads = ["run", "experiment", "members", "seeds", "sources", "ROC AUC", "average precision", "TPR at FPR 0.1", "TPR0"];
            surroundings.Table(heads, RunFolders.List(parsed.GetValue(folder)!).Select(Row));
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command BuildCompare(Surroundings surroundings)
    {
        var folder = Folder();
        var runs = new Argument<string[]>("runs") { Arity = new ArgumentArity(2, 100), Description = "names of runs, or their folders; each is compared with the first" };
        var resamples = Numbers.Option<int>("--bootstrap", "resamples of the intervals (1000)", 2, 100_000);
        var command = new Command("compare", "figures of several runs, and paired differences on the sources that both have scored") { runs, folder, resamples };
        command.SetAction((parsed, _) =>
        {
            var root = parsed.GetValue(folder)!;
            var folders = parsed.GetValue(runs)!.Select(run => Directory.Exists(run) ? run : Path.Combine(root, run)).ToArray();
            var options = new BootstrapOptions { Resamples = parsed.GetValue(resamples) ?? new BootstrapOptions().Resamples };
            string[] heads = ["run", "experiment", "members", "seeds", "sources", "ROC AUC", "average precision", "TPR at FPR 0.1", "TPR0"];
            surroundings.Table(heads, folders.Select(run => Row(RunFolders.Read(run))));
            foreach (var other in folders.Skip(1))
            {
                Print(surroundings, RunFolders.Compare(folders[0], other, options));
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static Option<string> Folder() => new("--dir") { Description = "the folder of the runs", DefaultValueFactory = _ => "runs" };

    private static string[] Row(RunListing run) =>
    [
        run.Name, run.Experiment, string.Join(", ", run.Members), $"{run.Figures.Count} of {run.Seeds}",
        run.Figures.Count == 0 ? "-" : run.Figures[0].Sources.ToString(CultureInfo.InvariantCulture),
        Figure(run, "roc_auc"), Figure(run, "average_precision"), Figure(run, "tpr_at_fpr_0.1"), Figure(run, "tpr0"),
    ];

    /// <summary>One seed: with its interval; several: mean and standard deviation.</summary>
    private static string Figure(RunListing run, string metric)
    {
        if (run.Figures is [var one])
        {
            var estimate = one.Head.Figures.GetValueOrDefault(metric);
            return estimate?.Low is null ? Figure(estimate?.Value) : $"{Figure(estimate.Value)} [{Figure(estimate.Low)}, {Figure(estimate.High)}]";
        }

        var summary = run.Summary(metric);
        return summary.StandardDeviation is { } deviation ? $"{Figure(summary.Mean)} ± {Figure(deviation)}" : Figure(summary.Mean);
    }

    private static void Print(Surroundings surroundings, RunComparison comparison)
    {
        surroundings.Line($"{comparison.First} - {comparison.Second}, {comparison.Sources} sources that both have scored, {comparison.Lenses} lenses among them:");
        surroundings.Table(["metric", comparison.First, comparison.Second, "difference", "low", "high", "p"], comparison.Differences.Select(pair => (string[])
        [
            pair.Metric, Figure(pair.Estimate.First), Figure(pair.Estimate.Second), Figure(pair.Estimate.Difference.Value), Figure(pair.Estimate.Difference.Low),
            Figure(pair.Estimate.Difference.High), Figure(pair.Estimate.PValue),
        ]));
    }

    private static void Print(Surroundings surroundings, Round[] rounds, bool asJson)
    {
        if (asJson)
        {
            surroundings.Json(rounds, MessageJson.Default.RoundArray);
            return;
        }

        string[] heads = ["round", "state", "reason", "labels", "gained", "AUROC", "threshold", "manifest", "message"];
        surroundings.Table(heads, rounds.Select(Row));
    }

    private static string[] Row(Round round) =>
    [
        round.IsCurrent ? $"{round.Number} *" : $"{round.Number}",
        round.Progress is { } progress ? $"{round.State} {progress.Fraction:P0}" : round.State,
        round.Reason ?? "-",
        string.Join(", ", round.Labels?.Select(count => $"{count.Key} {count.Value}") ?? []),
        round.PositivesGained.ToString(CultureInfo.InvariantCulture),
        Figure(round.Metrics?.Auroc),
        Figure(round.Thresholds?.Dividing),
        round.ManifestHash is { Length: > 12 } hash ? hash[..12] : round.ManifestHash ?? "-",
        round.Message ?? "",
    ];

    private static string Figure(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";
}
