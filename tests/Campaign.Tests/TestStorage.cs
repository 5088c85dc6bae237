using LensGrains.Silo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LensGrains.Tests.Campaigns;

/// <summary>Keepers of journals, states and blobs that a campaign's host can be put on.</summary>
internal static class TestStorage
{
    /// <summary>What <c>LENS_TEST_STORAGE</c> puts every host of the suite on, under names of its own; null, the default, for the data folder.</summary>
    public static Action<StorageOptions>? Chosen => Environment.GetEnvironmentVariable("LENS_TEST_STORAGE") switch
    {
        null or "" or "sqlite" => null,
        "azurite" => AzuriteAsync().GetAwaiter().GetResult(),
        var other => throw new InvalidOperationException($"LENS_TEST_STORAGE takes sqlite or azurite, not {other}."),
    };

    /// <summary>A port as the chosen keeper offers it, to be put behind something that watches it.</summary>
    public static T Kept<T>(IServiceProvider provider)
        where T : notnull
        => provider.GetRequiredKeyedService<T>(provider.GetRequiredService<IOptions<StorageOptions>>().Value.Provider);

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
}
