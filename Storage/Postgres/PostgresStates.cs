using Npgsql;

namespace LensGrains.Storage.Postgres;

/// <summary>Every state there is, for tools that look at all of them.</summary>
public static class PostgresStates
{
    /// <summary>The states of one moment, streamed.</summary>
    /// <exception cref="StorageLayoutException">The tables are not there, or of another age.</exception>
    /// <exception cref="NpgsqlException">The server cannot be reached, or refuses this user.</exception>
    public static IEnumerable<StateRow> Read(PostgresStoreOptions options)
    {
        using var database = PostgresConnections.Open(options.ConnectionString);
        using var connection = database.OpenConnection();
        PostgresLayout.Require(connection, options.Schema);
        using var command = new NpgsqlCommand(new PostgresSql(options.Schema).States, connection);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return new StateRow(rows.GetString(0), rows.GetString(1), rows.GetFieldValue<byte[]>(2));
        }
    }
}
