using LensGrains.Silo;
using LensGrains.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LensGrains.Tests.Campaigns;

/// <summary>
/// Where a campaign's host keeps journals and states: in its data folder, or, where <c>LENS_TEST_STORAGE</c> or the test says
/// <c>postgres</c>, in a schema of its own on the tests' server.
/// </summary>
internal sealed class CampaignStorage
{
    private const string Variable = "LENS_TEST_STORAGE";

    private static readonly AsyncLocal<Choice?> OfTest = new();

    private readonly StorageProvider _provider = OfTest.Value?.Provider ?? Default();
    private PostgresStoreOptions? _place;

    /// <summary>Runs a test of another class with its hosts over PostgreSQL.</summary>
    public static async Task OnPostgresAsync(Func<Task> test)
    {
        var choice = new Choice(StorageProvider.Postgres);
        OfTest.Value = choice;
        await test();
        Assert.True(choice.HasBeenMade, "The test made its hosts elsewhere.");
    }

    public async Task ConfigureAsync(IServiceCollection services)
    {
        if (_provider != StorageProvider.Postgres)
        {
            return;
        }

        var place = _place ??= await NewPlaceAsync();
        services.Configure<StorageOptions>(
            options => (options.Provider, options.ConnectionString, options.Name) = (_provider, place.ConnectionString, place.Schema));
    }

    /// <summary>The port of the provider that the options choose, beside whatever a test puts in its place.</summary>
    public static T Chosen<T>(IServiceProvider services)
        where T : notnull => services.GetRequiredKeyedService<T>(services.GetRequiredService<IOptions<StorageOptions>>().Value.Provider);

    private static StorageProvider Default() => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" or "sqlite" => StorageProvider.Sqlite,
        "postgres" => StorageProvider.Postgres,
        var other => throw new InvalidOperationException($"{Variable} says '{other}', which the campaign's tests have not got."),
    };

    private static async Task<PostgresStoreOptions> NewPlaceAsync()
    {
        if (OfTest.Value is { } choice)
        {
            choice.HasBeenMade = true;
        }

        var place = new PostgresStoreOptions
        {
            ConnectionString = (await PostgresServer.SharedAsync()).ConnectionString, Schema = PostgresServer.NewSchema(),
        };
        await PostgresLayout.InitializeAsync(place);
        return place;
    }

    /// <summary>What the running test wants, and whether a host took it.</summary>
    private sealed class Choice(StorageProvider provider)
    {
        public StorageProvider Provider => provider;

        public bool HasBeenMade { get; set; }
    }
}
