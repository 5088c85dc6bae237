using LensGrains.Storage.Postgres;

namespace LensGrains.Tests;

/// <summary>A schema of a test's own, with our tables in it.</summary>
internal sealed class PostgresPlace
{
    private PostgresPlace(string connectionString) => Options = new() { ConnectionString = connectionString, Schema = PostgresServer.NewSchema() };

    public PostgresStoreOptions Options { get; }

    /// <summary>On the server that all share.</summary>
    public static async Task<PostgresPlace> NewAsync() => await NewAsync(await PostgresServer.SharedAsync());

    public static async Task<PostgresPlace> NewAsync(PostgresServer server)
    {
        var place = new PostgresPlace(server.ConnectionString);
        await PostgresLayout.InitializeAsync(place.Options);
        return place;
    }

    public OpenStore Open() => OpenStore.Of(new PostgresStore(Options));
}
