using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace LensGrains.Storage.Azure;

/// <summary>
/// The containers of one deployment, each by two clients: reads are retried by the SDK; writes never are, because a repeated write
/// that had succeeded looks like a conflict. Whoever writes retries with an operation id of its own.
/// </summary>
public sealed class AzureContainers
{
    private const int ReadRetries = 5;

    private readonly BlobServiceClient _reads;
    private readonly BlobServiceClient _writes;
    private readonly string _name;

    /// <summary>Uses the account of <paramref name="connectionString"/>; containers are named <paramref name="name"/><c>-journals</c> and so on.</summary>
    /// <param name="connectionString">A storage connection string.</param>
    /// <param name="name">What the names of containers begin with: 2 to 31 small letters and digits.</param>
    /// <param name="options">Timeouts and tries.</param>
    /// <param name="transport">What carries requests; null for the SDK's own.</param>
    public AzureContainers(string connectionString, string name, AzureStorageOptions options, HttpPipelineTransport? transport = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        ArgumentException.ThrowIfNullOrEmpty(name);
        _name = name;
        _reads = new BlobServiceClient(connectionString, ClientOptions(options, transport, ReadRetries));
        _writes = new BlobServiceClient(connectionString, ClientOptions(options, transport, retries: 0));
    }

    internal ContainerClients Journals => Container("journals");

    internal ContainerClients Snapshots => Container("snapshots");

    internal ContainerClients States => Container("states");

    internal ContainerClients Blobs => Container("blobs");

    /// <summary>Makes the containers that are missing, and says which; any number of processes may do so at once, and again.</summary>
    public async Task<IReadOnlyList<string>> CreateAsync(CancellationToken cancellationToken = default)
    {
        var made = new List<string>();
        foreach (var container in new[] { Journals, Snapshots, States, Blobs })
        {
            if (await Reading.AskAsync(() => CreateAsync(container.Reads, cancellationToken), cancellationToken).ConfigureAwait(false))
            {
                made.Add(container.Reads.Name);
            }
        }

        return made;
    }

    private ContainerClients Container(string kind)
        => new(_reads.GetBlobContainerClient($"{_name}-{kind}"), _writes.GetBlobContainerClient($"{_name}-{kind}"));

    /// <summary>Looks first: who may use the containers may not always make some.</summary>
    private static async Task<bool> CreateAsync(BlobContainerClient container, CancellationToken cancellationToken)
        => !(await container.ExistsAsync(cancellationToken).ConfigureAwait(false)).Value
            && await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is not null;

    private static BlobClientOptions ClientOptions(AzureStorageOptions options, HttpPipelineTransport? transport, int retries)
    {
        var client = new BlobClientOptions
        {
            Retry =
            {
                MaxRetries = retries,
                Mode = RetryMode.Exponential,
                Delay = TimeSpan.FromSeconds(options.RetrySeconds),
                NetworkTimeout = TimeSpan.FromSeconds(options.RequestSeconds),
            },
            Diagnostics = { IsDistributedTracingEnabled = false },
        };
        if (transport is not null)
        {
            client.Transport = transport;
        }

        return client;
    }
}

/// <summary>One container: <paramref name="Reads"/> retries by itself, <paramref name="Writes"/> sends every request once.</summary>
internal sealed record ContainerClients(BlobContainerClient Reads, BlobContainerClient Writes)
{
    /// <summary>The blobs whose names begin with <paramref name="prefix"/>.</summary>
    public Task<List<BlobItem>> ListAsync(string prefix, CancellationToken cancellationToken) => Reading.AskAsync(
        async () =>
        {
            var blobs = new List<BlobItem>();
            await foreach (var blob in Reads.GetBlobsAsync(prefix: prefix, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                blobs.Add(blob);
            }

            return blobs;
        },
        cancellationToken);
}
