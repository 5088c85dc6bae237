using System.Net.Sockets;
using LensGrains.Core.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LensGrains.Storage.Postgres;

/// <summary>Runs statements that only read, and runs them again while the server restarts or another takes its place.</summary>
internal sealed partial class PostgresReads(NpgsqlDataSource database, TimeSpan patience, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>The rows of a statement, or what the last try said where the server stayed away.</summary>
    /// <exception cref="StorageUnavailableException">The server did not answer for as long as the patience lasts.</exception>
    public async Task<List<T>> RowsAsync<T>(
        string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        var started = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await TryAsync(sql, row, values, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (IsPassing(error) && time.GetElapsedTime(started) + pause < patience)
            {
                LogTriedAgain(error.Message);
            }
            catch (Exception error) when (IsPassing(error))
            {
                throw new StorageUnavailableException("The database does not answer.", error);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The connection broke, the server is starting, stopping or full, or its name is not known for now: not what was asked is at fault.
    /// </summary>
    private static bool IsPassing(Exception error) => error switch
    {
        PostgresException refused => refused.IsTransient || refused.SqlState.StartsWith("57P", StringComparison.Ordinal),
        NpgsqlException or SocketException => true,
        _ => false,
    };

    private async Task<List<T>> TryAsync<T>(
        string sql, Func<NpgsqlDataReader, T> row, NpgsqlParameter[] values, CancellationToken cancellationToken)
    {
        var command = database.CreateCommand(sql);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddRange(values.Select(v => v.Clone()).ToArray());
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new List<T>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(row(reader));
                }

                return rows;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A read is tried again: {Reason}")]
    private partial void LogTriedAgain(string reason);
}
