using System.Collections.Concurrent;

namespace LensGrains.Learning.Jobs;

/// <summary>
/// All tensor work of a process: per device one job runs at a time, in the order of arrival, on threads that do nothing else, so a
/// grain awaits a job without giving it a thread of its own. What waits and runs can be seen and cancelled.
/// </summary>
/// <param name="time">Times of arrival and start.</param>
/// <param name="threads">Threads that one operator may use; 0: as many as the machine has processors.</param>
public sealed class DeviceQueue(TimeProvider time, int threads = 0) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<DeviceLine>> _lines = new(StringComparer.Ordinal);
    private long _lastId;
    private volatile bool _closed;

    /// <summary>True once it was disposed of: no job is taken or run any more.</summary>
    public bool IsClosed => _closed;

    /// <summary>Puts work at the end of its device's queue; the task carries its result, its exception or its cancellation.</summary>
    public Task<T> Enqueue<T>(JobDescription description, Func<JobContext, T> work, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var job = new Job<T>(Interlocked.Increment(ref _lastId), description, time.GetUtcNow(), work, cancellationToken);
        _lines.GetOrAdd(description.Device, device => new Lazy<DeviceLine>(() => new DeviceLine(device, time, PrepareThread))).Value.Add(job);
        return job.Task;
    }

    /// <summary>Cancels a job that waits or runs; false where there is none of that number.</summary>
    public bool Cancel(long id) => _lines.Values.Any(line => line.Value.Cancel(id));

    /// <summary>What waits and runs, in the order of arrival.</summary>
    public IReadOnlyList<JobStatus> Snapshot() => _lines.Values.SelectMany(line => line.Value.Snapshot()).OrderBy(job => job.Id).ToArray();

    /// <summary>Cancels everything and ends the threads once the running jobs have let go.</summary>
    public void Dispose()
    {
        _closed = true;
        foreach (var line in _lines.Values)
        {
            line.Value.Dispose();
        }
    }

    // The number of threads is a setting of the calling thread in OpenMP, so each tensor thread makes it its own.
    private void PrepareThread()
    {
        LowPriority.Take();
        torch.set_num_threads(threads > 0 ? threads : Environment.ProcessorCount);
    }
}
