using System.Diagnostics.Metrics;

namespace LensGrains.Grains.Dealing;

/// <summary>What dealers measure.</summary>
public sealed class DealerInstruments(IMeterFactory meters)
{
    private readonly Counter<long> _dealt = meters.Create("LensGrains")
        .CreateCounter<long>("lensgrains.page.dealt", "{page}", "Pages handed out.");

    private readonly Counter<long> _reclaimed = meters.Create("LensGrains")
        .CreateCounter<long>("lensgrains.page.reclaimed", "{page}", "Leases that ended without an answer.");

    private readonly Histogram<double> _deal = meters.Create("LensGrains")
        .CreateHistogram<double>("lensgrains.page.deal", "s", "Time until a page is put together and its lease durable.");

    public void Dealt(TimeSpan took)
    {
        _dealt.Add(1);
        _deal.Record(took.TotalSeconds);
    }

    public void Reclaimed() => _reclaimed.Add(1);
}
