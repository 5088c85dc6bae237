using System.CommandLine;
using System.Globalization;
using LensGrains.Cli.Client;

namespace LensGrains.Cli.Commands;

/// <summary><c>lens runs --campaign C [ROUND]</c>: the training rounds of a campaign, newest first.</summary>
internal static class RunsCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var server = new ServerOptions(surroundings);
        var campaign = CommonOptions.Campaign();
        var number = new Argument<int?>("round") { Arity = ArgumentArity.ZeroOrOne, Description = "one round only" };
        var json = CommonOptions.Json();
        var command = new Command("runs", "the training rounds of a campaign") { number, campaign, json };
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
