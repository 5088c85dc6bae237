using Microsoft.Data.Sqlite;

namespace LensGrains.Cli.Backups;

/// <summary>Consistent copies of SQLite databases that another process may be writing.</summary>
internal static class SqliteSnapshot
{
    private static readonly byte[] Magic = "SQLite format 3\0"u8.ToArray();

    public static bool IsDatabase(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var head = new byte[Magic.Length];
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual(Magic);
    }

    /// <summary>Copies what is committed at one moment; writers go on meanwhile (write-ahead log).</summary>
    public static void Copy(string source, string target)
    {
        using var from = Open(source, SqliteOpenMode.ReadWrite); // a read-only connection cannot make the shared index of a log
        using var to = Open(target, SqliteOpenMode.ReadWriteCreate);
        from.BackupDatabase(to);
        Execute(to, "PRAGMA journal_mode = DELETE"); // one file, without a log beside it
    }

    /// <summary>What <c>PRAGMA quick_check</c> says: "ok", or the first thing that is wrong.</summary>
    public static string Check(string file)
    {
        using var connection = Open(file, SqliteOpenMode.ReadWrite);
        return Execute(connection, "PRAGMA quick_check(1)");
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static string Execute(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        return command.ExecuteScalar()?.ToString() ?? "";
    }
}
