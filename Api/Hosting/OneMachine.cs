using LensGrains.Catalogs;
using LensGrains.Core.Ports;
using LensGrains.Storage;

namespace LensGrains.Api.Hosting;

/// <summary>Storage of the one-machine server, all of it in the data folder.</summary>
internal static class OneMachine
{
    public static IServiceCollection AddOneMachine(this IServiceCollection services, UpOptions options)
    {
        services.AddSingleton(provider => new SqliteStore(
            new SqliteStoreOptions { Path = Path.Combine(options.Data, "lensgrains.db") }, provider.GetRequiredService<ILogger<SqliteStore>>()));
        services.AddSingleton<IJournal>(provider => provider.GetRequiredService<SqliteStore>());
        services.AddSingleton<IGrainStateStore>(provider => provider.GetRequiredService<SqliteStore>());
        services.AddSingleton<IBlobStore>(new DirectoryBlobStore(Path.Combine(options.Data, "blobs")));
        services.AddSingleton<CatalogStore>();
        services.AddSingleton(TimeProvider.System);
        return services;
    }
}
