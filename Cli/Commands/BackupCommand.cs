using System.CommandLine;
using LensGrains.Cli.Backups;
using LensGrains.Cli.Client;

namespace LensGrains.Cli.Commands;

/// <summary><c>lens backup FOLDER</c>: a consistent copy of the data folder, made while the server may be running.</summary>
internal static class BackupCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var target = new Argument<string>("folder") { Description = "a new folder for the backup" };
        var data = DataOption();
        var json = CommonOptions.Json();
        var command = new Command("backup", "copy the data folder, also while the server runs") { target, data, json };
        command.SetAction((parsed, stop) =>
        {
            var folder = parsed.GetValue(target)!;
            var manifest = DataFolderBackup.Create(parsed.GetValue(data)!, folder, surroundings.Time.GetUtcNow(), stop);
            Report(surroundings, folder, manifest, parsed.GetValue(json));
            return Task.FromResult(0);
        });
        return command;
    }

    public static Option<string> DataOption() => new("--data")
    {
        Description = "the data folder",
        DefaultValueFactory = _ => "data",
    };

    public static void Report(Surroundings surroundings, string folder, BackupManifest manifest, bool asJson)
    {
        var summary = new BackupSummary(folder, manifest.Files.Count, manifest.Files.Sum(file => file.Bytes));
        if (asJson)
        {
            surroundings.Json(summary, MessageJson.Default.BackupSummary);
        }
        else
        {
            surroundings.Line($"{summary.Folder}: {summary.Files} files, {summary.Bytes} bytes");
        }
    }
}
