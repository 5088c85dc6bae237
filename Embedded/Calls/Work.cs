namespace LensGrains.Embedded;

/// <summary>
/// Something that takes its turn in an activation: a call or a timer tick. While it runs it is also the frame by which
/// calls made inside it are recognised.
/// </summary>
internal abstract class Work
{
    private static readonly AsyncLocal<Work?> _current = new();

    /// <summary>The work whose code is running here, if it is still on its activation's scheduler.</summary>
    public static Work? Current
        => TaskScheduler.Current is ActivationScheduler scheduler && _current.Value is { IsDone: false } work && work.Activation?.Scheduler == scheduler
            ? work
            : null;

    /// <summary>Where it runs; null while it waits.</summary>
    public Activation? Activation { get; private set; }

    /// <summary>The work that waits for this one.</summary>
    public Work? Caller { get; protected init; }

    public bool IsDone { get; private set; }

    /// <summary>Runs beside anything.</summary>
    public abstract bool Interleaves { get; }

    /// <summary>Runs beside others like it.</summary>
    public abstract bool IsReadOnly { get; }

    /// <summary>Counts as use of the grain.</summary>
    public abstract bool KeepsAlive { get; }

    /// <summary>Nobody waits for it any more, so it need not start.</summary>
    public abstract bool IsAbandoned { get; }

    /// <summary>What it is called in a chain of calls.</summary>
    public abstract string Name { get; }

    /// <summary>Ends it without having run.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Runs on the activation's scheduler; never throws.</summary>
    public async Task RunAsync(Activation activation)
    {
        Activation = activation;
        _current.Value = this;
        Action? answer = null;
        try
        {
            answer = await ExecuteAsync(activation);
        }
        catch (Exception error)
        {
            activation.NoteFailure(this, error);
            answer = Failed(activation, error);
        }

        IsDone = true;
        activation.Finish(this);
        answer?.Invoke();
    }

    /// <summary>How to give the answer where the work threw.</summary>
    protected virtual Action? Failed(Activation activation, Exception error) => () => Fail(error);

    /// <summary>Does the work; returns how to give the answer once the turn has ended.</summary>
    protected abstract Task<Action?> ExecuteAsync(Activation activation);
}
