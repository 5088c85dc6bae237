using LensGrains.Silo;
using LensGrains.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LensGrains.Tests.Campaigns;

/// <summary>
/// Where a campaign's host keeps journals and states: in its data folder, or, where <c>LENS_TEST_STORAGE</c> or the test says so, in
/// a schema of its own on the tests' PostgreSQL, or with the blobs in containers of its own in the tests' Azurite.
/// </summary>
internal sealed class CampaignStorage
{
    private const string Variable = "LENS_TEST_STORAGE";

    private static readonly AsyncLocal<Choice?> OfTest = new();

    private readonly StorageProvider _provider;
    private (string ConnectionString, string Name)? _place;

    public CampaignStorage(StorageProvider? provider = null) => _provider = provider ?? OfTest.Value?.Provider ?? Default();

    /// <summary>Runs a test of another class with its hosts over PostgreSQL.</summary>
    public static Task OnPostgresAsync(Func<Task> test) => OnAsync(StorageProvider.Postgres, test);

    /// <summary>Runs a test of another class with its hosts over Azurite.</summary>
    public static Task OnAzuriteAsync(Func<Task> test) => OnAsync(StorageProvider.Azure, test);

    public async Task ConfigureAsync(IServiceCollection services)
    {
        if (_provider == StorageProvider.Sqlite)
        {
            return;
        }

        var place = _place ??= await NewPlaceAsync();
        services.Configure<StorageOptions>(
            options => (options.Provider, options.ConnectionString, options.Name) = (_provider, place.ConnectionString, place.Name));
    }

    /// <summary>The port of the provider that the options choose, beside whatever a test puts in its place.</summary>
    public static T Chosen<T>(IServiceProvider services)
        where T : notnull => services.GetRequiredKeyedService<T>(services.GetRequiredService<IOptions<StorageOptions>>().Value.Provider);

    private static async Task OnAsync(StorageProvider provider, Func<Task> test)
    {
        var choice = new Choice(provider);
        OfTest.Value = choice;
        await test();
        Assert.True(choice.HasBeenMade, "The test made its hosts elsewhere.");
    }

    private static StorageProvider Default() => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" or "sqlite" => StorageProvider.Sqlite,
        "postgres" => StorageProvider.Postgres,
        "azurite" => StorageProvider.Azure,
        var other => throw new InvalidOperationException($"{Variable} says '{other}', which the campaign's tests have not got."),
    };

    private async Task<(string ConnectionString, string Name)> NewPlaceAsync()
    {
        if (OfTest.Value is { } choice)
        {
            choice.HasBeenMade = true;
        }

        if (_provider == StorageProvider.Azure)
        {
            return ((await Azurite.SharedAsync()).ConnectionString, Azurite.NewName());
        }

        var place = new PostgresStoreOptions
        {
            ConnectionString = (await PostgresServer.SharedAsync()).ConnectionString, Schema = PostgresServer.NewSchema(),
        };
        await PostgresLayout.InitializeAsync(place);
        return (place.ConnectionString, place.Schema);
    }

    /// <summary>What the running test wants, and whether a host took it.</summary>
    private sealed class Choice(StorageProvider provider)
    {
        public StorageProvider Provider => provider;

        public bool HasBeenMade { get; set; }
    }
}
