using System.CommandLine;
using LensGrains.Cli.Client;

namespace LensGrains.Cli.Commands;

/// <summary><c>lens export --campaign C [FOLDER]</c>: labels, scores and sources as CSV, and the round's manifest as JSON.</summary>
internal static class ExportCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var server = new ServerOptions(surroundings);
        var folder = new Argument<string>("folder") { Description = "where to write; made where it is missing" };
        var campaign = CommonOptions.Campaign();
        var round = new Option<int?>("--round") { Description = "the round of scores and manifest (default: the current one)" };
        var command = new Command("export", "labels, scores, sources and the manifest as files") { folder, campaign, round };
        server.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var client = server.Connect(parsed);
            var id = parsed.GetValue(campaign)!;
            var number = parsed.GetValue(round) ?? (await client.GetCampaignAsync(id, stop)).CurrentRound;
            foreach (var (file, path) in Files(id, number))
            {
                await SaveAsync(client, path, Path.Combine(parsed.GetValue(folder)!, file), stop);
                surroundings.Line(Path.Combine(parsed.GetValue(folder)!, file));
            }

            return 0;
        });
        return command;
    }

    private static IEnumerable<(string File, string Path)> Files(string campaign, int round)
    {
        var at = $"campaigns/{Uri.EscapeDataString(campaign)}";
        yield return ("labels.csv", $"{at}/labels?format=csv");
        yield return ("sources.csv", $"{at}/sources?format=csv");
        if (round > 0)
        {
            yield return ("scores.csv", $"{at}/scores?round={round}&format=csv");
            yield return ("manifest.json", $"{at}/rounds/{round}/manifest");
        }
    }

    /// <summary>A file appears under its name only when all of it is there.</summary>
    private static async Task SaveAsync(LensClient client, string path, string file, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var part = file + ".part";
        await using (var target = File.Create(part))
        {
            await client.DownloadAsync(path, target, stop);
        }

        File.Move(part, file, overwrite: true);
    }
}
