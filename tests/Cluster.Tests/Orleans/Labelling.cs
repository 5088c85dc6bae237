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

    /// <param name="annotators">Who labels.</param>
    /// <param name="nodes">Where.</param>
    /// <param name="look">For how long each looks at an answer before the next request.</param>
    public Labelling(IReadOnlyList<ScriptedAnnotator> annotators, IReadOnlyList<ServerProcess> nodes, TimeSpan look = default)
    {
        Annotators = annotators;
        _running = [.. annotators.Select((annotator, i) => Task.Run(() => RunAsync(annotator, nodes, i, look)))];
    }

    public IReadOnlyList<ScriptedAnnotator> Annotators { get; }

    /// <summary>From a request's sending until its answer is read.</summary>
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
        await Eventually.BecomesAsync(() => Task.FromResult(WhoWaits()), waiting => waiting.Length == 0);
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

    /// <summary>Who has not been answered since the mark.</summary>
    private string WhoWaits()
    {
        if (_running.FirstOrDefault(r => r.IsFaulted) is { } failed)
        {
            failed.GetAwaiter().GetResult();
        }

        lock (_gate)
        {
            return string.Join(", ", Annotators.Select(a => a.Name).Where(name => !_answered.ContainsKey(name)));
        }
    }

    /// <summary>When each annotator was first answered after the mark.</summary>
    private List<long> FirstAnswers()
    {
        lock (_gate)
        {
            return [.. _answered.Values];
        }
    }

    private async Task RunAsync(ScriptedAnnotator annotator, IReadOnlyList<ServerProcess> nodes, int first, TimeSpan look)
    {
        for (var turn = first; !_stop.IsCancellationRequested; turn++)
        {
            using var client = nodes[turn % nodes.Count].Client(annotator.Token);
            long? sent = null;
            await annotator.RunAsync(client, LookAsync, _stop.Token);
            if (!_stop.IsCancellationRequested)
            {
                await Task.Delay(Pause);
            }

            // Asked before each request, which is when the one before it was answered.
            async Task LookAsync()
            {
                NoteAnswer(annotator.Name, sent);
                await (look == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(look));
                sent = Stopwatch.GetTimestamp();
            }
        }
    }

    private void NoteAnswer(string annotator, long? sent)
    {
        if (sent is { } then)
        {
            var now = Stopwatch.GetTimestamp();
            Answers.Enqueue(Stopwatch.GetElapsedTime(then, now));
            lock (_gate)
            {
                _answered.TryAdd(annotator, now);
            }
        }
    }
}
