using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace LensGrains.Storage;

/// <summary>A few connections that only read, lent to one reader at a time. WAL lets them run beside the writer.</summary>
internal sealed class ReaderPool(SqliteStoreOptions options) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly SemaphoreSlim _free = new(options.Readers);

    /// <summary>Runs <paramref name="read"/> off the caller's scheduler on a connection that nobody else uses meanwhile.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Read(read), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }

        _free.Dispose();
    }

    private T Read<T>(Func<SqliteConnection, T> read)
    {
        var connection = _idle.TryTake(out var pooled) ? pooled : SqliteSchema.OpenReader(options);
        try
        {
            var answer = read(connection);
            _idle.Add(connection);
            return answer;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
