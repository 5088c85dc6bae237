using Npgsql;

namespace LensGrains.Storage.Postgres;

/// <summary>Opens connections on which a commit means what the ports promise, whatever the server's defaults are.</summary>
internal static class PostgresConnections
{
    /// <summary>
    /// Bytes sent in one call: a whole group, as a rule, so that a process that is stopped in the middle of sending leaves no half
    /// group that holds its locks.
    /// </summary>
    public const int SendBufferBytes = 128 * 1024;

    /// <summary>
    /// A commit that was acknowledged is on disk (stronger settings of the server stay); a writer that waited for another sees what
    /// that one wrote; and a client that vanished is noticed within half a minute, so that its locks go.
    /// </summary>
    private const string SessionSettings = """
        SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false),
               set_config('default_transaction_isolation', 'read committed', false),
               set_config('tcp_keepalives_idle', '10', false),
               set_config('tcp_keepalives_interval', '5', false),
               set_config('tcp_keepalives_count', '4', false)
        """;

    /// <exception cref="ArgumentException">The connection string is none; the message does not repeat it.</exception>
    public static NpgsqlDataSource Open(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(Complete(connectionString));
        builder.UsePhysicalConnectionInitializer(Settle, SettleAsync);
        return builder.Build();
    }

    internal static string Complete(string connectionString)
    {
        var settings = Parse(connectionString);
        settings.NoResetOnClose = true; // a reset would undo the session's settings
        settings.Multiplexing = false;
        settings.Enlist = false;
        Default(settings, "Application Name", "lensgrains");
        Default(settings, "Maximum Pool Size", 16);
        Default(settings, "Max Auto Prepare", 32);
        Default(settings, "Auto Prepare Min Usages", 2);
        Default(settings, "Write Buffer Size", SendBufferBytes);
        if (settings.Host?.Contains(',', StringComparison.Ordinal) is true)
        {
            Default(settings, "Target Session Attributes", "read-write");
        }

        return settings.ConnectionString;
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The cause quotes what it could not read, and that may be a password.
            throw new ArgumentException("The connection string of PostgreSQL cannot be read: it takes Npgsql's words, such as Host=…;Username=…;Database=….", nameof(connectionString));
        }
    }

    private static void Default(NpgsqlConnectionStringBuilder settings, string name, object value)
    {
        if (!settings.ShouldSerialize(name))
        {
            settings[name] = value;
        }
    }

    private static void Settle(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(SessionSettings, connection);
        command.ExecuteNonQuery();
    }

    private static async Task SettleAsync(NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(SessionSettings, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }
}
