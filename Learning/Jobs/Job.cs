namespace LensGrains.Learning.Jobs;

/// <summary>A job in a device's queue.</summary>
internal abstract class Job
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly CancellationTokenRegistration _callers;
    private readonly DateTimeOffset _enqueuedAt;
    private volatile Said _said = new(double.NaN, "");
    private DateTimeOffset? _startedAt;

    protected Job(long id, JobDescription description, DateTimeOffset enqueuedAt, CancellationToken cancellationToken)
    {
        Id = id;
        Description = description;
        _enqueuedAt = enqueuedAt;
        _callers = cancellationToken.Register(_cancellation.Cancel);
    }

    public long Id { get; }

    public JobDescription Description { get; }

    public CancellationToken CancellationToken => _cancellation.Token;

    public JobStatus Status => new(
        Id, Description, _startedAt is null ? JobState.Queued : JobState.Running, _said.Progress, _said.Stage, _enqueuedAt, _startedAt);

    public void Started(DateTimeOffset now) => _startedAt = now;

    public void Cancel() => _cancellation.Cancel();

    public void Report(double progress, string stage) => _said = new Said(progress, stage);

    /// <summary>Lets go of the caller's token, which may outlive the job by far.</summary>
    public void Left() => _callers.Unregister();

    /// <summary>Runs the work. What it gives or throws reaches the one who waits only by the answer, once the job has left the queue.</summary>
    public abstract Action Run();

    /// <summary>Ends a job that never ran.</summary>
    public abstract void Abandon();

    private sealed record Said(double Progress, string Stage);
}

/// <summary>A job with a result.</summary>
internal sealed class Job<T>(
    long id, JobDescription description, DateTimeOffset enqueuedAt, Func<JobContext, T> work, CancellationToken cancellationToken)
    : Job(id, description, enqueuedAt, cancellationToken)
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _completion.Task;

    public override Action Run()
    {
        try
        {
            CancellationToken.ThrowIfCancellationRequested();
            var result = work(new JobContext(this));
            return () => _completion.SetResult(result);
        }
        catch (OperationCanceledException) when (CancellationToken.IsCancellationRequested)
        {
            return Abandon;
        }
        catch (Exception e)
        {
            return () => _completion.SetException(e);
        }
    }

    public override void Abandon() => _completion.TrySetCanceled(CancellationToken.IsCancellationRequested ? CancellationToken : new CancellationToken(true));
}
