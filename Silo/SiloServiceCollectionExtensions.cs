using LensGrains.Catalogs;
using LensGrains.Catalogs.Ingest;
using LensGrains.Grains.Catalogs;
using LensGrains.Grains.Dealing;
using LensGrains.Grains.Devices;
using LensGrains.Grains.Journaling;
using LensGrains.Grains.Members;
using LensGrains.Grains.Rounds;
using LensGrains.Grains.Scoring;
using LensGrains.Grains.Sessions;
using LensGrains.Imaging;
using LensGrains.Learning.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace LensGrains.Silo;

/// <summary>Puts a silo together: storage, catalogues, learning and the lane's grain host.</summary>
public static class SiloServiceCollectionExtensions
{
    /// <summary>A process that hosts grains.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">What the lane's parts are chosen by; their options are bound to the host's configuration.</param>
    /// <param name="role">Whether other processes serve the API.</param>
    /// <param name="configure">What is set in code.</param>
    public static IServiceCollection AddLensGrainsSilo(
        this IServiceCollection services, IConfiguration configuration, ProcessRole role = ProcessRole.All, Action<SiloOptions>? configure = null)
        => services.AddLensGrainsStorage(configure).AddSiloDevices(configuration, role).AddSiloWork().AddGrainHost(configuration, role)
            .AddHostedService<SiloReporter>(); // after the host of the grains that it calls

    /// <summary>A process that calls grains and hosts none; it reads the same storage.</summary>
    public static IServiceCollection AddLensGrainsClient(
        this IServiceCollection services, IConfiguration configuration, Action<SiloOptions>? configure = null)
        => services.AddLensGrainsStorage(configure).AddGrainClient(configuration);

    private static IServiceCollection AddLensGrainsStorage(this IServiceCollection services, Action<SiloOptions>? configure)
    {
        services.AddOptions<SiloOptions>().BindConfiguration("LensGrains:Silo").Configure(configure ?? (_ => { }))
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<SiloOptions>, DeviceNames>();
        return services.AddSiloStorage();
    }

    private static IServiceCollection AddSiloDevices(this IServiceCollection services, IConfiguration configuration, ProcessRole role)
    {
        services.TryAddSingleton(provider => DeviceNames.DevicesOf(
            provider.GetRequiredService<IOptions<SiloOptions>>().Value, configuration[DeviceNames.AcceleratorSetting], role));
        return services;
    }

    private static IServiceCollection AddSiloWork(this IServiceCollection services)
    {
        services.TryAddSingleton<ICutoutInspector>(new CutoutInspector(new ImageLimits()));
        services.TryAddSingleton(provider => new IngestEngine(
            provider.GetRequiredService<CatalogStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ICutoutInspector>())
        {
            Parallelism = provider.GetRequiredService<IOptions<SiloOptions>>().Value.IngestThreads,
        });
        services.TryAddSingleton(provider => new DeviceQueue(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IOptions<SiloOptions>>().Value.TensorThreads));
        services.AddMetrics();
        services.AddOptions<SnapshotOptions>().BindConfiguration("LensGrains:Snapshots").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<Snapshots>();
        services.TryAddSingleton<SessionInstruments>();
        services.TryAddSingleton<DealerInstruments>();
        services.TryAddSingleton<RoundInstruments>();
        services.TryAddSingleton<WorkInstruments>();
        services.TryAddSingleton<DevicePool>();
        services.TryAddSingleton<IngestWork>();
        services.TryAddSingleton<MemberWork>();
        services.TryAddSingleton<SourceObjects>();
        services.TryAddSingleton<RoundExamples>();
        services.TryAddSingleton<RoundFreeze>();
        services.TryAddSingleton<RoundScoring>();
        services.TryAddSingleton<RoundParts>();
        services.TryAddSingleton<ShardWork>();
        return services;
    }
}
