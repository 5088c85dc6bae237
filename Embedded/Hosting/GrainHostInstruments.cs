using System.Diagnostics.Metrics;

namespace LensGrains.Embedded;

/// <summary>What the host counts.</summary>
internal sealed class GrainHostInstruments : IDisposable
{
    private readonly Meter _meter = new("LensGrains");
    private readonly Counter<long> _activated;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _timeouts;

    public GrainHostInstruments(GrainHost host)
    {
        _meter.CreateObservableUpDownCounter(
            "lensgrains.activation.active", () => host.ActivationCount, "{activation}", "Grains that are active now.");
        _activated = _meter.CreateCounter<long>("lensgrains.activation.started", "{activation}", "Activations started.");
        _failed = _meter.CreateCounter<long>("lensgrains.activation.failed", "{activation}", "Activations that failed to start.");
        _timeouts = _meter.CreateCounter<long>("lensgrains.call.timeouts", "{call}", "Calls that were not answered in time.");
    }

    public void CountActivation() => _activated.Add(1);

    public void CountFailedActivation() => _failed.Add(1);

    public void CountTimeout() => _timeouts.Add(1);

    public void Dispose() => _meter.Dispose();
}
