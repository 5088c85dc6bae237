using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using LensGrains.Core.Ports;
using Microsoft.Win32.SafeHandles;

namespace LensGrains.Storage.Azure.Blobs;

/// <summary>Blobs in a container, under their own paths; what is to be mapped is copied to a local folder first.</summary>
public sealed class AzureBlobStore : IBlobStore
{
    private const int Gone = 404;
    private const int Changed = 412;

    private readonly ContainerClients _container;
    private readonly LocalFileCache _cache;
    private readonly AzureStorageOptions _options;
    private readonly WriteTries _tries;

    /// <summary>Uses containers that are there: see <see cref="AzureContainers.CreateAsync"/>.</summary>
    public AzureBlobStore(AzureContainers containers, LocalFileCache cache, AzureStorageOptions options, TimeProvider clock)
    {
        _container = containers.Blobs;
        _cache = cache;
        _options = options;
        _tries = new WriteTries(options, clock);
    }

    /// <inheritdoc/>
    public async Task<bool> CreateAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken = default)
    {
        var blob = BlobOf(path);
        if (await blob.LookAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            return false;
        }

        var partial = _cache.NewPartial();
        try
        {
            await WriteFileAsync(partial, stream => write(stream, cancellationToken)).ConfigureAwait(false);
            if (await UploadAsync(blob, path, partial, cancellationToken).ConfigureAwait(false) is not { } etag)
            {
                return false;
            }

            _cache.Keep(partial, path, etag);
            return true;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <inheritdoc/>
    public Task<string?> ReplaceAsync(
        string path, ReadOnlyMemory<byte> body, string? expectedEtag, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return BlobOf(path).WriteAsync(body, expectedEtag);
    }

    /// <inheritdoc/>
    public async Task<StoredState?> ReadAsync(string path, CancellationToken cancellationToken = default)
        => await BlobOf(path).ReadAsync(cancellationToken).ConfigureAwait(false) is { } found ? new StoredState(found.Body, found.Etag) : null;

    /// <inheritdoc/>
    public async Task<long?> LengthAsync(string path, CancellationToken cancellationToken = default)
        => (await BlobOf(path).LookAsync(cancellationToken).ConfigureAwait(false))?.Length;

    /// <summary>
    /// The cached copy. Once this process has compared a copy's etag it is not compared again, because such blobs never change.
    /// </summary>
    public async Task<string?> GetLocalFileAsync(string path, CancellationToken cancellationToken = default)
    {
        var blob = BlobOf(path);
        if (_cache.Find(path) is { } known)
        {
            return known;
        }

        while (await blob.LookAsync(cancellationToken).ConfigureAwait(false) is { } found)
        {
            try
            {
                return await _cache.GetAsync(path, found.Etag, file => DownloadAsync(path, found.Etag, file, cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (StorageUnavailableException error) when (error.InnerException is RequestFailedException { Status: Changed or Gone })
            {
                // Deleted, and perhaps made anew, between the look and the download: look again.
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var blobs = await _container.ListAsync(BlobNames.Of(prefix.TrimEnd('.')), cancellationToken).ConfigureAwait(false);
        var paths = blobs.ConvertAll(blob => BlobNames.KeyOf(blob.Name));
        paths.Sort(StringComparer.Ordinal);
        foreach (var path in paths.Where(p => p.StartsWith(prefix, StringComparison.Ordinal)))
        {
            yield return path;
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken = default)
    {
        BlobPath.Check(path);
        var blob = _container.Reads.GetBlobClient(BlobNames.Of(path));
        await Reading.AskAsync(() => blob.DeleteIfExistsAsync(cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        _cache.Forget(path);
    }

    private ConditionalBlob BlobOf(string path)
    {
        BlobPath.Check(path);
        return new ConditionalBlob(_container, BlobNames.Of(path), _tries);
    }

    /// <summary>The new blob's etag, or null where the path was taken.</summary>
    private async Task<string?> UploadAsync(ConditionalBlob blob, string path, string file, CancellationToken cancellationToken)
    {
        using var handle = File.OpenHandle(file, options: FileOptions.Asynchronous);
        if (RandomAccess.GetLength(handle) <= _options.UploadBytes)
        {
            return await blob.WriteAsync(await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false), null).ConfigureAwait(false);
        }

        var upload = new StagedUpload(_container, BlobNames.Of(path), _options);
        var blocks = await Reading.AskAsync(() => upload.StageAsync(handle, cancellationToken), cancellationToken).ConfigureAwait(false);
        return await blob.WriteAsync(metadata: null, all => upload.CommitAsync(blocks, all)).ConfigureAwait(false);
    }

    private Task DownloadAsync(string path, string etag, string file, CancellationToken cancellationToken)
        => WriteFileAsync(file, stream => Reading.AskAsync(
            async () =>
            {
                var download = await _container.Reads.GetBlobClient(BlobNames.Of(path)).DownloadStreamingAsync(
                    new BlobDownloadOptions { Conditions = ConditionalBlob.Condition(etag) }, cancellationToken).ConfigureAwait(false);
                await using var content = download.Value.Content;
                await content.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
                return etag;
            },
            cancellationToken));

    private static async Task WriteFileAsync(string path, Func<Stream, Task> write)
    {
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            await write(file).ConfigureAwait(false);
        }
    }
}
