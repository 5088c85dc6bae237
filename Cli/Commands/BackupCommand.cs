using System.CommandLine;
using LensGrains.Cli.Backups;
using LensGrains.Cli.Client;
using LensGrains.Cli.Storage;

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
            RequireAllInFolder(surroundings, parsed.GetValue(data)!);
            var manifest = DataFolderBackup.Create(parsed.GetValue(data)!, folder, surroundings.Time.GetUtcNow(), stop);
            Report(surroundings, folder, manifest, parsed.GetValue(json));
            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>A copy of a folder without its journals would look whole and be worth nothing.</summary>
    /// <exception cref="BackupException">Journals and states are in a database.</exception>
    public static void RequireAllInFolder(Surroundings surroundings, string dataFolder)
    {
        var settings = StorageSettings.Of(surroundings, dataFolder);
        if (!settings.IsInFolder)
        {
            throw new BackupException(settings.Provider == StorageSettings.Postgres
                ? $"journals and states are in PostgreSQL: back them up with pg_dump --schema={settings.Name} and restore them with pg_restore; then copy the folder of blobs (docs/storage.md says how)"
                : $"journals and states are in {settings.Provider}: use its own tools (docs/storage.md says which)");
        }
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
