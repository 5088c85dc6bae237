using System.Runtime.CompilerServices;
using LensGrains.Core.Ports;

namespace LensGrains.Storage.Azure.States;

/// <summary>Grain states as block blobs, <c>{kind}/{key}.json</c>, guarded by the service's own etags.</summary>
public sealed class AzureBlobStates : IGrainStateStore
{
    private const string Ending = ".json";

    private readonly ContainerClients _container;
    private readonly WriteTries _tries;

    /// <summary>Uses containers that are there: see <see cref="AzureContainers.CreateAsync"/>.</summary>
    public AzureBlobStates(AzureContainers containers, AzureStorageOptions options, TimeProvider clock)
    {
        _container = containers.States;
        _tries = new WriteTries(options, clock);
    }

    /// <inheritdoc/>
    public async Task<StoredState?> ReadAsync(string kind, string key, CancellationToken cancellationToken = default)
        => await BlobOf(kind, key).ReadAsync(cancellationToken).ConfigureAwait(false) is { } found ? new StoredState(found.Body, found.Etag) : null;

    /// <inheritdoc/>
    public Task<string?> WriteAsync(string kind, string key, ReadOnlyMemory<byte> body, string? expectedEtag)
        => BlobOf(kind, key).WriteAsync(body, expectedEtag);

    /// <inheritdoc/>
    public Task<bool> ClearAsync(string kind, string key, string expectedEtag) => BlobOf(kind, key).DeleteAsync(expectedEtag);

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        string kind, string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var folder = FolderOf(kind);
        var start = folder + BlobNames.Of(prefix.TrimEnd('.'));
        var blobs = await _container.ListAsync(start, cancellationToken).ConfigureAwait(false);
        var keys = blobs.ConvertAll(blob => BlobNames.KeyOf(blob.Name.AsSpan(folder.Length..^Ending.Length)));
        keys.Sort(StringComparer.Ordinal); // the service sorts names, and a name is not its key
        foreach (var key in keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)))
        {
            yield return key;
        }
    }

    private ConditionalBlob BlobOf(string kind, string key) => new(_container, FolderOf(kind) + BlobNames.Of(key) + Ending, _tries);

    /// <summary>A kind is one part of the path, so that no kind's states lie among another's.</summary>
    private static string FolderOf(string kind) => BlobNames.Of(kind).Replace("/", "~002F", StringComparison.Ordinal) + "/";
}
