using System.CommandLine;
using LensGrains.Cli.Client;
using LensGrains.Cli.Storage;
using LensGrains.Storage.Postgres;

namespace LensGrains.Cli.Commands;

/// <summary>
/// <c>lens storage init</c>: makes the tables of journals and states, or brings them up to date; with <c>--orleans-sql</c> also those
/// of a cluster's membership and reminders, from the scripts that the operator got with Orleans. In Azure Storage it makes containers.
/// </summary>
internal static class StorageInitCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var provider = new Option<string?>("--provider") { Description = "postgres or azure (or LensGrains__Storage__Provider)" };
        provider.AcceptOnlyFromAmong(StorageSettings.Sqlite, StorageSettings.Postgres, StorageSettings.Azure);
        var connection = new Option<string?>("--connection")
        {
            Description = "how PostgreSQL is reached, in Npgsql's words, or the storage account (or LensGrains__Storage__ConnectionString)",
        };
        var name = new Option<string?>("--name") { Description = "the schema, or what containers' names begin with (or LensGrains__Storage__Name; default lensgrains)" };
        var scripts = new Option<string?>("--orleans-sql") { Description = "folder with PostgreSQL-Main.sql, -Clustering.sql and -Reminders.sql of Orleans, to apply too" };
        var acceptUnknown = new Option<bool>("--accept-unknown") { Description = "apply scripts also where they are none that this version knows" };
        var json = CommonOptions.Json();
        var command = new Command("init", "make the tables of PostgreSQL, or bring them up to date, or the containers of Azure Storage; does nothing where they are")
        {
            provider, connection, name, scripts, acceptUnknown, json,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var found = StorageSettings.Of(surroundings, dataFolder: null);
            var settings = found with
            {
                Provider = parsed.GetValue(provider) ?? found.Provider,
                ConnectionString = parsed.GetValue(connection) ?? found.ConnectionString,
                Name = parsed.GetValue(name) ?? found.Name,
            };
            if (settings.Provider == StorageSettings.Azure)
            {
                return await MakeContainersAsync(surroundings, settings, parsed.GetValue(json), stop);
            }

            var summary = await RunAsync(settings, parsed.GetValue(scripts), parsed.GetValue(acceptUnknown), stop);
            Report(surroundings, summary, parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    private static async Task<InitSummary> RunAsync(StorageSettings settings, string? scripts, bool acceptUnknown, CancellationToken stop)
    {
        if (settings.Provider != StorageSettings.Postgres)
        {
            throw new UsageException($"{settings.Provider} has nothing to make; this is for --provider postgres and --provider azure");
        }

        var options = settings.ToPostgres();
        var folder = scripts is null ? null : OrleansScripts.Read(scripts, acceptUnknown); // refused before anything is changed
        var change = await PostgresLayout.InitializeAsync(options, stop);
        return new InitSummary(options.Schema, change.Before, change.After, folder is null ? [] : await folder.ApplyAsync(options.ConnectionString, stop));
    }

    private static async Task<int> MakeContainersAsync(Surroundings surroundings, StorageSettings settings, bool asJson, CancellationToken stop)
    {
        var made = await settings.ToAzure().CreateAsync(stop);
        if (asJson)
        {
            surroundings.Json(new ContainersSummary(settings.Name, made), MessageJson.Default.ContainersSummary);
        }
        else
        {
            surroundings.Line(made.Count == 0 ? $"containers {settings.Name}-…: are there already" : $"made {string.Join(", ", made)}");
        }

        return 0;
    }

    private static void Report(Surroundings surroundings, InitSummary summary, bool asJson)
    {
        if (asJson)
        {
            surroundings.Json(summary, MessageJson.Default.InitSummary);
            return;
        }

        surroundings.Line(summary.LayoutBefore == summary.Layout
            ? $"schema {summary.Schema}: layout {summary.Layout} is there already"
            : $"schema {summary.Schema}: layout {summary.Layout} made (before: {(summary.LayoutBefore == 0 ? "none" : summary.LayoutBefore)})");
        foreach (var script in summary.Scripts)
        {
            surroundings.Line($"{script.Name}: {(script.IsNew ? "applied" : "was applied already")}");
        }
    }
}
