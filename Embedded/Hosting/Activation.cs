using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LensGrains.Embedded;

/// <summary>
/// One living instance of a grain: its object, its scheduler, what runs in it and what waits. It begins with its first call
/// and ends when it is told to; calls that then still wait go to the next one.
/// </summary>
internal sealed partial class Activation : IGrainContext
{
    [ThreadStatic]
    private static Activation? _constructing;

    private readonly Lock _gate = new();
    private readonly WorkQueue _work = new();
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<GrainTimer, bool> _timers = new();
    private readonly ILogger _logger;
    private AsyncServiceScope? _scope;
    private ActivationState _state = ActivationState.New;
    private DeactivationReason? _ending;
    private DateTimeOffset _usedAt;
    private DateTimeOffset _keepUntil = DateTimeOffset.MinValue;

    public Activation(GrainTarget target)
    {
        Target = target;
        _logger = target.Host.Logger;
        _usedAt = Host.Time.GetUtcNow();
    }

    private enum ActivationState
    {
        New,
        Activating,
        Active,
        Deactivating,
        Gone,
    }

    /// <summary>The activation whose grain object is being constructed on this thread.</summary>
    public static Activation? Constructing => _constructing;

    public GrainTarget Target { get; }

    public GrainHost Host => Target.Host;

    public GrainId GrainId => Target.GrainId;

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices
        => _scope?.ServiceProvider ?? throw new InvalidOperationException($"{GrainId} is not active.");

    public ActivationScheduler Scheduler { get; } = new();

    public Task Deactivated => _deactivated.Task;

    /// <summary>Queues work; false where this activation is gone and another has to take it.</summary>
    public bool TryPost(Work work)
    {
        lock (_gate)
        {
            if (_state == ActivationState.Gone)
            {
                return false;
            }

            Touch(work);
            _work.Add(work);
            if (_state == ActivationState.New)
            {
                _state = ActivationState.Activating;
                Scheduler.Post(static self => _ = ((Activation)self!).ActivateAsync(), this);
            }

            StartWhatMayRun();
            return true;
        }
    }

    /// <summary>Takes note that <paramref name="work"/> has ended, and lets the next begin.</summary>
    public void Finish(Work work)
    {
        lock (_gate)
        {
            Touch(work);
            _work.Remove(work);
            StartWhatMayRun();
        }
    }

    /// <summary>Acts on what escaped from the grain: a lost race for its state means that its memory is stale.</summary>
    public void NoteFailure(Work work, Exception error)
    {
        if (work is Call { Method.IsOneWay: true })
        {
            LogUnheardFailure(work.Name, error);
        }

        if (error is InconsistentStateException { IsSourceActivation: true } conflict)
        {
            conflict.IsSourceActivation = false;
            Deactivate(new(DeactivationReasonCode.ApplicationError, error, "The grain's state was written by somebody else."));
        }
    }

    public void NoteFailedTick(Exception error) => LogTickFailed(GrainId, error);

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            _ending ??= deactivationReason;
            if (_state == ActivationState.New)
            {
                _state = ActivationState.Gone;
                Host.Remove(this);
                _deactivated.TrySetResult();
            }

