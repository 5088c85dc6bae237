using System.CommandLine;
using LensGrains.Cli.Client;
using LensGrains.Cli.Storage;
using LensGrains.Storage.Postgres;

namespace LensGrains.Cli.Commands;

/// <summary>
/// <c>lens storage init</c>: makes the tables of journals and states, or brings them up to date; with <c>--orleans-sql</c> also those
/// of a cluster's membership and reminders, from the scripts that the operator got with Orleans.
/// </summary>
internal static class StorageInitCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var provider = new Option<string?>("--provider") { Description = "postgres (or LensGrains__Storage__Provider)" };
        provider.AcceptOnlyFromAmong(StorageSettings.Sqlite, StorageSettings.Postgres, StorageSettings.Azure);
        var connection = new Option<string?>("--connection")
        {
            Description = "how PostgreSQL is reached, in Npgsql's words (or LensGrains__Storage__ConnectionString)",
        };
        var name = new Option<string?>("--name") { Description = "the schema (or LensGrains__Storage__Name; default lensgrains)" };
        var scripts = new Option<string?>("--orleans-sql") { Description = "folder with PostgreSQL-Main.sql, -Clustering.sql and -Reminders.sql of Orleans, to apply too" };
        var acceptUnknown = new Option<bool>("--accept-unknown") { Description = "apply scripts also where they are none that this version knows" };
        var json = CommonOptions.Json();
        var command = new Command("init", "make the tables of PostgreSQL, or bring them up to date; does nothing where they are")
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
            throw new UsageException($"{settings.Provider} has no tables to make; with --provider postgres this makes those of PostgreSQL");
        }

        var options = settings.ToPostgres();
        var folder = scripts is null ? null : OrleansScripts.Read(scripts, acceptUnknown); // refused before anything is changed
        var change = await PostgresLayout.InitializeAsync(options, stop);
        return new InitSummary(options.Schema, change.Before, change.After, folder is null ? [] : await folder.ApplyAsync(options.ConnectionString, stop));
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
