using System.CommandLine;
using System.Runtime.CompilerServices;
using LensGrains.Cli.Client;

namespace LensGrains.Cli.Commands;

/// <summary>
/// <c>lens export CAMPAIGN [--out FILE]</c>: everything in one zip. <c>lens export FOLDER --campaign C</c>: labels, scores and
/// sources as CSV, and the round's manifest as JSON, as files of their own.
/// </summary>
internal static class ExportCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var server = new ServerOptions(surroundings);
        var what = new Argument<string>("campaign") { Description = "the campaign; with --campaign, the folder for single files" };
        var output = new Option<string?>("--out") { Description = "the file to write (default: CAMPAIGN.zip)" };
        var campaign = new Option<string?>("--campaign", "-c") { Description = "write single files of this campaign into a folder" };
        var round = new Option<int?>("--round") { Description = "the round of scores and manifest (default: the current one)" };
        var command = new Command("export", "labels, scores, sources, remarks, rounds and a manifest with hashes, in one zip") { what, output, campaign, round };
        server.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var client = server.Connect(parsed);
            var saved = parsed.GetValue(campaign) is { } id
                ? FilesAsync(client, id, parsed.GetValue(what)!, parsed.GetValue(round), stop)
                : ArchiveAsync(client, parsed.GetValue(what)!, parsed.GetValue(output), parsed.GetValue(round), stop);
            await foreach (var file in saved)
            {
                surroundings.Line(file);
            }

            return 0;
        });
        return command;
    }

    private static async IAsyncEnumerable<string> ArchiveAsync(
        LensClient client, string campaign, string? output, int? round, [EnumeratorCancellation] CancellationToken stop)
    {
        var file = output ?? campaign + ".zip";
        var path = $"campaigns/{Uri.EscapeDataString(campaign)}/export";
        await SaveAsync(client, round is null ? path : $"{path}?round={round}", file, stop);
        yield return file;
    }

    private static async IAsyncEnumerable<string> FilesAsync(
        LensClient client, string campaign, string folder, int? round, [EnumeratorCancellation] CancellationToken stop)
    {
        var number = round ?? (await client.GetCampaignAsync(campaign, stop)).CurrentRound;
        foreach (var (name, path) in Files(campaign, number))
        {
            var file = Path.Combine(folder, name);
            await SaveAsync(client, path, file, stop);
            yield return file;
        }
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
