using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using LensGrains.Core.Ports;

namespace LensGrains.Storage.Azure;

/// <summary>One blob's etag, metadata and length in bytes.</summary>
internal sealed record BlobLook(string Etag, IDictionary<string, string> Metadata, long Length);

/// <summary>One small blob, whole.</summary>
internal sealed record BlobContent(ReadOnlyMemory<byte> Body, string Etag, IDictionary<string, string> Metadata);

/// <summary>One block blob that is created or replaced by etag, its last writer's operation id in its metadata.</summary>
internal sealed class ConditionalBlob(ContainerClients container, string name, WriteTries tries)
{
    private const string OperationKey = "operation";

    private readonly BlobClient _reads = container.Reads.GetBlobClient(name);
    private readonly BlobClient _writes = container.Writes.GetBlobClient(name);

    /// <summary>Null where it is absent.</summary>
    public Task<BlobContent?> ReadAsync(CancellationToken cancellationToken) => Reading.FindAsync(
        async () =>
        {
            var read = await _reads.DownloadContentAsync(cancellationToken).ConfigureAwait(false);
            return new BlobContent(read.Value.Content.ToMemory(), read.Value.Details.ETag.ToString(), read.Value.Details.Metadata);
        },
        cancellationToken);

    /// <summary>Null where it is absent.</summary>
    public Task<BlobLook?> LookAsync(CancellationToken cancellationToken) => Reading.FindAsync(
        async () =>
        {
            var found = await _reads.GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            return new BlobLook(found.Value.ETag.ToString(), found.Value.Metadata, found.Value.ContentLength);
        },
        cancellationToken);

    /// <summary>
    /// Writes if the blob's etag is <paramref name="expectedEtag"/> (null: if there is none); the new etag, or null where nothing was
    /// written. Throws <see cref="WriteFailedException"/> where that cannot be told.
    /// </summary>
    public Task<string?> WriteAsync(ReadOnlyMemory<byte> body, string? expectedEtag, IReadOnlyDictionary<string, string>? metadata = null)
        => WriteAsync(
            metadata,
            async all => (await _writes.UploadAsync(
                BinaryData.FromBytes(body),
                new BlobUploadOptions { Conditions = Condition(expectedEtag), Metadata = all }).ConfigureAwait(false)).Value.ETag);

    /// <summary>As the other, but <paramref name="send"/> sends, with the metadata that it is given and on the caller's condition.</summary>
    public Task<string?> WriteAsync(IReadOnlyDictionary<string, string>? metadata, Func<IDictionary<string, string>, Task<ETag>> send)
    {
        var operation = Guid.NewGuid().ToString("N");
        var all = new Dictionary<string, string>(metadata ?? new Dictionary<string, string>()) { [OperationKey] = operation };
        return OwnedWrite.SendAsync(
            tries,
            async () => (await send(all).ConfigureAwait(false)).ToString(),
            async () => await LookAsync(CancellationToken.None).ConfigureAwait(false) is { } found
                && found.Metadata.TryGetValue(OperationKey, out var last) && last == operation ? found.Etag : null);
    }

    /// <summary>Deletes if the blob's etag is <paramref name="expectedEtag"/>; true where it did.</summary>
    public async Task<bool> DeleteAsync(string expectedEtag)
        => await OwnedWrite.SendAsync(
            tries,
            () => _writes.DeleteAsync(conditions: Condition(expectedEtag)),
            () => Task.FromResult<Response?>(null)).ConfigureAwait(false) is not null;

    /// <summary>Only if absent, or only if the etag is still this one.</summary>
    public static BlobRequestConditions Condition(string? etag)
        => etag is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = new ETag(etag) };
}
