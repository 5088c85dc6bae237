namespace LensGrains.Embedded;

/// <summary>A call on its way, waiting, running or answered.</summary>
internal abstract class Call : Work
{
    private CancellationTokenSource? _cancellation;
    private CancellationTokenRegistration _registration;

    protected Call(GrainMethod method, GrainTarget target, object?[] arguments, Work? caller)
    {
        Method = method;
        Target = target;
        Arguments = arguments;
        Caller = caller;
    }

    public GrainMethod Method { get; }

    public GrainTarget Target { get; set; }

    public object?[] Arguments { get; private set; }

    /// <summary>When the caller gives up, in ticks of the host's time provider.</summary>
    public long Deadline { get; set; }

    /// <summary>Neighbours in the list of calls that wait for an answer.</summary>
    public Call? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    public Call? Next { get; set; }

    /// <summary>What the caller's method returns.</summary>
    public abstract object? Returned { get; }

    public override bool Interleaves => Method.Interleaves;

    public override bool IsReadOnly => Method.IsReadOnly;

    public override bool KeepsAlive => true;

    public override string Name => $"{Target.GrainId} {Method.Name}";

    /// <summary>
    /// Gives the callee a token of its own, cancelled when the caller's is and when the caller has given up; the caller
    /// stops waiting at once.
    /// </summary>
    public void LinkCancellation()
    {
        if (Method.TokenIndex < 0)
        {
            return;
        }

        var token = (CancellationToken)Arguments[Method.TokenIndex]!;
        token.ThrowIfCancellationRequested();
        _cancellation = new CancellationTokenSource();
        Arguments[Method.TokenIndex] = _cancellation.Token;
        _registration = token.UnsafeRegister(static (call, t) => ((Call)call!).Cancel(t), this);
    }

    public void ReplaceArguments(object?[] arguments) => Arguments = arguments;

    /// <summary>The caller stops waiting.</summary>
    public void GiveUp(Exception error)
    {
        Fail(error);
        _cancellation?.Cancel();
    }

    protected override Action? Failed(Activation activation, Exception error)
        => activation.Host.Chaos is { } chaos ? chaos.Answer(this, error) : () => Fail(error);

    /// <summary>Called once with the answer, whatever it is.</summary>
    protected void OnAnswered()
    {
        _registration.Dispose();
        Target.Host.Pending.Remove(this);
    }

    private void Cancel(CancellationToken token) => GiveUp(new OperationCanceledException(token));
}

/// <inheritdoc/>
internal sealed class Call<TResult> : Call
{
    private readonly TaskCompletionSource<TResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GrainMethod<TResult> _method;

    public Call(GrainMethod<TResult> method, GrainTarget target, object?[] arguments, Work? caller)
        : base(method, target, arguments, caller)
        => _method = method;

    public override object? Returned => _method.Returned(_answer.Task);

    public override bool IsAbandoned => _answer.Task.IsCompleted;

    public override void Fail(Exception error)
    {
        var answered = error is OperationCanceledException cancelled
            ? _answer.TrySetCanceled(cancelled.CancellationToken)
            : _answer.TrySetException(error);
        if (answered)
        {
            OnAnswered();
        }
    }

    protected override async Task<Action?> ExecuteAsync(Activation activation)
    {
        var task = Method.Invoke(activation.GrainInstance!, Arguments)
                   ?? throw new InvalidOperationException($"{Method.Name} returned null in place of a task.");
        await task;
        var result = task is Task<TResult> typed ? typed.GetAwaiter().GetResult() : default!;
        return activation.Host.Chaos is { } chaos ? chaos.Answer(this, result, Succeed) : () => Succeed(result);
    }

    private void Succeed(TResult result)
    {
        if (_answer.TrySetResult(result))
        {
            OnAnswered();
        }
    }
}
