using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LensGrains.Storage.Postgres;

/// <summary>
/// One lane of writes. What arrives while a group is under way shares the next one: one round trip and one commit for all of it. A
/// waiter hears of success only after the commit.
/// </summary>
internal sealed partial class PostgresWriter : IAsyncDisposable
{
    /// <summary>A group that has so much takes no more: with its names it still fits into one call to the network.</summary>
    private const long MostBytes = PostgresConnections.SendBufferBytes / 2;

    private readonly Channel<PostgresWrite> _queue = Channel.CreateUnbounded<PostgresWrite>(new() { SingleReader = true });
    private readonly NpgsqlDataSource _database;
    private readonly int _maximumGroup;
    private readonly ILogger _logger;
    private readonly Task _loop;

    public PostgresWriter(NpgsqlDataSource database, int maximumGroup, ILogger logger)
    {
        (_database, _maximumGroup, _logger) = (database, maximumGroup, logger);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Queues the write. True, once it is durable, where it changed rows.</summary>
    public Task<bool> WriteAsync(PostgresWrite write)
        => _queue.Writer.TryWrite(write) ? write.Task : Task.FromException<bool>(new ObjectDisposedException(nameof(PostgresStore)));

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var group = new List<PostgresWrite>(_maximumGroup);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            for (var bytes = 0L; group.Count < _maximumGroup && bytes < MostBytes && _queue.Reader.TryRead(out var write); bytes += write.Bytes)
            {
                group.Add(write);
            }

            await CommitAsync([.. group.OrderBy(w => w.Turn, StringComparer.Ordinal)]).ConfigureAwait(false); // a stable order
        }
    }

    private async Task CommitAsync(IReadOnlyList<PostgresWrite> group)
    {
        bool[] changed;
        try
        {
            changed = await ExecuteAsync(group).ConfigureAwait(false);
        }
        catch (PostgresException error) when (group.Count > 1 && IsRolledBack(error))
        {
            LogGroupSplit(group.Count, error.MessageText);
            foreach (var write in group)
            {
                await CommitAsync([write]).ConfigureAwait(false); // only the one at fault fails, as it would have alone
            }

            return;
        }
        catch (Exception error)
        {
            LogWriteFailed(group.Count, error);
            foreach (var write in group)
            {
                write.Fail(error);
            }

            return;
        }

        foreach (var (index, write) in group.Index())
        {
            write.Succeed(changed[index]);
        }
    }

    /// <summary>All statements and one commit in one round trip; for each, whether it changed rows.</summary>
    private async Task<bool[]> ExecuteAsync(IReadOnlyList<PostgresWrite> group)
    {
        var connection = await _database.OpenConnectionAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var batch = new NpgsqlBatch(connection);
            await using (batch.ConfigureAwait(false))
            {
                foreach (var write in group)
                {
                    batch.BatchCommands.Add(write.ToCommand());
                }

                await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
                return [.. batch.BatchCommands.Cast<NpgsqlBatchCommand>().Select(command => command.RecordsAffected > 0)];
            }
        }
    }

    /// <summary>The server refused a statement and lives on, so nothing of the group took effect.</summary>
    private static bool IsRolledBack(PostgresException error) => error.InvariantSeverity == "ERROR";

    [LoggerMessage(Level = LogLevel.Warning, Message = "A group of {Count} writes is committed one by one: {Reason}")]
    private partial void LogGroupSplit(int count, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} writes failed")]
    private partial void LogWriteFailed(int count, Exception error);
}
