namespace LensGrains.Tests;

/// <summary>
/// A running grain host as the suite sees it, in whichever lane. Storage and <see cref="Probe"/> outlive a kill and a restart.
/// </summary>
public abstract class HostHarness : IAsyncDisposable
{
    public Probe Probe { get; } = new();

    /// <summary>References to grains of the host that runs now.</summary>
    public abstract IGrainFactory Grains { get; }

    /// <summary>How long a grain may be idle in this harness.</summary>
    public abstract TimeSpan CollectionAge { get; }

    /// <summary>How long a call waits for its answer in this harness.</summary>
    public abstract TimeSpan ResponseTimeout { get; }

    /// <summary>Shortest reminder period in this harness.</summary>
    public abstract TimeSpan ReminderPeriod { get; }

    /// <summary>Starts a host over the same storage.</summary>
    public abstract Task StartAsync();

    /// <summary>Ends the host as SIGKILL would.</summary>
    public abstract Task KillAsync();

    /// <summary>Ends the host as SIGTERM would.</summary>
    public abstract Task StopAsync();

    /// <summary>Lets time pass.</summary>
    public abstract Task AdvanceAsync(TimeSpan time);

    /// <summary>A reference to a second activation of the same grain, alive beside the first.</summary>
    public abstract T SecondActivation<T>(string key)
        where T : IGrainWithStringKey;

    public abstract ValueTask DisposeAsync();
}
