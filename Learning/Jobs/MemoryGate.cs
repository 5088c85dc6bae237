namespace LensGrains.Learning.Jobs;

/// <summary>
/// Lets trainings begin side by side as long as their memory bears it. One always runs. Another begins only when each that runs has taken a
/// step, and so holds what it needs, and when one more of their mean size stays below the limit.
/// </summary>
/// <param name="limitBytes">Memory of the process, bytes.</param>
/// <param name="usedBytes">What it uses now, bytes.</param>
internal sealed class MemoryGate(long limitBytes, Func<long> usedBytes)
{
    private readonly object _gate = new();
    private readonly long _before = usedBytes();
    private int _running;
    private int _settled;

    /// <summary>What a process may use where nothing is said: nine tenths of the memory that it, or its container, has.</summary>
    public static long UsualLimitBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 9;

    /// <summary>Memory of this process that no file stands behind, bytes; with that of files where the system does not tell them apart.</summary>
    public static long OwnBytes()
    {
        const string status = "/proc/self/status";
        const string anonymous = "RssAnon:";
        var line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(text => text.StartsWith(anonymous, StringComparison.Ordinal)) : null;
        return line is null
            ? Environment.WorkingSet
            : 1024 * long.Parse(line[anonymous.Length..].Replace("kB", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until a training may begin.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while it waited.</exception>
    public Entry Enter(CancellationToken stop)
    {
        using var waking = stop.Register(Wake);
        lock (_gate)
        {
            while (!stop.IsCancellationRequested && !IsRoom())
            {
                Monitor.Wait(_gate);
            }

            stop.ThrowIfCancellationRequested();
            _running++;
        }

        return new Entry(this);
    }

    private bool IsRoom()
    {
        if (_running == 0)
        {
            return true;
        }

        var used = usedBytes();
        return _settled == _running && used + ((used - _before) / _running) <= limitBytes;
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>A training that runs.</summary>
    internal sealed class Entry(MemoryGate owner) : IDisposable
    {
        private bool _isSettled;

        /// <summary>It holds what it needs.</summary>
        public void Settle()
        {
            lock (owner._gate)
            {
                owner._settled += _isSettled ? 0 : 1;
                _isSettled = true;
                Monitor.PulseAll(owner._gate);
            }
        }

        /// <summary>It has ended. Once.</summary>
        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._running--;
                owner._settled -= _isSettled ? 1 : 0;
                Monitor.PulseAll(owner._gate);
            }
        }
    }
}
