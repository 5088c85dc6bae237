namespace LensGrains.Learning.Jobs;

/// <summary>
/// One device's queue and its two threads, a trainer and a scorer. Jobs run one at a time in the order of arrival, each on its kind's
/// thread: gradient mode and OpenMP teams are per thread, so tensor work keeps to these.
/// </summary>
internal sealed class DeviceLine : IDisposable
{
    private readonly object _gate = new();
    private readonly List<Job> _jobs = [];
    private readonly TimeProvider _time;
    private readonly Thread[] _threads;
    private bool _running;
    private bool _closed;

    public DeviceLine(string device, TimeProvider time, Action prepareThread)
    {
        _time = time;
        _threads = Enum.GetValues<JobKind>().Select(kind => Start(device, kind, prepareThread)).ToArray();
    }

    public void Add(Job job)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _jobs.Add(job);
            Monitor.PulseAll(_gate);
        }

        job.CancellationToken.Register(() => Withdraw(job)); // whoever cancels it: a job that waits leaves the queue at once
    }

    public bool Cancel(long id)
    {
        Job? found;
        lock (_gate)
        {
            found = _jobs.Find(job => job.Id == id);
        }

        found?.Cancel();
        return found is not null;
    }

    public JobStatus[] Snapshot()
    {
        lock (_gate)
        {
            return _jobs.Select(job => job.Status).ToArray();
        }
    }

    /// <summary>Cancels what waits and runs, and waits for the running job to let go.</summary>
    public void Dispose()
    {
        Job[] all;
        lock (_gate)
        {
            _closed = true;
            all = [.. _jobs];
            Monitor.PulseAll(_gate);
        }

        foreach (var job in all)
        {
            job.Cancel();
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    /// <summary>Takes a job out that has not begun.</summary>
    private void Withdraw(Job job)
    {
        bool waited;
        lock (_gate)
        {
            waited = !(_running && _jobs.Count > 0 && _jobs[0] == job) && _jobs.Remove(job);
            Monitor.PulseAll(_gate);
        }

        if (waited)
        {
            job.Left();
            job.Abandon();
        }
    }

    private Thread Start(string device, JobKind kind, Action prepareThread)
    {
        var thread = new Thread(() => Serve(kind, prepareThread)) { IsBackground = true, Name = $"{device} {kind}" };
        thread.Start();
        return thread;
    }

    private void Serve(JobKind kind, Action prepareThread)
    {
        var prepared = false;
        while (Take(kind) is { } job)
        {
            if (!prepared)
            {
                prepareThread();
                prepared = true;
            }

            var complete = job.Run();
            Finish(job);
            job.Left();
            complete();
        }
    }

    private Job? Take(JobKind kind)
    {
        lock (_gate)
        {
            while (!_closed && (_running || _jobs.Count == 0 || _jobs[0].Description.Kind != kind))
            {
                Monitor.Wait(_gate);
            }

            if (_closed)
            {
                return null;
            }

            _running = true;
            _jobs[0].Started(_time.GetUtcNow());
            return _jobs[0];
        }
    }

    private void Finish(Job job)
    {
        lock (_gate)
        {
            _jobs.Remove(job);
            _running = false;
            Monitor.PulseAll(_gate);
        }
    }
}
