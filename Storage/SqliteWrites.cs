using LensGrains.Core.Ports;
using Microsoft.Data.Sqlite;

namespace LensGrains.Storage;

/// <summary>
/// The writer connection's prepared statements. Every method checks first and inserts then, inside the group's transaction,
/// so that a conflict is an answer and not an error that would take the rest of the group down.
/// </summary>
internal sealed class SqliteWrites : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _position;
    private readonly SqliteCommand _append;
    private readonly SqliteCommand _snapshot;
    private readonly SqliteCommand _etag;
    private readonly SqliteCommand _write;
    private readonly SqliteCommand _clear;

    public SqliteWrites(SqliteConnection connection)
    {
        _connection = connection;
        _position = Prepare("SELECT coalesce(max(position), 0) FROM journal WHERE journal = $a", "$a");
        _append = Prepare(
            "INSERT INTO journal (journal, position, type, version, body) VALUES ($a, $b, $c, $d, $e)", "$a", "$b", "$c", "$d", "$e");
        _snapshot = Prepare(
            """
            INSERT INTO snapshot (journal, position, version, body) VALUES ($a, $b, $c, $d)
            ON CONFLICT (journal) DO UPDATE SET position = excluded.position, version = excluded.version, body = excluded.body
            WHERE excluded.position >= snapshot.position
            """,
            "$a", "$b", "$c", "$d");
        _etag = Prepare("SELECT etag FROM state WHERE kind = $a AND key = $b", "$a", "$b");
        _write = Prepare(
            """
            INSERT INTO state (kind, key, etag, body) VALUES ($a, $b, $c, $d)
            ON CONFLICT (kind, key) DO UPDATE SET etag = excluded.etag, body = excluded.body
            """,
            "$a", "$b", "$c", "$d");
        _clear = Prepare("DELETE FROM state WHERE kind = $a AND key = $b", "$a", "$b");
    }

    public AppendOutcome Append(string journal, long expectedPosition, IReadOnlyList<JournalRecord> records)
    {
        if ((long)Bind(_position, journal).ExecuteScalar()! != expectedPosition)
        {
            return AppendOutcome.Conflict;
        }

        var position = expectedPosition;
        foreach (var record in records)
        {
            Bind(_append, journal, ++position, record.Type, record.Version, record.Body.ToArray()).ExecuteNonQuery();
        }

        return AppendOutcome.Appended;
    }

    public void WriteSnapshot(string journal, JournalSnapshot snapshot)
        => Bind(_snapshot, journal, snapshot.Position, snapshot.Version, snapshot.Body.ToArray()).ExecuteNonQuery();

    public string? WriteState(string kind, string key, ReadOnlyMemory<byte> body, string? expectedEtag)
    {
        if ((string?)Bind(_etag, kind, key).ExecuteScalar() != expectedEtag)
        {
            return null;
        }

        var etag = Guid.NewGuid().ToString("N");
        Bind(_write, kind, key, etag, body.ToArray()).ExecuteNonQuery();
        return etag;
    }

    public bool ClearState(string kind, string key, string expectedEtag)
    {
        if ((string?)Bind(_etag, kind, key).ExecuteScalar() != expectedEtag)
        {
            return false;
        }

        Bind(_clear, kind, key).ExecuteNonQuery();
        return true;
    }

    public void Begin() => SqliteSchema.Execute(_connection, "BEGIN IMMEDIATE");

    public void Commit() => SqliteSchema.Execute(_connection, "COMMIT");

    /// <summary>Undoes what is open; some failures (a full disk) have already made SQLite roll back by itself.</summary>
    public void RollBack()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
        {
            SqliteSchema.Execute(_connection, "ROLLBACK");
        }
    }

    public void Dispose()
    {
        foreach (var command in new[] { _position, _append, _snapshot, _etag, _write, _clear })
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> names)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in names)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }

    private static SqliteCommand Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }
}
