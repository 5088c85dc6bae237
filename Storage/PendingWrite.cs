using LensGrains.Core.Ports;

namespace LensGrains.Storage;

/// <summary>A write that waits for its commit.</summary>
internal abstract class PendingWrite
{
    /// <summary>Runs inside the open transaction; its answer is given out only by <see cref="Succeed"/>.</summary>
    public abstract void Execute(SqliteWrites writes);

    public abstract void Succeed();

    public abstract void Fail(Exception error);
}

/// <inheritdoc/>
internal sealed class PendingWrite<T>(Func<SqliteWrites, T> write) : PendingWrite
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _answer.Task;

    public override void Execute(SqliteWrites writes) => _result = write(writes);

    public override void Succeed() => _answer.SetResult(_result!);

    public override void Fail(Exception error) => _answer.SetException(new WriteFailedException("The write did not reach the disk.", error));
}
