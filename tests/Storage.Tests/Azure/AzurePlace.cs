using LensGrains.Storage.Azure;
using LensGrains.Storage.Azure.Blobs;
using LensGrains.Storage.Azure.Journals;
using LensGrains.Storage.Azure.States;

namespace LensGrains.Tests;

/// <summary>Needs Azurite on this machine.</summary>
public sealed class NeedsAzuriteAttribute : RequirementAttribute
{
    public override string? Obstacle => Azurite.Obstacle;
}

/// <summary>Containers of one test in the Azurite of this process, made when it is first opened.</summary>
internal sealed class AzurePlace
{
    private readonly string _name = Azurite.NewName();
    private bool _isMade;

    /// <summary>Small waits, so that a test of a lost answer takes no time.</summary>
    public AzureStorageOptions Options { get; init; } = new() { RetrySeconds = 0.001, RequestSeconds = 60 };

    /// <summary>The folder of local copies.</summary>
    public string CacheFolder { get; } = TestFiles.NewFolder("cache");

    /// <summary>What opens the same place in another process.</summary>
    public async Task<string[]> ArgumentsAsync()
    {
        await ContainersAsync();
        return ["azure", (await Azurite.SharedAsync()).ConnectionString, _name, Options.SegmentBlocks.ToString(System.Globalization.CultureInfo.InvariantCulture)];
    }

    public async Task<AzureContainers> ContainersAsync(FaultyTransport? transport = null)
    {
        var azurite = await Azurite.SharedAsync();
        if (!_isMade)
        {
            await new AzureContainers(azurite.ConnectionString, _name, Options).CreateAsync();
            _isMade = true;
        }

        return new AzureContainers(azurite.ConnectionString, _name, Options, transport);
    }

    public async Task<AzureBlobJournal> JournalAsync(FaultyTransport? transport = null)
        => new(await ContainersAsync(transport), Options, TimeProvider.System);

    public async Task<AzureBlobStates> StatesAsync(FaultyTransport? transport = null)
        => new(await ContainersAsync(transport), Options, TimeProvider.System);

    public async Task<AzureBlobStore> BlobsAsync(FaultyTransport? transport = null, string? cacheFolder = null)
        => new(await ContainersAsync(transport), new LocalFileCache(cacheFolder ?? CacheFolder, Options.CacheBytes, TimeProvider.System), Options, TimeProvider.System);

    public async Task<OpenStore> OpenAsync() => new(await JournalAsync(), await StatesAsync(), () => ValueTask.CompletedTask);

    /// <summary>As <see cref="OpenAsync"/> in another process, from its arguments.</summary>
    public static OpenStore Open(string connectionString, string name, AzureStorageOptions options)
    {
        var containers = new AzureContainers(connectionString, name, options);
        return new(
            new AzureBlobJournal(containers, options, TimeProvider.System),
            new AzureBlobStates(containers, options, TimeProvider.System),
            () => ValueTask.CompletedTask);
    }
}
