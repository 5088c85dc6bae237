using System.CommandLine;
using LensGrains.Cli.Backups;

namespace LensGrains.Cli.Commands;

/// <summary><c>lens restore FOLDER</c>: puts a backup into an empty data folder, every file checked.</summary>
internal static class RestoreCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var backup = new Argument<string>("folder") { Description = "the folder of the backup" };
        var data = BackupCommand.DataOption();
        var json = CommonOptions.Json();
        var command = new Command("restore", "put a backup into an empty data folder") { backup, data, json };
        command.SetAction((parsed, stop) =>
        {
            var folder = parsed.GetValue(data)!;
            BackupCommand.RequireAllInFolder(surroundings, folder);
            var manifest = DataFolderBackup.Restore(parsed.GetValue(backup)!, folder, stop);
            BackupCommand.Report(surroundings, folder, manifest, parsed.GetValue(json));
            return Task.FromResult(0);
        });
        return command;
    }
}
