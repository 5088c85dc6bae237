using LensGrains.Silo;
using LensGrains.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LensGrains.Tests.Campaigns;

/// <summary>Keepers of journals, states and blobs that a campaign's host can be put on.</summary>
internal static class TestStorage
{
    private static readonly AsyncLocal<Action<StorageOptions>?> OfTest = new();

    /// <summary>
    /// What the test, or <c>LENS_TEST_STORAGE</c> for the whole suite, puts a host on, under names of its own; null, the default, for the
    /// data folder.
    /// </summary>
    public static Action<StorageOptions>? Chosen => OfTest.Value ?? Environment.GetEnvironmentVariable("LENS_TEST_STORAGE") switch
    {
        null or "" or "sqlite" => null,
        "azurite" => AzuriteAsync().GetAwaiter().GetResult(),
        "postgres" => PostgresAsync().GetAwaiter().GetResult(),
        var other => throw new InvalidOperationException($"LENS_TEST_STORAGE takes sqlite, azurite or postgres, not {other}."),
    };

    /// <summary>A port as the chosen keeper offers it, to be put behind something that watches it.</summary>
    public static T Kept<T>(IServiceProvider provider)
        where T : notnull
        => provider.GetRequiredKeyedService<T>(provider.GetRequiredService<IOptions<StorageOptions>>().Value.Provider);

    /// <summary>Runs a test of another class, which makes one host, over PostgreSQL.</summary>
    public static async Task OnPostgresAsync(Func<Task> test) => await OnAsync(await PostgresAsync(), test);

    /// <summary>Runs a test of another class, which makes one host, over Azurite.</summary>
    public static async Task OnAzuriteAsync(Func<Task> test) => await OnAsync(await AzuriteAsync(), test);

    /// <summary>Containers of one test in the Azurite of this process.</summary>
    public static async Task<Action<StorageOptions>> AzuriteAsync()
    {
        var (azurite, name) = (await Azurite.SharedAsync(), Azurite.NewName());
        return options =>
        {
            options.Provider = StorageProvider.Azure;
            options.ConnectionString = azurite.ConnectionString;
            options.Name = name;
        };
    }

    /// <summary>A schema of one test in the PostgreSQL of this process.</summary>
    public static async Task<Action<StorageOptions>> PostgresAsync()
    {
        var place = new PostgresStoreOptions { ConnectionString = (await PostgresServer.SharedAsync()).ConnectionString, Schema = PostgresServer.NewSchema() };
        await PostgresLayout.InitializeAsync(place);
        return options =>
        {
            options.Provider = StorageProvider.Postgres;
            options.ConnectionString = place.ConnectionString;
            options.Name = place.Schema;
        };
    }

    private static async Task OnAsync(Action<StorageOptions> storage, Func<Task> test)
    {
        var isUsed = false;
        OfTest.Value = options =>
        {
            storage(options);
            isUsed = true;
        };
        await test();
        Assert.True(isUsed, "The test kept its data elsewhere.");
    }
}
