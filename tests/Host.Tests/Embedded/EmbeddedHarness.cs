using LensGrains.Core.Ports;
using LensGrains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests;

/// <summary>The embedded host over SQLite, in time that the test moves.</summary>
public sealed class EmbeddedHarness(string folder, Action<EmbeddedGrainOptions>? configure) : HostHarness
{
    private readonly FakeTime _time = new();
    private readonly SqliteStore _store = new(new() { Path = Path.Combine(folder, "grains.db") });
    private ServiceProvider? _provider;

    public EmbeddedHarness(Action<EmbeddedGrainOptions>? configure = null)
        : this(TestFiles.NewFolder("host"), configure)
    {
    }

    /// <summary>Another process over the storage of <paramref name="other"/>.</summary>
    public EmbeddedHarness(EmbeddedHarness other)
        : this(other.Folder, configure: null)
    {
    }

    public string Folder { get; } = folder;

    public GrainHost Host => _provider!.GetRequiredService<GrainHost>();

    public override IGrainFactory Grains => _provider!.GetRequiredService<IGrainFactory>();

    public override TimeSpan CollectionAge => TimeSpan.FromMinutes(15);

    public override TimeSpan ResponseTimeout => TimeSpan.FromSeconds(30);

    public override TimeSpan ReminderPeriod => TimeSpan.FromMinutes(1);

    public override async Task StartAsync()
    {
        _provider = new ServiceCollection()
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<IGrainStateStore>(_store)
            .AddSingleton(Probe)
            .AddEmbeddedGrains(configure, typeof(ProbeGrain).Assembly)
            .BuildServiceProvider();
        await Host.StartAsync(default);
    }

    public override Task KillAsync()
    {
        Host.Kill();
        return Task.CompletedTask;
    }

    public override Task StopAsync() => Host.StopAsync(default);

    public override Task AdvanceAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    public override T SecondActivation<T>(string key) => Host.GetSecondActivation<T>(key);

    public override async ValueTask DisposeAsync()
    {
        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }

        await _store.DisposeAsync();
    }
}
