using LensGrains.Silo;

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
