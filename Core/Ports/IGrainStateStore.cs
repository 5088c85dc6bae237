namespace LensGrains.Core.Ports;

/// <summary>A stored grain state: UTF-8 JSON and the etag that the next write must name.</summary>
public readonly record struct StoredState(ReadOnlyMemory<byte> Body, string Etag);

/// <summary>Grain states by kind and key, each guarded by an etag.</summary>
public interface IGrainStateStore
{
    /// <summary>The state, or null where none was written.</summary>
    Task<StoredState?> ReadAsync(string kind, string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes if the stored etag equals <paramref name="expectedEtag"/> (null: only if nothing is stored).
    /// Returns the new etag, or null where the etag did not match and nothing was written. Durable on return.
    /// </summary>
    Task<string?> WriteAsync(string kind, string key, ReadOnlyMemory<byte> body, string? expectedEtag);

    /// <summary>Deletes if the stored etag matches; true where it did.</summary>
    Task<bool> ClearAsync(string kind, string key, string expectedEtag);

    /// <summary>Keys of <paramref name="kind"/> that start with <paramref name="prefix"/>, in ordinal order.</summary>
    IAsyncEnumerable<string> ListAsync(string kind, string prefix = "", CancellationToken cancellationToken = default);
}
