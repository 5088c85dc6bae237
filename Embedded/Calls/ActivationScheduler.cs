namespace LensGrains.Embedded;

/// <summary>
/// Runs one activation's tasks one after the other on the thread pool. Awaits inside a grain capture it, so every
/// continuation of a call comes back here; nothing ever runs inside another turn.
/// </summary>
internal sealed class ActivationScheduler : TaskScheduler, IThreadPoolWorkItem
{
    private const int TasksPerSlice = 64;

    private readonly Lock _gate = new();
    private readonly Queue<Task> _tasks = [];
    private bool _isQueued;
    private bool _isStopped;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs <paramref name="start"/> as a turn of its own, without the starter's ambient context.</summary>
    public void Post(Action<object?> start, object? state)
    {
        var restore = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        try
        {
            _ = Task.Factory.StartNew(start, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);
        }
        finally
        {
            restore?.Undo();
        }
    }

    /// <summary>Nothing queued here runs any more, as if the process had died.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _tasks.Clear();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var i = 0; i < TasksPerSlice; i++)
        {
            if (!TryTake(out var task))
            {
                return;
            }

            TryExecuteTask(task);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            if (_isStopped)
            {
                return;
            }

            _tasks.Enqueue(task);
            if (_isQueued)
            {
                return;
            }

            _isQueued = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _tasks];
        }
    }

    private bool TryTake(out Task task)
    {
        lock (_gate)
        {
            if (_tasks.TryDequeue(out task!))
            {
                return true;
            }

            _isQueued = false;
            return false;
        }
    }
}
