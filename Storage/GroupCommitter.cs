using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace LensGrains.Storage;

/// <summary>
/// The one writer. Writes that arrive while a commit is being forced to disk share the next commit, so the rate of small
/// writes is that of the disk's fsync times the size of a group. A waiter hears of success only after its commit returned.
/// </summary>
internal sealed partial class GroupCommitter : IAsyncDisposable
{
    private readonly Channel<PendingWrite> _queue = Channel.CreateUnbounded<PendingWrite>(new() { SingleReader = true });
    private readonly SqliteStoreOptions _options;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private SqliteWrites? _writes;

    public GroupCommitter(SqliteStoreOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _writes = new SqliteWrites(SqliteSchema.OpenWriter(options));
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Queues <paramref name="write"/>; the task completes once its effect is on disk, or fails.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteWrites, T> write)
    {
        var pending = new PendingWrite<T>(write);
        return _queue.Writer.TryWrite(pending)
            ? pending.Task
            : Task.FromException<T>(new ObjectDisposedException(nameof(SqliteStore)));
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        _writes?.Dispose();
        _writes = null;
    }

    private async Task Run()
    {
        var group = new List<PendingWrite>(_options.MaximumGroup);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            while (group.Count < _options.MaximumGroup && _queue.Reader.TryRead(out var pending))
            {
                group.Add(pending);
            }

            Commit(group);
        }
    }

    private void Commit(IReadOnlyList<PendingWrite> group)
    {
        var committing = false;
        try
        {
            _writes ??= new SqliteWrites(SqliteSchema.OpenWriter(_options));
            _writes.Begin();
            foreach (var pending in group)
            {
                pending.Execute(_writes);
            }

            committing = true;
            _writes.Commit();
        }
        catch (Exception error) when (!committing && group.Count > 1)
        {
            LogGroupSplit(group.Count, error.Message);
            RollBack();
            CommitOneByOne(group);
            return;
        }
        catch (Exception error)
        {
            LogWriteFailed(group.Count, error);
            RollBack();
            FailAll(group, error);
            return;
        }

        foreach (var pending in group)
        {
            pending.Succeed();
        }
    }

    /// <summary>A statement failed before the commit: only the write at fault fails, as it would have alone.</summary>
    private void CommitOneByOne(IReadOnlyList<PendingWrite> group)
    {
        foreach (var pending in group)
        {
            Commit([pending]);
        }
    }

    private static void FailAll(IReadOnlyList<PendingWrite> group, Exception error)
    {
        foreach (var pending in group)
        {
            pending.Fail(error);
        }
    }

    private void RollBack()
    {
        try
        {
            _writes?.RollBack();
        }
        catch (Exception error)
        {
            LogReopening(error);
            _writes?.Dispose();
            _writes = null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A group of {Count} writes is committed one by one: {Reason}")]
    private partial void LogGroupSplit(int count, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} writes failed")]
    private partial void LogWriteFailed(int count, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The writer's connection is opened anew after a failed rollback")]
    private partial void LogReopening(Exception error);
}
