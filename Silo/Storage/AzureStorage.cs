using LensGrains.Core.Ports;
using LensGrains.Storage;
using LensGrains.Storage.Azure;
using LensGrains.Storage.Azure.Blobs;
using LensGrains.Storage.Azure.Journals;
using LensGrains.Storage.Azure.States;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LensGrains.Silo;

/// <summary>Azure Blob Storage, or Azurite, as a keeper of journals and states, of blobs, or of both.</summary>
internal static class AzureStorage
{
    public static IServiceCollection AddAzureStorage(this IServiceCollection services)
    {
        services.AddOptions<AzureStorageOptions>().BindConfiguration("LensGrains:Storage:Azure").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StorageOptions>, AzureStorageValidator>());
        services.TryAddSingleton(provider => new AzureContainers(
            provider.Azure().ConnectionString ?? provider.StorageOptions().ConnectionString!, provider.StorageOptions().Name, provider.Azure()));
        services.TryAddSingleton(provider => new LocalFileCache(
            Path.Combine(provider.GetRequiredService<IOptions<SiloOptions>>().Value.DataDirectory, "cache", "blobs"),
            provider.Azure().CacheBytes,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddKeyedSingleton<IJournal>(StorageProvider.Azure, (provider, _) => new AzureBlobJournal(
            provider.GetRequiredService<AzureContainers>(), provider.Azure(), provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<AzureBlobJournal>>()));
        services.TryAddKeyedSingleton<IGrainStateStore>(StorageProvider.Azure, (provider, _) => new AzureBlobStates(
            provider.GetRequiredService<AzureContainers>(), provider.Azure(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddKeyedSingleton<IBlobStore>(BlobPlace.Azure, (provider, _) => new AzureBlobStore(
            provider.GetRequiredService<AzureContainers>(), provider.GetRequiredService<LocalFileCache>(), provider.Azure(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddKeyedSingleton<IStorageCheck>(StorageProvider.Azure, (provider, _) => new Check(
            provider.GetRequiredService<AzureContainers>(), provider.StorageOptions(), provider.GetRequiredService<IOptions<SiloOptions>>().Value));
        services.TryAddKeyedSingleton<IStorageCheck>(BlobPlace.Azure, (provider, _) => new BlobCheck(provider.GetRequiredService<AzureContainers>()));
        return services;
    }

    private static AzureStorageOptions Azure(this IServiceProvider provider) => provider.GetRequiredService<IOptions<AzureStorageOptions>>().Value;

    /// <summary>Containers that are missing are made at the start: making one changes nothing of another.</summary>
    private sealed class Check(AzureContainers containers, StorageOptions options, SiloOptions silo) : IStorageCheck
    {
        public Task CheckAsync(CancellationToken cancellationToken)
        {
            StorageMark.Claim(silo.DataDirectory, "azure", options.Name);
            return containers.CreateAsync(cancellationToken);
        }
    }

    private sealed class BlobCheck(AzureContainers containers) : IStorageCheck
    {
        public Task CheckAsync(CancellationToken cancellationToken) => containers.CreateAsync(cancellationToken);
    }

    /// <summary>PostgreSQL's connection string opens no storage account.</summary>
    private sealed class AzureStorageValidator(IOptions<AzureStorageOptions> azure) : IValidateOptions<StorageOptions>
    {
        public ValidateOptionsResult Validate(string? name, StorageOptions options)
            => options is { Provider: StorageProvider.Postgres, BlobPlace: BlobPlace.Azure } && string.IsNullOrWhiteSpace(azure.Value.ConnectionString)
                ? ValidateOptionsResult.Fail("Blobs are kept by azure beside postgres, so LensGrains:Storage:Azure:ConnectionString must be set.")
                : ValidateOptionsResult.Success;
    }
}
