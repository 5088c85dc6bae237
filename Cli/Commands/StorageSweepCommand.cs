using System.CommandLine;
using System.Globalization;
using LensGrains.Cli.Client;
using LensGrains.Cli.Storage;
using LensGrains.Cli.Sweeps;
using LensGrains.Storage;
using LensGrains.Storage.Postgres;

namespace LensGrains.Cli.Commands;

/// <summary><c>lens storage sweep</c>: removes files of the data folder that nothing names any more.</summary>
internal static class StorageSweepCommand
{
    private static readonly TimeSpan Shortest = TimeSpan.FromHours(1);

    public static Command Build(Surroundings surroundings)
    {
        var data = BackupCommand.DataOption();
        var dryRun = new Option<bool>("--dry-run") { Description = "only list them" };
        var age = new Option<string>("--older-than")
        {
            Description = "leave what was in use within this time: 90m, 12h or 7d; at least 1h", DefaultValueFactory = _ => "1d",
        };
        var json = CommonOptions.Json();
        var command = new Command("sweep", "remove files that no state and no catalogue names any more; the server may be running")
        {
            data, dryRun, age, json,
        };
        command.SetAction(parsed =>
        {
            var before = surroundings.Time.GetUtcNow() - AgeOf(parsed.GetValue(age)!);
            var sweep = SweepOf(surroundings, parsed.GetValue(data)!);
            var isDry = parsed.GetValue(dryRun);
            Report(surroundings, isDry ? sweep.Find(before) : sweep.Remove(before), isDry, parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    /// <summary>Files lie in a folder whoever keeps the states; what is in a container is not swept.</summary>
    private static StorageSweep SweepOf(Surroundings surroundings, string dataFolder)
    {
        var settings = StorageSettings.Of(surroundings, dataFolder);
        if (settings.HasBlobsElsewhere)
        {
            throw new SweepException("the files are in Azure Storage, where this does not sweep");
        }

        var data = new DataFolder(dataFolder, settings.BlobDirectory);
        return settings.Provider switch
        {
            StorageSettings.Sqlite => new StorageSweep(data, () => SqliteStates.Read(data.Database)),
            StorageSettings.Postgres => new StorageSweep(data, () => PostgresStates.Read(settings.ToPostgres())),
            var other => throw new SweepException($"the states are in {other}, which this cannot read, so nothing says which files are in use"),
        };
    }

    /// <summary>A number with m, h or d.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    internal static TimeSpan AgeOf(string text)
    {
        var isNumber = double.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        TimeSpan? unit = text.Length > 1 && isNumber && number < 1e6
            ? text[^1] switch
            {
                'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), 'd' => TimeSpan.FromDays(1), _ => null,
            }
            : null;
        return unit * number is { } age && age >= Shortest ? age
            : throw new UsageException("--older-than takes a time such as 90m, 12h or 7d, at least 1h: a running server names a file only some time after writing it");
    }

    private static void Report(Surroundings surroundings, IReadOnlyList<SweptFile> files, bool isDry, bool asJson)
    {
        var summary = new SweepSummary(isDry, files.Count, files.Sum(f => f.Bytes), files);
        if (asJson)
        {
            surroundings.Json(summary, MessageJson.Default.SweepSummary);
            return;
        }

        foreach (var file in files)
        {
            surroundings.Line(file.Path);
        }

        surroundings.Line($"{summary.Files} files, {summary.Bytes} bytes {(isDry ? "would go" : "gone")}");
    }
}
