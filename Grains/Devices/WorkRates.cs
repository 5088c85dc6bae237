using LensGrains.Grains.Interfaces.Devices;

namespace LensGrains.Grains.Devices;

/// <summary>Turns running sums into rates over a window of time. Not for several threads.</summary>
/// <param name="window">How far back a rate looks.</param>
public sealed class WorkRates(TimeSpan window)
{
    private readonly Queue<(DateTimeOffset At, WorkTotals Totals)> _points = new();

    /// <summary>Notes the sums at <paramref name="now"/>; rates are zero until there are two points.</summary>
    public SiloRates Next(DateTimeOffset now, WorkTotals totals)
    {
        _points.Enqueue((now, totals));
        while (_points.Count > 2 && now - _points.Peek().At > window)
        {
            _points.Dequeue();
        }

        var (at, first) = _points.Peek();
        var seconds = (now - at).TotalSeconds;
        return seconds <= 0
            ? new SiloRates(0, 0, 0)
            : new SiloRates(
                (totals.Submissions - first.Submissions) / seconds,
                (totals.SourcesScored - first.SourcesScored) / seconds,
                (totals.TrainSteps - first.TrainSteps) / seconds);
    }
}
