namespace LensGrains.Embedded;

/// <summary>A timer whose ticks take their turn in the activation.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private TimeSpan _period;
    private int _version;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        Interleaves = options.Interleave;
        KeepsAlive = options.KeepAlive;
        _timer = Flow.Without(() => activation.Host.Time.CreateTimer(
            static self => ((GrainTimer)self!).Due(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        Change(options.DueTime, options.Period);
    }

    public bool Interleaves { get; }

    public bool KeepsAlive { get; }

    public bool IsEnded => _ended.IsCancellationRequested;

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Require(dueTime, nameof(dueTime));
        Require(period, nameof(period));
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(IsEnded, this);
            _period = period;
            _version++;
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (IsEnded)
            {
                return;
            }

            _ended.Cancel();
            _timer.Dispose();
        }

        _activation.Forget(this);
    }

    /// <summary>Runs one tick in the activation's turn.</summary>
    public Task TickAsync() => _callback(_ended.Token);

    /// <summary>Sets the next tick, unless the tick that ended has changed the timer itself.</summary>
    public void Rearm(int version)
    {
        lock (_gate)
        {
            if (!IsEnded && version == _version)
            {
                _timer.Change(_period, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private static void Require(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, time, "A time is not negative, or it is Timeout.InfiniteTimeSpan.");
        }
    }

    private void Due()
    {
        int version;
        lock (_gate)
        {
            if (IsEnded)
            {
                return;
            }

            version = _version;
        }

        _activation.TryPost(new TimerTick(this, _activation, version));
    }
}

/// <summary>One tick on its way through the activation.</summary>
internal sealed class TimerTick(GrainTimer timer, Activation activation, int version) : Work
{
    public override bool Interleaves => timer.Interleaves;

    public override bool IsReadOnly => false;

    public override bool KeepsAlive => timer.KeepsAlive;

    public override bool IsAbandoned => timer.IsEnded;

    public override string Name => $"{activation.GrainId} timer";

    public override void Fail(Exception error) => timer.Rearm(version);

    protected override Action? Failed(Activation activation, Exception error)
    {
        activation.NoteFailedTick(error);
        return null;
    }

    protected override async Task<Action?> ExecuteAsync(Activation activation)
    {
        try
        {
            await timer.TickAsync();
            return null;
        }
        finally
        {
            timer.Rearm(version); // before the turn ends, so that a grain kept alive by its timer is never without one
        }
    }
}
