using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace LensGrains.Storage.Azure.Blobs;

/// <summary>
/// Local copies of blobs, for mapping. A copy appears under its name only once it is whole and flushed. When there are too many
/// bytes the copies that were handed out longest ago go; one handed out within <see cref="Grace"/> stays, so that whoever was just
/// given its name can open it. (An open or mapped file outlives its name on Linux; elsewhere it cannot be deleted and stays.)
/// </summary>
public sealed class LocalFileCache
{
    /// <summary>How long a file stays after it was handed out, however many bytes there are.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, string> _names = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new();
    private readonly string _folder;
    private readonly string _partial;
    private readonly long _bytes;
    private readonly TimeProvider _clock;

    /// <summary>Keeps copies in <paramref name="folder"/>, which several processes may share.</summary>
    public LocalFileCache(string folder, long bytes, TimeProvider clock)
    {
        _folder = Path.GetFullPath(folder);
        _partial = Path.Combine(_folder, ".partial");
        _bytes = bytes;
        _clock = clock;
        Directory.CreateDirectory(_partial);
    }

    /// <summary>A new file to write to, out of sight. Whoever asked deletes it, unless it was given to <see cref="Keep"/>.</summary>
    public string NewPartial() => Path.Combine(_partial, Guid.NewGuid().ToString("N"));

    /// <summary>The copy that this process has of a blob whose etag it has seen; null where there is none (any more).</summary>
    public string? Find(string path) => _names.TryGetValue(path, out var file) && TryRenew(file) ? file : null;

    /// <summary>Forgets which copy a path has: its blob was deleted.</summary>
    public void Forget(string path) => _names.TryRemove(path, out _);

    /// <summary>The copy of the blob at <paramref name="path"/> with this etag, fetched where it is not there yet.</summary>
    public async Task<string> GetAsync(string path, string etag, Func<string, Task> fetch, CancellationToken cancellationToken)
    {
        var file = FileOf(path, etag);
        var turn = _turns.GetOrAdd(file, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!TryRenew(file))
            {
                await FetchAsync(file, fetch).ConfigureAwait(false);
            }

            return _names[path] = file;
        }
        finally
        {
            turn.Release();
            _turns.TryRemove(file, out _);
        }
    }

    /// <summary>Makes a whole and flushed partial file the copy of a blob.</summary>
    public void Keep(string partial, string path, string etag)
    {
        var file = FileOf(path, etag);
        Publish(partial, file);
        _names[path] = file;
    }

    private async Task FetchAsync(string file, Func<string, Task> fetch)
    {
        var partial = NewPartial();
        try
        {
            await fetch(partial).ConfigureAwait(false);
            Publish(partial, file);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private void Publish(string partial, string file)
    {
        DurableFiles.Flush(partial);
        File.Move(partial, file, overwrite: true);
        TryRenew(file);
        Trim();
    }

    private void Trim()
    {
        var files = new DirectoryInfo(_folder).EnumerateFiles().OrderByDescending(f => f.LastWriteTimeUtc).ToList();
        var spared = _clock.GetUtcNow().UtcDateTime - Grace;
        var kept = 0L;
        foreach (var file in files)
        {
            kept += file.Length;
            if (kept > _bytes && file.LastWriteTimeUtc < spared)
            {
                TryDelete(file);
            }
        }
    }

    private static void TryDelete(FileInfo file)
    {
        try
        {
            file.Delete();
        }
        catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
        {
            // Windows keeps the name of a file that is open; it goes the next time.
        }
    }

    private bool TryRenew(string file)
    {
        try
        {
            File.SetLastWriteTimeUtc(file, _clock.GetUtcNow().UtcDateTime);
            return true;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private string FileOf(string path, string etag)
        => Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{etag}\n{path}"))));
}