            StartWhatMayRun();
        }
    }

    public void DelayDeactivation(TimeSpan time)
    {
        lock (_gate)
        {
            var now = Host.Time.GetUtcNow();
            _keepUntil = time < TimeSpan.Zero ? DateTimeOffset.MinValue
                : time > DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue
                : now + time;
        }
    }

    public void DeactivateIfIdle(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_state == ActivationState.Active && _work.IsEmpty && now >= _keepUntil && now - _usedAt >= Host.Options.CollectionAge)
            {
                Deactivate(new(DeactivationReasonCode.ActivationIdle, "The grain was not used."));
            }
        }
    }

    public IGrainTimer AddTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(this, callback, options);
        _timers[timer] = true;
        return timer;
    }

    public void Forget(GrainTimer timer) => _timers.TryRemove(timer, out _);

    /// <summary>Ends without a word.</summary>
    public void Kill()
    {
        Scheduler.Stop();
        DisposeTimers();
        lock (_gate)
        {
            _state = ActivationState.Gone;
        }
    }

    private void Touch(Work work)
    {
        if (work.KeepsAlive)
        {
            _usedAt = Host.Time.GetUtcNow();
        }
    }

    private void StartWhatMayRun()
    {
        if (_state != ActivationState.Active)
        {
            return;
        }

        if (_ending is null)
        {
            while (_work.TryStart(out var work))
            {
                Scheduler.Post(static pair => Run((RunPair)pair!), new RunPair(this, work));
            }
        }
        else if (!_work.IsRunning)
        {
            _state = ActivationState.Deactivating;
            Scheduler.Post(static self => _ = ((Activation)self!).DeactivateAsync(), this);
        }
    }

    private static void Run(RunPair pair)
    {
        if (pair.Work.IsAbandoned)
        {
            pair.Activation.Finish(pair.Work);
        }
        else
        {
            _ = pair.Work.RunAsync(pair.Activation);
        }
    }

    private async Task ActivateAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(Host.Options.LifecycleTimeout, Host.Time);
            var states = new List<ILoadedState>();
            Construct(states);
            foreach (var state in states)
            {
                await state.LoadAsync(limit.Token);
            }

            await ((IGrainBase)GrainInstance!).OnActivateAsync(limit.Token);
            RefuseEndlessActivation();
        }
        catch (Exception error)
        {
            Host.Instruments.CountFailedActivation();
            LogActivationFailed(GrainId, error);
            await EndAsync(work => work.Fail(error));
            return;
        }

        Host.Instruments.CountActivation();
        lock (_gate)
        {
            _state = ActivationState.Active;
            StartWhatMayRun();
        }
    }

    /// <summary>A grain that ends itself whenever it begins would send its calls round for ever.</summary>
    private void RefuseEndlessActivation()
    {
        if (_ending is { ReasonCode: DeactivationReasonCode.ApplicationRequested })
        {
            throw new InvalidOperationException($"{GrainId} asked to be deactivated while it was activating.");
        }
    }

    private void Construct(List<ILoadedState> states)
    {
        _scope = Host.Services.CreateAsyncScope();
        _constructing = this;
        try
        {
            GrainInstance = Target.Type.Construct(this, states);
        }
        finally
        {
            _constructing = null;
        }
    }

    private async Task DeactivateAsync()
    {
        DisposeTimers();
        try
        {
            if (Host.Chaos?.SkipsDeactivation(GrainId) != true)
            {
                using var limit = new CancellationTokenSource(Host.Options.LifecycleTimeout, Host.Time);
                await ((IGrainBase)GrainInstance!).OnDeactivateAsync(_ending!.Value, limit.Token).WaitAsync(limit.Token);
            }
        }
        catch (Exception error)
        {
            LogDeactivationFailed(GrainId, error);
        }

        await EndAsync(work => Host.Deliver(Target, work));
    }

    /// <summary>Leaves the host and hands on the work that still waits.</summary>
    private async Task EndAsync(Action<Work> handOn)
    {
        DisposeTimers();
        Host.Remove(this);
        IReadOnlyList<Work> left;
        lock (_gate)
        {
            _state = ActivationState.Gone;
            left = _work.TakeWaiting();
        }

        foreach (var work in left.Where(w => w is Call))
        {
            handOn(work);
        }

        await DisposeInstanceAsync();
        _deactivated.TrySetResult();
    }

    private async Task DisposeInstanceAsync()
    {
        try
        {
            switch (GrainInstance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }

            if (_scope is { } scope)
            {
                await scope.DisposeAsync();
            }
        }
        catch (Exception error)
        {
            LogDeactivationFailed(GrainId, error);
        }
    }

    private void DisposeTimers()
    {
        foreach (var timer in _timers.Keys)
        {
            timer.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} could not be activated")]
    private partial void LogActivationFailed(GrainId grain, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Call} failed, and nobody waits for it")]
    private partial void LogUnheardFailure(string call, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} failed while it deactivated")]
    private partial void LogDeactivationFailed(GrainId grain, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A timer tick of {Grain} failed; the next will come")]
    private partial void LogTickFailed(GrainId grain, Exception error);

    private sealed record RunPair(Activation Activation, Work Work);
}
