using LensGrains.Catalogs;
using LensGrains.Catalogs.Ingest;
using LensGrains.Core.Ports;
using LensGrains.Grains.Catalogs;
using LensGrains.Grains.Dealing;
using LensGrains.Grains.Journaling;
using LensGrains.Grains.Members;
using LensGrains.Grains.Rounds;
using LensGrains.Grains.Sessions;
using LensGrains.Imaging;
using LensGrains.Learning.Jobs;
using LensGrains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LensGrains.Silo;

/// <summary>Puts a silo together: storage, catalogues, learning and the lane's grain host.</summary>
public static class SiloServiceCollectionExtensions
{
    public static IServiceCollection AddLensGrainsSilo(this IServiceCollection services, Action<SiloOptions>? configure = null)
    {
        services.AddOptions<SiloOptions>().BindConfiguration("LensGrains:Silo").Configure(configure ?? (_ => { }))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<StorageOptions>().BindConfiguration("LensGrains:Storage").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSiloStorage().AddSiloWork().AddGrainHost();
    }

    private static IServiceCollection AddSiloStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<SiloOptions>>().Value;
            Directory.CreateDirectory(options.DataDirectory);
            var limits = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
            return new SqliteStore(
                new SqliteStoreOptions { Path = options.DatabasePath, MaximumPages = limits.MaximumPages },
                provider.GetService<ILogger<SqliteStore>>());
        });
        services.TryAddSingleton<IJournal>(provider => provider.GetRequiredService<SqliteStore>());
        services.TryAddSingleton<IGrainStateStore>(provider => provider.GetRequiredService<SqliteStore>());
        services.TryAddSingleton<IBlobStore>(
            provider => new DirectoryBlobStore(provider.GetRequiredService<IOptions<SiloOptions>>().Value.BlobDirectory));
        services.TryAddSingleton<CatalogStore>();
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
        services.TryAddSingleton<IngestWork>();
        services.TryAddSingleton<MemberWork>();
        services.TryAddSingleton<RoundFreeze>();
        services.TryAddSingleton<RoundScoring>();
        return services;
    }
}
