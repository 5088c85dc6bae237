using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using LensGrains.Core.Rounds;

namespace LensGrains.Grains.Rounds;

/// <summary>What rounds measure.</summary>
public sealed class RoundInstruments
{
    private readonly ConcurrentDictionary<string, RoundWait> _waiting = new(StringComparer.Ordinal);
    private readonly Counter<long> _published;
    private readonly Counter<long> _failed;
    private readonly Histogram<double> _duration;

    public RoundInstruments(IMeterFactory meters)
    {
        var meter = meters.Create("LensGrains");
        _published = meter.CreateCounter<long>("lensgrains.round.published", "{round}", "Rounds published.");
        _failed = meter.CreateCounter<long>("lensgrains.round.failed", "{round}", "Rounds that could not be finished.");
        _duration = meter.CreateHistogram<double>("lensgrains.round.duration", "s", "Time from asking for a round to its publication.");
        meter.CreateObservableGauge(
            "lensgrains.round.waiting",
            () => new[] { (RoundWait.Device, "device"), (RoundWait.GpuSilo, "gpuSilo") }.Select(wait => new Measurement<int>(
                _waiting.Values.Count(w => w == wait.Item1), new KeyValuePair<string, object?>("for", wait.Item2))),
            "{round}",
            "Rounds of this silo that cannot go on without a device or a GPU silo.");
    }

    public void Published(TimeSpan took)
    {
        _published.Add(1);
        _duration.Record(took.TotalSeconds);
    }

    public void Failed() => _failed.Add(1);

    /// <summary>A round waits for something, or for nothing any more.</summary>
    public void Waits(string round, RoundWait wait)
    {
        if (wait == RoundWait.Nothing)
        {
            _waiting.TryRemove(round, out _);
        }
        else
        {
            _waiting[round] = wait;
        }
    }
}
