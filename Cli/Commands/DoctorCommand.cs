using System.CommandLine;
using LensGrains.Cli.Backups;
using LensGrains.Cli.Client;
using LensGrains.Cli.Storage;
using LensGrains.Core.Ports;
using LensGrains.Storage;
using LensGrains.Storage.Postgres;

namespace LensGrains.Cli.Commands;

/// <summary><c>lens doctor</c>: whether the databases are sound, a server answers and the token is known. Changes nothing.</summary>
internal static class DoctorCommand
{
    private const string Ok = "ok";
    private const string Missing = "missing";
    private const string Absent = "absent";

    public static Command Build(Surroundings surroundings)
    {
        var server = new ServerOptions(surroundings);
        var json = CommonOptions.Json();
        var command = new Command("doctor", "whether data and server are sound") { json };
        server.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var folder = parsed.GetValue(server.Data)!;
            using var client = server.Connect(parsed);
            Finding[] findings = [.. CheckData(folder), .. await CheckDatabaseAsync(StorageSettings.Of(surroundings, folder), stop), await CheckServerAsync(client, stop)];
            Print(surroundings, findings, parsed.GetValue(json));
            return findings.Any(finding => finding.State == Missing) ? 1 : 0;
        });
        return command;
    }

    private static IEnumerable<Finding> CheckData(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [new Finding("data", Absent, $"no folder '{folder}' yet")];
        }

        var databases = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(SqliteSnapshot.IsDatabase);
        return databases.Select(file =>
        {
            var verdict = SqliteSnapshot.Check(file);
            return new Finding(Path.GetRelativePath(folder, file), verdict == "ok" ? Ok : Missing, verdict);
        }).ToList();
    }

    private static async Task<IReadOnlyList<Finding>> CheckDatabaseAsync(StorageSettings settings, CancellationToken stop)
    {
        if (settings.Provider != StorageSettings.Postgres)
        {
            return [];
        }

        const string Name = "PostgreSQL";
        if (settings.ConnectionString is null)
        {
            return [new Finding(Name, Missing, "LensGrains__Storage__ConnectionString is not set, so it cannot be looked at")];
        }

        try
        {
            await PostgresLayout.CheckAsync(settings.ToPostgres(), stop);
            return await PostgresLayout.WarningAsync(settings.ToPostgres(), stop) is { } warning
                ? [new Finding(Name, Missing, warning)]
                : [new Finding(Name, Ok, $"schema {settings.Name}, layout {PostgresLayout.Current}")];
        }
        catch (Exception refused) when (refused is StorageLayoutException or StorageUnavailableException)
        {
            return [new Finding(Name, Missing, refused.Message)];
        }
    }

    private static async Task<Finding> CheckServerAsync(LensClient client, CancellationToken stop)
    {
        var address = client.Server.ToString().TrimEnd('/');
        try
        {
            if (!await client.IsReadyAsync(stop))
            {
                return new Finding("running server", Missing, $"{address} answers but is not ready");
            }

            var me = await client.GetMeAsync(stop);
            return new Finding("running server", Ok, $"{address}, version {me.Version ?? "?"}, token of {me.Annotator} ({me.Role})");
        }
        catch (HttpRequestException)
        {
            return new Finding("running server", Absent, $"none at {address}");
        }
        catch (ProblemException refused)
        {
            return new Finding("running server", Missing, $"{address}: {refused.Message}");
        }
    }

    private static void Print(Surroundings surroundings, Finding[] findings, bool asJson)
    {
        if (asJson)
        {
            surroundings.Json(findings, MessageJson.Default.FindingArray);
            return;
        }

        foreach (var finding in findings)
        {
            surroundings.Line($"{finding.State,-8} {finding.Name,-22} {finding.Detail}");
        }
    }
}
