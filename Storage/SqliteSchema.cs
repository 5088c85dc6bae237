using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LensGrains.Storage;

/// <summary>
/// Layout 1 of the database. A journal entry is its type, the version of its layout and its body as it was handed in,
/// so that the file can be read with any SQLite client.
/// </summary>
internal static class SqliteSchema
{
    private const int Version = 1;

    private const string Create = """
        CREATE TABLE IF NOT EXISTS journal (
            journal TEXT NOT NULL, position INTEGER NOT NULL,
            type TEXT NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (journal, position)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS snapshot (
            journal TEXT NOT NULL PRIMARY KEY, position INTEGER NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS state (
            kind TEXT NOT NULL, key TEXT NOT NULL, etag TEXT NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (kind, key));
        """;

    /// <summary>Opens the writer's connection: WAL, every commit on disk before it returns.</summary>
    public static SqliteConnection OpenWriter(SqliteStoreOptions options)
    {
        var connection = Open(options, SqliteOpenMode.ReadWriteCreate);
        try
        {
            Execute(connection, "PRAGMA journal_mode=WAL");
            Execute(connection, "PRAGMA synchronous=FULL");
            Execute(connection, "PRAGMA journal_size_limit=67108864");
            Prepare(connection);
            if (options.MaximumPages is { } pages)
            {
                Execute(connection, $"PRAGMA max_page_count={pages}");
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that cannot write.</summary>
    public static SqliteConnection OpenReader(SqliteStoreOptions options)
    {
        var connection = Open(options, SqliteOpenMode.ReadWrite);
        Execute(connection, "PRAGMA query_only=1");
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(SqliteStoreOptions options, SqliteOpenMode mode)
    {
        var source = new SqliteConnectionStringBuilder
        {
            DataSource = options.Path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(options.LockTimeout.TotalSeconds)),
        };
        var connection = new SqliteConnection(source.ConnectionString);
        connection.Open();

        // SQLite looks again after 1, 2, 5 … 100 ms while another process writes; its client library by itself only every 150 ms.
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout={options.LockTimeout.TotalMilliseconds:F0}"));
        return connection;
    }

    /// <summary>A database that is as it should be is only looked at: other processes may be writing to it without a pause.</summary>
    private static void Prepare(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        if (FoundBy(command) == Version)
        {
            return;
        }

        using var transaction = connection.BeginTransaction();
        command.Transaction = transaction;
        if (FoundBy(command) < Version)
        {
            command.CommandText = $"{Create} PRAGMA user_version={Version};";
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <exception cref="InvalidDataException">The layout is newer than this program.</exception>
    private static int FoundBy(SqliteCommand command)
    {
        command.CommandText = "PRAGMA user_version";
        var found = Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        return found <= Version
            ? found
            : throw new InvalidDataException($"The database has layout {found}; this program knows layouts up to {Version}.");
    }
}
