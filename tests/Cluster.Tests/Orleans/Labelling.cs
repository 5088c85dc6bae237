using System.Collections.Concurrent;
using System.Diagnostics;
using LensGrains.Tests.Server;

namespace LensGrains.Tests.Cluster;

/// <summary>
/// Annotators who label through all API nodes in turn, and how long they wait. Who is sent away or gets no answer goes on at the next node
/// after the moment that a browser would wait, with the same request.
/// </summary>
internal sealed class Labelling : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, long> _answered = [];
    private readonly Lock _gate = new();
    private readonly Task[] _running;

    public Labelling(IReadOnlyList<ScriptedAnnotator> annotators, IReadOnlyList<ServerProcess> nodes)
    {
        Annotators = annotators;
        _running = [.. annotators.Select((annotator, i) => Task.Run(() => RunAsync(annotator, nodes, i)))];
    }

    public IReadOnlyList<ScriptedAnnotator> Annotators { get; }

    /// <summary>From a request's sending to the sending of the next: the answer is read in between.</summary>
    public ConcurrentQueue<TimeSpan> Answers { get; } = new();

    public int Acknowledged => Annotators.Sum(a => a.Acknowledged.Count);

    /// <summary>From here on it is noted anew when each annotator is answered first.</summary>
    public long Mark()
    {
        lock (_gate)
        {
            _answered.Clear();
            return Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Ends well after every annotator has had an answer since the last mark, at <paramref name="moment"/>; the time until the first and the last had.</summary>
    public async Task<(TimeSpan First, TimeSpan All)> GoesOnAfterAsync(long moment)
    {
        await Eventually.BecomesAsync(() => Task.FromResult(FirstAnswers()), answers => answers.Count == Annotators.Count);
        var answers = FirstAnswers();
        return (Stopwatch.GetElapsedTime(moment, answers.Min()), Stopwatch.GetElapsedTime(moment, answers.Max()));
    }

    /// <summary>Ends the labelling; throws what an annotator found wrong.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    /// <summary>When each annotator was first answered after the mark.</summary>
    private List<long> FirstAnswers()
    {
        if (_running.FirstOrDefault(r => r.IsFaulted) is { } failed)
        {
            failed.GetAwaiter().GetResult();
        }

        lock (_gate)
        {
            return [.. _answered.Values];
        }
    }

    private async Task RunAsync(ScriptedAnnotator annotator, IReadOnlyList<ServerProcess> nodes, int first)
    {
        for (var turn = first; !_stop.IsCancellationRequested; turn++)
        {
            using var client = nodes[turn % nodes.Count].Client(annotator.Token);
            long? sent = null;
            await annotator.RunAsync(client, () => sent = NoteSending(annotator.Name, sent), _stop.Token);
            if (!_stop.IsCancellationRequested)
            {
                await Task.Delay(Pause);
            }
        }
    }

    /// <summary>The next request is sent when the one before it was answered.</summary>
    private long NoteSending(string annotator, long? before)
    {
        var now = Stopwatch.GetTimestamp();
        if (before is { } sent)
        {
            Answers.Enqueue(Stopwatch.GetElapsedTime(sent, now));
            lock (_gate)
            {
                _answered.TryAdd(annotator, now);
            }
        }

        return now;
    }
}
