namespace LensGrains.Tests;

/// <summary>
/// Base of the host-behaviour suite. Each class of the suite is abstract and runs once per lane: a lane adds one class per
/// suite class, with its own harness.
/// </summary>
public abstract class HostSuite(HostHarness harness) : IAsyncLifetime
{
    protected HostHarness Harness { get; } = harness;

    protected Probe Probe => Harness.Probe;

    public Task InitializeAsync() => Harness.StartAsync();

    public Task DisposeAsync() => Harness.DisposeAsync().AsTask();

    protected IProbeGrain Grain(string key) => Harness.Grains.GetGrain<IProbeGrain>(key);

    protected IStoredGrain Stored(string key) => Harness.Grains.GetGrain<IStoredGrain>(key);
}
