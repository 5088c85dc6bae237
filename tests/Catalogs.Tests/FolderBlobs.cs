using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using LensGrains.Core.Ports;

namespace LensGrains.Tests.Catalogs;

/// <summary>Blobs in a folder, as plainly as the port allows; it can be told to lose its head or to fail.</summary>
internal sealed class FolderBlobs(string root) : IBlobStore
{
    private readonly Lock _gate = new();

    /// <summary>Called with the path before every write; may throw.</summary>
    public Action<string> BeforeWrite { get; set; } = _ => { };

    public async Task<bool> CreateAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken = default)
    {
        BeforeWrite(path);
        var full = Full(path);
        if (File.Exists(full))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var partial = full + "." + Guid.NewGuid().ToString("N");
        await using (var stream = File.Create(partial))
        {
            await write(stream, cancellationToken);
        }

        File.Move(partial, full, overwrite: false);
        return true;
    }

    public Task<string?> ReplaceAsync(string path, ReadOnlyMemory<byte> body, string? expectedEtag, CancellationToken cancellationToken = default)
    {
        BeforeWrite(path);
        lock (_gate)
        {
            var full = Full(path);
            var etag = File.Exists(full) ? Etag(File.ReadAllBytes(full)) : null;
            if (etag != expectedEtag)
            {
                return Task.FromResult<string?>(null);
            }

            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, body.Span);
            return Task.FromResult<string?>(Etag(body.Span));
        }
    }

    public Task<StoredState?> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (!File.Exists(Full(path)))
            {
                return Task.FromResult<StoredState?>(null);
            }

            var body = File.ReadAllBytes(Full(path));
            return Task.FromResult<StoredState?>(new StoredState(body, Etag(body)));
        }
    }

    public Task<long?> LengthAsync(string path, CancellationToken cancellationToken = default)
        => Task.FromResult(File.Exists(Full(path)) ? new FileInfo(Full(path)).Length : (long?)null);

    public Task<string?> GetLocalFileAsync(string path, CancellationToken cancellationToken = default)
        => Task.FromResult(File.Exists(Full(path)) ? Full(path) : null);

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        var all = Directory.Exists(root) ? Directory.GetFiles(root, "*", SearchOption.AllDirectories) : [];
        foreach (var path in all.Select(f => Path.GetRelativePath(root, f)).Where(p => p.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            yield return path;
        }
    }

    public Task DeleteAsync(string path, CancellationToken cancellationToken = default)
    {
        File.Delete(Full(path));
        return Task.CompletedTask;
    }

    private string Full(string path) => Path.Combine(root, path);

    private static string Etag(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));
}
