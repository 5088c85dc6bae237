using LensGrains.Core.Ports;
using LensGrains.Storage;
using LensGrains.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LensGrains.Silo;

/// <summary>Journals and states in PostgreSQL.</summary>
internal static partial class PostgresStorage
{
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new PostgresStore(StoreOptions(provider.StorageOptions()), provider.GetService<ILogger<PostgresStore>>()));
        services.TryAddKeyedSingleton<IJournal>(StorageProvider.Postgres, (provider, _) => provider.GetRequiredService<PostgresStore>());
        services.TryAddKeyedSingleton<IGrainStateStore>(StorageProvider.Postgres, (provider, _) => provider.GetRequiredService<PostgresStore>());
        services.TryAddKeyedSingleton<IStorageCheck>(StorageProvider.Postgres, (provider, _) => new Check(
            provider.StorageOptions(), provider.GetRequiredService<IOptions<SiloOptions>>().Value, provider.GetService<ILogger<PostgresStore>>()));
        return services;
    }

    private static PostgresStoreOptions StoreOptions(StorageOptions options)
        => new() { ConnectionString = options.ConnectionString!, Schema = options.Name };

    /// <summary>The tables must be there, in this program's layout: a silo never makes or changes them.</summary>
    private sealed class Check(StorageOptions options, SiloOptions silo, ILogger? logger) : IStorageCheck
    {
        public async Task CheckAsync(CancellationToken cancellationToken)
        {
            StorageMark.Claim(silo.DataDirectory, "postgres", options.Name);
            await PostgresLayout.CheckAsync(StoreOptions(options), cancellationToken);
            if (await PostgresLayout.WarningAsync(StoreOptions(options), cancellationToken) is { } warning)
            {
                LogWarning(logger ?? NullLogger.Instance, warning);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);
}
