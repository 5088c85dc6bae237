using LensGrains.Catalogs;
using LensGrains.Catalogs.Ingest;
using LensGrains.Grains.Catalogs;
using LensGrains.Grains.Dealing;
using LensGrains.Grains.Journaling;
using LensGrains.Grains.Members;
using LensGrains.Grains.Rounds;
using LensGrains.Grains.Sessions;
using LensGrains.Imaging;
using LensGrains.Learning.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace LensGrains.Silo;

/// <summary>Puts a silo together: storage, catalogues, learning and the lane's grain host.</summary>
public static class SiloServiceCollectionExtensions
{
    public static IServiceCollection AddLensGrainsSilo(this IServiceCollection services, Action<SiloOptions>? configure = null)
    {
        services.AddOptions<SiloOptions>().BindConfiguration("LensGrains:Silo").Configure(configure ?? (_ => { }))
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSiloStorage().AddSiloWork().AddGrainHost();
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
        services.TryAddSingleton<IngestWork>();
        services.TryAddSingleton<MemberWork>();
        services.TryAddSingleton<RoundFreeze>();
        services.TryAddSingleton<RoundScoring>();
        return services;
    }
}
