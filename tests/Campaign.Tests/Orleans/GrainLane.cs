using LensGrains.Core.Ports;
using LensGrains.Silo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LensGrains.Tests.Campaigns;

/// <summary>
/// What a campaign's host does differently in the Orleans lane: only what silos agree on among themselves, and their own upkeep, runs in
/// the system's time, and a second activation lives in a second cluster over the same storage, as behind a cut in the network.
/// </summary>
internal sealed class GrainLane
{
    private readonly List<IHost> _rivals = [];

    public static void Configure(IServiceCollection services, FakeTime? time, int? chaosSeed)
    {
        Assert.Null(chaosSeed);
        if (time is not null)
        {
            time.FiresLate = TimeSpan.FromMilliseconds(1);
            services.AddKeyedSingleton("Orleans.Membership", TimeProvider.System);
            services.AddKeyedSingleton("Orleans.GrainDirectory", TimeProvider.System);
            services.AddKeyedSingleton("Orleans.SystemTimers", TimeProvider.System);
            services.AddKeyedSingleton("Orleans.Messaging", TimeProvider.System);
            services.AddKeyedSingleton("Orleans.ActivationManagement", TimeProvider.System);
        }
    }

    /// <summary>The silo went down while the call ran, or had gone before the call was placed: its outcome is unknown.</summary>
    public static bool IsStopped(Exception error) => Lane.IsAway(error);

    /// <summary>
    /// Whether a logged error is one that this product should not have made. Orleans logs as errors what a killed silo leaves undone, and
    /// under the storage's name each write that lost to another activation.
    /// </summary>
    public static bool IsOurs(string error)
        => error.StartsWith("LensGrains.", StringComparison.Ordinal) && !error.StartsWith(typeof(StateStoreGrainStorage).FullName!, StringComparison.Ordinal);

    public static Task KillAsync(IHost host) => host.StopAsync(new CancellationToken(canceled: true));

    public T Rival<T>(IServiceProvider services, string key)
        where T : IGrainWithStringKey
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services
            .AddSingleton(services.GetRequiredService<TimeProvider>())
            .AddSingleton(services.GetRequiredService<IJournal>())
            .AddSingleton(services.GetRequiredService<IGrainStateStore>())
            .AddSingleton(services.GetRequiredService<IBlobStore>())
            .AddSingleton(services.GetRequiredService<IOptions<StorageOptions>>())
            .AddLensGrainsSilo(
                builder.Configuration,
                configure: options => options.DataDirectory = services.GetRequiredService<IOptions<SiloOptions>>().Value.DataDirectory);
        Configure(builder.Services, services.GetRequiredService<TimeProvider>() as FakeTime, chaosSeed: null);
        var rival = builder.Build();
        _rivals.Add(rival);
        Task.Run(() => rival.StartAsync()).GetAwaiter().GetResult();
        return rival.Services.GetRequiredService<IGrainFactory>().GetGrain<T>(key);
    }

    public async Task EndRivalsAsync()
    {
        foreach (var rival in _rivals)
        {
            await rival.StopAsync();
            await ((IAsyncDisposable)rival).DisposeAsync();
        }

        _rivals.Clear();
    }
}
