using LensGrains.Storage;
using Microsoft.Data.Sqlite;

namespace LensGrains.Cli.Sweeps;

/// <summary>Every state in a data folder's database.</summary>
internal static class SqliteStates
{
    /// <exception cref="SweepException">There is no database.</exception>
    public static IEnumerable<StateRow> Read(string database)
    {
        if (!File.Exists(database))
        {
            throw new SweepException($"there is no database '{database}', so nothing says which files are in use");
        }

        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT kind, key, body FROM state";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return new StateRow(rows.GetString(0), rows.GetString(1), rows.GetFieldValue<byte[]>(2));
        }
    }
}
