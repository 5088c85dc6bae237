using Microsoft.Extensions.Logging;

namespace LensGrains.Embedded;

/// <summary>An observer as the aim of calls: held weakly, told in order, one thing at a time, and without a promise.</summary>
internal sealed partial class ObserverTarget(GrainHost host, IGrainObserver observer) : ICallTarget, IThreadPoolWorkItem
{
    private readonly WeakReference<IGrainObserver> _observer = new(observer);
    private readonly Lock _gate = new();
    private readonly Queue<(GrainMethod Method, object?[] Arguments)> _backlog = [];
    private readonly ILogger _logger = host.Logger;
    private bool _isQueued;
    private bool _isDeleted;

    public object? Send(GrainMethod method, object?[] arguments)
    {
        var told = host.Chaos is { } chaos ? chaos.Notice(method, arguments) : arguments;
        if (told is null)
        {
            return method.Completed;
        }

        lock (_gate)
        {
            if (!_isDeleted && _backlog.Count < host.Options.ObserverBacklog)
            {
                _backlog.Enqueue((method, told));
                if (!_isQueued)
                {
                    _isQueued = true;
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                }
            }
        }

        return method.Completed;
    }

    public void Delete()
    {
        lock (_gate)
        {
            _isDeleted = true;
            _backlog.Clear();
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private async Task DrainAsync()
    {
        while (TryTake(out var message))
        {
            if (_observer.TryGetTarget(out var observer))
            {
                await TellAsync(observer, message.Method, message.Arguments).ConfigureAwait(false);
            }
        }
    }

    private async Task TellAsync(IGrainObserver observer, GrainMethod method, object?[] arguments)
    {
        try
        {
            await method.Invoke(observer, arguments).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogObserverFailed(method.Name, error);
        }
    }

    private bool TryTake(out (GrainMethod Method, object?[] Arguments) message)
    {
        lock (_gate)
        {
            return _isQueued = _backlog.TryDequeue(out message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An observer failed in {Method}")]
    private partial void LogObserverFailed(string method, Exception error);
}
