namespace LensGrains.Tests;

/// <summary>A grain that shows how the host treats it.</summary>
[Alias("test.probe")]
public interface IProbeGrain : IGrainWithStringKey
{
    /// <summary>Number of the activation that answers.</summary>
    [Alias("activation")]
    Task<int> Activation();

    [Alias("key")]
    ValueTask<string> Key();

    [Alias("echo")]
    Task<Note> Echo(Note note, CancellationToken cancellationToken = default);

    /// <summary>Says that it began, waits at a gate, says that it ended.</summary>
    [Alias("enter")]
    Task Enter(string gate);

    [Alias("enter-briefly"), ResponseTimeout("00:00:02")]
    Task EnterBriefly(string gate);

    [Alias("enter-until"), ResponseTimeout("00:10:00")]
    Task EnterUntil(string gate, CancellationToken cancellationToken);

    [Alias("look"), ReadOnly]
    Task Look(string gate);

    [Alias("status"), AlwaysInterleave]
    Task<string> Status(string? gate = null);

    [Alias("tell"), OneWay]
    Task Tell(string gate);

    /// <summary>Adds one in a way that loses count when turns overlap.</summary>
    [Alias("add")]
    Task<int> Add();

    /// <summary>Whether continuations come back to the activation's scheduler.</summary>
    [Alias("stays")]
    Task<bool> Stays();

    [Alias("fail")]
    ValueTask Fail(string kind);

    [Alias("deactivate")]
    Task<int> Deactivate();

    [Alias("migrate")]
    Task<int> Migrate();

    [Alias("linger")]
    Task Linger(TimeSpan time);

    /// <summary>Calls the grains named, each from the one before; the last is asked for its key.</summary>
    [Alias("relay")]
    Task<string> Relay(IReadOnlyList<string> keys);

    /// <summary>The same, but the last is asked something that interleaves.</summary>
    [Alias("relay-status")]
    Task<string> RelayStatus(IReadOnlyList<string> keys);

    /// <summary>Starts work outside the activation that calls the grain back at once.</summary>
    [Alias("work-outside")]
    Task<string> WorkOutside();

    [Alias("call-back-later")]
    Task CallBackLater(string gate);

    [Alias("start-timer")]
    Task StartTimer(TimerRequest request);

    [Alias("change-timer")]
    Task ChangeTimer(TimeSpan due, TimeSpan period);

    [Alias("stop-timer")]
    Task StopTimer();

    [Alias("watch")]
    Task Watch(IProbeObserver observer);

    [Alias("notify")]
    Task Notify(string text);

    [Alias("same")]
    Task<bool> IsMyself(IProbeGrain other);
}

[Alias("test.probe-observer")]
public interface IProbeObserver : IGrainObserver
{
    [Alias("told"), OneWay]
    Task Told(string text);

    [Alias("told-shortly")]
    void ToldShortly(string text);
}

[GenerateSerializer, Immutable, Alias("test.note")]
public sealed record Note(string Text, IReadOnlyList<double> Numbers, IReadOnlyDictionary<string, int> Counts, NoteKind Kind = NoteKind.Plain);

[GenerateSerializer, Alias("test.note-kind")]
public enum NoteKind
{
    Plain,
    Fancy,
}

/// <param name="Name">Noted at each tick.</param>
/// <param name="Due">Time to the first tick.</param>
/// <param name="Period">Time between ticks.</param>
/// <param name="Gate">Each tick waits here, if anywhere.</param>
/// <param name="Interleave">As in the timer's options.</param>
/// <param name="KeepAlive">As in the timer's options.</param>
/// <param name="Fails">Each tick throws.</param>
[GenerateSerializer, Immutable, Alias("test.timer")]
public sealed record TimerRequest(
    string Name, TimeSpan Due, TimeSpan Period, string? Gate = null, bool Interleave = false, bool KeepAlive = false, bool Fails = false);
