namespace LensGrains.Silo;

/// <summary>
/// A client's call whose gateway dies would wait for its answer until the response timeout: the platform does not know which silo it had
/// reached. So a call under way when a gateway is lost gets a short time more, then counts as lost. What it asked for may have been done;
/// callers send it again with the same operation id.
/// </summary>
internal sealed class LostCalls(TimeProvider time) : IOutgoingGrainCallFilter
{
    /// <summary>Longer than a healthy call takes, much shorter than the response timeout.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private TaskCompletionSource _loss = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A gateway is gone.</summary>
    public async Task NoteLossAsync()
    {
        var lost = Interlocked.Exchange(ref _loss, new(TaskCreationOptions.RunContinuationsAsynchronously));
        await Task.Delay(Grace, time);
        lost.SetResult();
    }

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var loss = Volatile.Read(ref _loss).Task;
        var call = context.Invoke();
        if (!call.IsCompleted && await Task.WhenAny(call, loss) == loss)
        {
            _ = call.ContinueWith(static late => late.Exception, TaskContinuationOptions.OnlyOnFaulted);
            throw new SiloUnavailableException("A silo was lost while the call was under way.");
        }

        await call;
    }
}
