using System.Net.Sockets;
using LensGrains.Core.Ports;
using Npgsql;

namespace LensGrains.Storage.Postgres;

/// <summary>What <see cref="PostgresLayout.InitializeAsync"/> found and left.</summary>
/// <param name="Before">Layout that was there; 0 for none.</param>
/// <param name="After">Layout that is there now.</param>
public readonly record struct LayoutChange(int Before, int After);

/// <summary>
/// The tables: made and brought up to date by an operator's command, and only looked at by a silo. A journal's entry is its type,
/// the version of its body's layout and the body as it was handed in. Names compare byte by byte (collation <c>C</c>), whatever the
/// database's collation is.
/// </summary>
public static class PostgresLayout
{
    /// <summary>The layout that this program reads and writes.</summary>
    public static int Current => Steps.Length;

    /// <summary>Step n leads from layout n to n + 1. A step that was released is never changed.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE "{schema}".journal (
            journal text COLLATE "C" NOT NULL CHECK (journal <> ''), position bigint NOT NULL CHECK (position > 0),
            type text NOT NULL, version integer NOT NULL, body bytea NOT NULL,
            PRIMARY KEY (journal, position));
        CREATE TABLE "{schema}".snapshot (
            journal text COLLATE "C" PRIMARY KEY, position bigint NOT NULL, version integer NOT NULL, body bytea NOT NULL);
        CREATE TABLE "{schema}".state (
            kind text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, etag text NOT NULL, body bytea NOT NULL,
            PRIMARY KEY (kind, key)) WITH (fillfactor = 80);
        """,
    ];

    /// <summary>Makes what is missing, in one transaction; any number of these may run at once.</summary>
    /// <exception cref="StorageLayoutException">The database is from a newer program.</exception>
    public static async Task<LayoutChange> InitializeAsync(PostgresStoreOptions options, CancellationToken cancellationToken = default)
    {
        var database = PostgresConnections.Open(options.ConnectionString);
        await using (database.ConfigureAwait(false))
        {
            var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var change = await UpgradeAsync(connection, options.Schema, cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return change;
                }
            }
        }
    }

    /// <summary>Refuses a database whose layout is not <see cref="Current"/>.</summary>
    /// <exception cref="StorageLayoutException">The tables are missing, older or newer; the message says what to do.</exception>
    /// <exception cref="StorageUnavailableException">The server cannot be reached, or refuses this user.</exception>
    public static async Task CheckAsync(PostgresStoreOptions options, CancellationToken cancellationToken = default)
    {
        try
        {
            Require(await VersionAsync(options, cancellationToken).ConfigureAwait(false), options.Schema);
        }
        catch (Exception error) when (error is NpgsqlException or SocketException)
        {
            throw new StorageUnavailableException($"PostgreSQL cannot be used: {error.Message}", error);
        }
    }

    /// <summary>As <see cref="CheckAsync"/>, on an open connection.</summary>
    internal static void Require(NpgsqlConnection connection, string schema)
    {
        using var exists = new NpgsqlCommand(TableText(schema), connection);
        using var version = new NpgsqlCommand(VersionText(schema), connection);
        Require(exists.ExecuteScalar() is string ? (int)version.ExecuteScalar()! : 0, schema);
    }

    private static async Task<int> VersionAsync(PostgresStoreOptions options, CancellationToken cancellationToken)
    {
        var database = PostgresConnections.Open(options.ConnectionString);
        await using (database.ConfigureAwait(false))
        {
            var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await VersionAsync(connection, options.Schema, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// What makes an acknowledgement of this server worth less than it should be, in a sentence; null where nothing does. What a
    /// session can set right, <see cref="PostgresStore"/> sets right; these are the server's own.
    /// </summary>
    /// <exception cref="NpgsqlException">The server cannot be reached, or refuses this user.</exception>
    public static async Task<string?> WarningAsync(PostgresStoreOptions options, CancellationToken cancellationToken = default)
    {
        const string Settings = "SELECT string_agg(name, ' and ' ORDER BY name) FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'";
        var database = PostgresConnections.Open(options.ConnectionString);
        await using (database.ConfigureAwait(false))
        {
            var command = database.CreateCommand(Settings);
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is string off
                    ? $"PostgreSQL runs with {off} off: labels that were acknowledged do not survive a power cut"
                    : null;
            }
        }
    }

    private static async Task<LayoutChange> UpgradeAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock(hashtext('lensgrains storage init'), hashtext('{schema}'))", cancellationToken).ConfigureAwait(false);
        var before = await VersionAsync(connection, schema, cancellationToken).ConfigureAwait(false);
        if (before > Current)
        {
            throw Newer(before, schema);
        }

        if (before == 0)
        {
            // A schema that a database's owner made for us needs no right to make schemas.
            var isSchemaThere = await ScalarAsync(connection, $"""SELECT to_regnamespace('"{schema}"')::text""", cancellationToken).ConfigureAwait(false) is string;
            await ExecuteAsync(connection, $"""
                {(isSchemaThere ? "" : $"CREATE SCHEMA \"{schema}\";")}
                CREATE TABLE "{schema}".layout (version integer PRIMARY KEY, made_at timestamptz NOT NULL DEFAULT now())
                """, cancellationToken).ConfigureAwait(false);
        }

        for (var version = before; version < Current; version++)
        {
            var step = Steps[version].Replace("{schema}", schema, StringComparison.Ordinal);
            await ExecuteAsync(connection, $"""{step} INSERT INTO "{schema}".layout (version) VALUES ({version + 1})""", cancellationToken).ConfigureAwait(false);
        }

        return new LayoutChange(before, Current);
    }

    private static async Task<int> VersionAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var isThere = await ScalarAsync(connection, TableText(schema), cancellationToken).ConfigureAwait(false) is string;
        return isThere ? (int)(await ScalarAsync(connection, VersionText(schema), cancellationToken).ConfigureAwait(false))! : 0;
    }

    private static string TableText(string schema) => $"""SELECT to_regclass('"{schema}".layout')::text""";

    private static string VersionText(string schema) => $"""SELECT coalesce(max(version), 0) FROM "{schema}".layout""";

    private static void Require(int found, string schema)
    {
        switch (found - Current)
        {
            case > 0:
                throw Newer(found, schema);
            case < 0 when found == 0:
                throw new StorageLayoutException(
                    $"The database has no tables of LensGrains in the schema '{schema}'. Make them, once, with: ./lens storage init --provider postgres");
            case < 0:
                throw new StorageLayoutException(
                    $"The tables in the schema '{schema}' have layout {found}; this program needs layout {Current}. Stop the older programs, back up, then run: ./lens storage init --provider postgres");
        }
    }

    private static StorageLayoutException Newer(int found, string schema)
        => new($"The tables in the schema '{schema}' have layout {found}; this program knows layouts up to {Current}. Start the version that made them (./lens storage init has nothing to do here).");

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
        => await ScalarAsync(connection, sql, cancellationToken).ConfigureAwait(false);

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
