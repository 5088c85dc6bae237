using System.Diagnostics.Metrics;

namespace LensGrains.Grains.Rounds;

/// <summary>What rounds measure.</summary>
public sealed class RoundInstruments(IMeterFactory meters)
{
    private readonly Counter<long> _published = meters.Create("LensGrains")
        .CreateCounter<long>("lensgrains.round.published", "{round}", "Rounds published.");

    private readonly Counter<long> _failed = meters.Create("LensGrains")
        .CreateCounter<long>("lensgrains.round.failed", "{round}", "Rounds that could not be finished.");

    private readonly Histogram<double> _duration = meters.Create("LensGrains")
        .CreateHistogram<double>("lensgrains.round.duration", "s", "Time from asking for a round to its publication.");

    public void Published(TimeSpan took)
    {
        _published.Add(1);
        _duration.Record(took.TotalSeconds);
    }

    public void Failed() => _failed.Add(1);
}
