using System.Collections.Concurrent;
using LensGrains.Catalogs.Npy;
using LensGrains.Core.Ports;

namespace LensGrains.Catalogs.Storage;

/// <summary>
/// Maps immutable blobs, each once, for as long as the store lives: snapshots share them, and a span taken from an old
/// snapshot stays valid.
/// </summary>
internal sealed class MappingCache(IBlobStore blobs) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<MappedNpy>> _arrays = new();
    private readonly ConcurrentDictionary<string, Lazy<MappedFile>> _files = new();
    private readonly ConcurrentDictionary<string, string> _localPaths = new();

    /// <summary>Fetches what is not local yet; afterwards <see cref="Array"/> and <see cref="File"/> do not wait for a network.</summary>
    public async Task EnsureLocalAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var missing = paths.Where(path => !IsAtHand(path)).ToList();
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (path, token) =>
        {
            _localPaths[path] = await blobs.GetLocalFileAsync(path, token)
                ?? throw new FileNotFoundException($"The catalogue names a file that is not there: {path}.");
        });
    }

    public MappedNpy Array(string path) => _arrays.GetOrAdd(path, p => new Lazy<MappedNpy>(() => MappedNpy.Open(_localPaths[p]))).Value;

    public MappedFile File(string path) => _files.GetOrAdd(path, p => new Lazy<MappedFile>(() => MappedFile.Open(_localPaths[p]))).Value;

    /// <summary>Mapped, or still there to be mapped: a store may take a local copy away that was not opened for a while.</summary>
    private bool IsAtHand(string path)
        => _arrays.ContainsKey(path) || _files.ContainsKey(path) || (_localPaths.TryGetValue(path, out var file) && System.IO.File.Exists(file));

    public void Dispose()
    {
        foreach (var array in _arrays.Values.Where(a => a.IsValueCreated))
        {
            array.Value.Dispose();
        }

        foreach (var file in _files.Values.Where(f => f.IsValueCreated))
        {
            file.Value.Dispose();
        }
    }
}
