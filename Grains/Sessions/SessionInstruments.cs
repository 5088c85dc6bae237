using System.Diagnostics.Metrics;

namespace LensGrains.Grains.Sessions;

/// <summary>What sessions measure.</summary>
public sealed class SessionInstruments(IMeterFactory meters)
{
    private readonly Counter<long> _accepted = meters.Create("LensGrains")
        .CreateCounter<long>("lensgrains.label.accepted", "{label}", "Labels made durable.");

    private readonly Counter<long> _late = meters.Create("LensGrains")
        .CreateCounter<long>("lensgrains.page.late", "{page}", "Pages submitted after their lease had ended.");

    private readonly Histogram<double> _append = meters.Create("LensGrains")
        .CreateHistogram<double>("lensgrains.label.append", "s", "Time until a session's entry is durable.");

    private long _submissions;

    /// <summary>Submissions made durable since the process began.</summary>
    public long Submissions => Interlocked.Read(ref _submissions);

    public void Accepted(int labels)
    {
        _accepted.Add(labels);
        Interlocked.Increment(ref _submissions);
    }

    public void Late() => _late.Add(1);

    public void Appended(TimeSpan took) => _append.Record(took.TotalSeconds);
}
