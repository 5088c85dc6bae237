using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace LensGrains.Cli.Storage;

/// <summary>One script, and whether this run applied it.</summary>
internal sealed record AppliedScript(string Name, bool IsNew);

/// <summary>
/// The scripts that make Orleans' own tables for membership and reminders. They belong to Orleans and are not shipped here: the
/// operator supplies them, and only contents that this version knows are applied.
/// </summary>
internal sealed class OrleansScripts
{
    private readonly IReadOnlyList<(OrleansScript Script, string Text)> _texts;

    private OrleansScripts(IReadOnlyList<(OrleansScript Script, string Text)> texts) => _texts = texts;

    /// <summary>Reads them from a folder, or from the folders in it (a checkout's <c>src/AdoNet</c>).</summary>
    /// <exception cref="ScriptException">One is missing, is there twice with different contents, or is none that is known.</exception>
    public static OrleansScripts Read(string folder, bool acceptUnknown)
    {
        if (!Directory.Exists(folder))
        {
            throw new ScriptException($"there is no folder '{folder}'");
        }

        var texts = new List<(OrleansScript, string)>();
        foreach (var script in OrleansScript.Known)
        {
            if (Find(folder, script) is { } text)
            {
                Require(script, text, acceptUnknown);
                texts.Add((script, text));
            }
        }

        return new OrleansScripts(texts);
    }

    /// <summary>Applies what is not there yet, each script whole or not at all; any number of these may run at once.</summary>
    public async Task<IReadOnlyList<AppliedScript>> ApplyAsync(string connectionString, CancellationToken stop)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var connection = await database.OpenConnectionAsync(stop);
        var applied = new List<AppliedScript>();
        foreach (var (script, text) in _texts)
        {
            await using var transaction = await connection.BeginTransactionAsync(stop);
            await ScalarAsync(connection, "SELECT pg_advisory_xact_lock(hashtext('lensgrains storage init'), hashtext('orleans'))", stop);
            var isThere = await ScalarAsync(connection, script.IsApplied, stop) is true;
            if (!isThere)
            {
                await ScalarAsync(connection, text, stop);
            }

            await transaction.CommitAsync(stop);
            applied.Add(new AppliedScript(script.Name, !isThere));
        }

        return applied;
    }

    internal static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string? Find(string folder, OrleansScript script)
    {
        var texts = Directory.EnumerateFiles(folder, script.Name, SearchOption.AllDirectories)
            .Select(file => File.ReadAllText(file).ReplaceLineEndings("\n")).Distinct().ToArray();
        return texts switch
        {
            [] when script.IsRequired => throw new ScriptException($"'{folder}' has no {script.Name}; it is in Orleans' repository, under src/AdoNet"),
            [] => null,
            [var only] => only,
            _ => throw new ScriptException($"'{folder}' has several {script.Name} that are not the same"),
        };
    }

    private static void Require(OrleansScript script, string text, bool acceptUnknown)
    {
        if (!acceptUnknown && !script.Hashes.Contains(HashOf(text)))
        {
            throw new ScriptException($"{script.Name} is none that this version knows (SHA-256 {HashOf(text)}): take those of Orleans 10.4, or, having read it, say --accept-unknown");
        }
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(stop);
    }
}

/// <summary>The scripts cannot be applied; nothing was changed.</summary>
internal sealed class ScriptException(string message) : Exception(message);
