namespace LensGrains.Silo;

/// <summary>
/// Whether this process reaches the grains. Where it hosts them it always does; a client of the cluster does while it is connected to a
/// silo.
/// </summary>
/// <param name="isUp">Whether it does from the start.</param>
public sealed class ClusterConnection(bool isUp)
{
    private readonly TaskCompletionSource _first = NewFirst(isUp);
    private volatile bool _isUp = isUp;

    /// <summary>Silos came or went, so that what they kept in memory for this process may be gone.</summary>
    public event Action? Changed;

    public bool IsUp => _isUp;

    /// <summary>Completes when the grains can be reached for the first time.</summary>
    public Task FirstUp => _first.Task;

    /// <summary>Notes what the lane found out.</summary>
    public void Note(bool isUp)
    {
        _isUp = isUp;
        if (isUp)
        {
            _first.TrySetResult();
        }

        Changed?.Invoke();
    }

    private static TaskCompletionSource NewFirst(bool isUp)
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (isUp)
        {
            first.SetResult();
        }

        return first;
    }
}
