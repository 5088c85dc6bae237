using System.Collections.Concurrent;

namespace LensGrains.Tests;

/// <summary>
/// What test grains and their tests share outside the grain calls: a log of what happened, and gates at which grains wait
/// until the test opens them. It is a service of the host's process and outlives restarts.
/// </summary>
public sealed class Probe
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<(string Text, int Times), TaskCompletionSource> _awaited = new();
    private readonly Lock _lock = new();
    private readonly List<string> _log = [];
    private int _activations;

    public int NextActivation() => Interlocked.Increment(ref _activations);

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_lock)
            {
                return [.. _log];
            }
        }
    }

    public void Note(string text)
    {
        int times;
        lock (_lock)
        {
            _log.Add(text);
            times = _log.Count(t => t == text);
        }

        Awaited(text, times).TrySetResult();
    }

    public int Count(string text) => Log.Count(t => t == text);

    /// <summary>Completes once <paramref name="text"/> was noted this often.</summary>
    public Task Saw(string text, int times = 1)
        => Count(text) >= times ? Task.CompletedTask : Awaited(text, times).Task.WaitAsync(_patience);

    /// <summary>Waits, inside a grain, until the test opens the gate.</summary>
    public Task Gate(string name) => GateOf(name).Task;

    public void Open(string name) => GateOf(name).TrySetResult();

    private TaskCompletionSource Awaited(string text, int times)
        => _awaited.GetOrAdd((text, times), _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private TaskCompletionSource GateOf(string name)
        => _gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
