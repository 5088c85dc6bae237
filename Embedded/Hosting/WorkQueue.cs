using System.Diagnostics.CodeAnalysis;

namespace LensGrains.Embedded;

/// <summary>
/// What runs in an activation and what waits, in order. One piece of work runs at a time, except that read-only calls run
/// beside each other and interleaving ones beside anything. Nothing that waits is overtaken but by interleaving work.
/// Used under the activation's lock.
/// </summary>
internal sealed class WorkQueue
{
    private readonly Queue<Work> _interleaving = [];
    private readonly Queue<Work> _waiting = [];
    private int _runningBeside;
    private int _runningWriters;
    private int _runningReaders;

    public bool IsRunning => _runningBeside + _runningWriters + _runningReaders > 0;

    public bool IsEmpty => !IsRunning && _interleaving.Count == 0 && _waiting.Count == 0;

    public void Add(Work work) => (work.Interleaves ? _interleaving : _waiting).Enqueue(work);

    /// <summary>Takes the next piece of work that may start, and counts it as running.</summary>
    public bool TryStart([NotNullWhen(true)] out Work? work)
    {
        if (_interleaving.TryDequeue(out work))
        {
            _runningBeside++;
            return true;
        }

        if (!_waiting.TryPeek(out work) || _runningWriters > 0 || (_runningReaders > 0 && !work.IsReadOnly))
        {
            work = null;
            return false;
        }

        _waiting.Dequeue();
        Count(work, 1);
        return true;
    }

    /// <summary>The work has ended.</summary>
    public void Remove(Work work) => Count(work, -1);

    /// <summary>Empties the queue.</summary>
    public IReadOnlyList<Work> TakeWaiting()
    {
        Work[] left = [.. _interleaving, .. _waiting];
        _interleaving.Clear();
        _waiting.Clear();
        return left;
    }

    private void Count(Work work, int change)
    {
        if (work.Interleaves)
        {
            _runningBeside += change;
        }
        else if (work.IsReadOnly)
        {
            _runningReaders += change;
        }
        else
        {
            _runningWriters += change;
        }
    }
}
