using LensGrains.Catalogs;
using LensGrains.Core.Ports;
using LensGrains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LensGrains.Silo;

/// <summary>
/// The ports of storage. Every provider registers its journal and its states under its <see cref="StorageProvider"/>, and blobs
/// under their <see cref="BlobPlace"/>; the options, read when the first of them is asked for, choose.
/// </summary>
internal static class StorageComposition
{
    public static IServiceCollection AddSiloStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().BindConfiguration("LensGrains:Storage").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>());
        services.AddSqliteStorage().AddPostgresStorage().AddAzureStorage().AddDirectoryBlobs();
        services.AddSingleton<StorageGate>().AddHostedService(provider => provider.GetRequiredService<StorageGate>());
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IJournal>(provider.StorageOptions().Provider));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IGrainStateStore>(provider.StorageOptions().Provider));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IBlobStore>(provider.StorageOptions().BlobPlace));
        services.TryAddSingleton<CatalogStore>();
        return services;
    }

    public static StorageOptions StorageOptions(this IServiceProvider provider) => provider.GetRequiredService<IOptions<StorageOptions>>().Value;

    private static IServiceCollection AddSqliteStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(provider =>
        {
            var silo = provider.GetRequiredService<IOptions<SiloOptions>>().Value;
            Directory.CreateDirectory(silo.DataDirectory);
            return new SqliteStore(
                new SqliteStoreOptions { Path = silo.DatabasePath, MaximumPages = provider.StorageOptions().MaximumPages },
                provider.GetService<ILogger<SqliteStore>>());
        });
        services.TryAddKeyedSingleton<IJournal>(StorageProvider.Sqlite, (provider, _) => provider.GetRequiredService<SqliteStore>());
        services.TryAddKeyedSingleton<IGrainStateStore>(StorageProvider.Sqlite, (provider, _) => provider.GetRequiredService<SqliteStore>());
        services.TryAddKeyedSingleton<IStorageCheck>(StorageProvider.Sqlite, (provider, _) => new SqliteCheck(provider.GetRequiredService<IOptions<SiloOptions>>()));
        return services;
    }

    private static IServiceCollection AddDirectoryBlobs(this IServiceCollection services)
    {
        services.TryAddKeyedSingleton<IBlobStore>(BlobPlace.Directory, (provider, _) => new DirectoryBlobStore(
            provider.StorageOptions().BlobDirectory ?? provider.GetRequiredService<IOptions<SiloOptions>>().Value.BlobDirectory));
        return services;
    }
}
