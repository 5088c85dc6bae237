using LensGrains.Core.Ports;
using Microsoft.Data.Sqlite;

namespace LensGrains.Storage;

/// <summary>The queries, each on a connection lent for one call.</summary>
internal static class SqliteReads
{
    /// <summary>Up to <paramref name="limit"/> entries in (after, upTo], in order.</summary>
    public static List<StoredRecord> Entries(SqliteConnection connection, string journal, long after, long upTo, int limit)
    {
        using var command = Command(
            connection,
            "SELECT position, type, version, body FROM journal WHERE journal = $a AND position > $b AND position <= $c ORDER BY position LIMIT $d",
            journal, after, upTo, limit);
        using var reader = command.ExecuteReader();
        var entries = new List<StoredRecord>();
        while (reader.Read())
        {
            entries.Add(new(reader.GetInt64(0), new(reader.GetString(1), reader.GetInt32(2), Bytes(reader, 3))));
        }

        return entries;
    }

    public static Dictionary<string, long> Positions(SqliteConnection connection, IEnumerable<string> journals)
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        using var command = Command(connection, "SELECT coalesce(max(position), 0) FROM journal WHERE journal = $a", "");
        command.Transaction = transaction;
        var positions = new Dictionary<string, long>();
        foreach (var journal in journals)
        {
            command.Parameters[0].Value = journal;
            positions[journal] = (long)command.ExecuteScalar()!;
        }

        return positions;
    }

    public static JournalSnapshot? Snapshot(SqliteConnection connection, string journal)
    {
        using var command = Command(connection, "SELECT position, version, body FROM snapshot WHERE journal = $a", journal);
        using var reader = command.ExecuteReader();
        return reader.Read() ? new JournalSnapshot(reader.GetInt64(0), reader.GetInt32(1), Bytes(reader, 2)) : null;
    }

    public static StoredState? State(SqliteConnection connection, string kind, string key)
    {
        using var command = Command(connection, "SELECT body, etag FROM state WHERE kind = $a AND key = $b", kind, key);
        using var reader = command.ExecuteReader();
        return reader.Read() ? new StoredState(Bytes(reader, 0), reader.GetString(1)) : null;
    }

    /// <summary>Up to <paramref name="limit"/> keys that start with <paramref name="prefix"/> and come after <paramref name="after"/>.</summary>
    public static List<string> Keys(SqliteConnection connection, string kind, string prefix, string? after, int limit)
    {
        using var command = Command(
            connection,
            "SELECT key FROM state WHERE kind = $a AND key >= $b AND substr(key, 1, length($b)) = $b AND ($d = 0 OR key > $c) ORDER BY key LIMIT $e",
            kind, prefix, after ?? "", after is null ? 0 : 1, limit);
        using var reader = command.ExecuteReader();
        var keys = new List<string>();
        while (reader.Read())
        {
            keys.Add(reader.GetString(0));
        }

        return keys;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.Add(new SqliteParameter("$" + (char)('a' + i), values[i]));
        }

        return command;
    }

    private static byte[] Bytes(SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);
}
