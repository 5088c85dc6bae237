namespace LensGrains.Core.Ports;

/// <summary>
/// Files by slash-separated path (<c>catalogs/{catalog}/…</c>, <c>campaigns/{campaign}/…</c>): a directory or a blob container.
/// Everything but a few small heads is written once and never changed.
/// </summary>
public interface IBlobStore
{
    /// <summary>Creates the file; false, with nothing written, where the path exists. Whole and durable on true.</summary>
    Task<bool> CreateAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces a small file if its etag is <paramref name="expectedEtag"/> (null: only if absent); the new etag, or null on mismatch.
    /// </summary>
    Task<string?> ReplaceAsync(string path, ReadOnlyMemory<byte> body, string? expectedEtag, CancellationToken cancellationToken = default);

    /// <summary>A small file with its etag, or null where it is absent.</summary>
    Task<StoredState?> ReadAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>The file's length in bytes, or null where it is absent.</summary>
    Task<long?> LengthAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>
    /// A local file with the blob's content, good for memory mapping: the file itself in a directory store, a cached copy
    /// of a remote blob. Null where the blob is absent. Only for blobs that are never changed.
    /// </summary>
    Task<string?> GetLocalFileAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Paths that start with <paramref name="prefix"/>, in ordinal order.</summary>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>Deletes the file if it is there.</summary>
    Task DeleteAsync(string path, CancellationToken cancellationToken = default);
}
