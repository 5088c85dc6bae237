using System.Collections.Concurrent;

namespace LensGrains.Api.Images;

/// <summary>
/// Rendered pictures in a folder, by name. Bounded: when the folder grows past its limit, the files longest unused go. A file
/// that is there is whole; everything in it can be made again.
/// </summary>
internal sealed class ImageCache
{
    private const double KeepFraction = 0.8;
    private readonly string _folder;
    private readonly long _limitBytes;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Lazy<Task<byte[]?>>> _underWay = new();
    private readonly Lock _trimming = new();
    private long _bytes;

    public ImageCache(string folder, long limitBytes, TimeProvider time)
    {
        _folder = folder;
        _limitBytes = limitBytes;
        _time = time;
        Directory.CreateDirectory(folder);
        _bytes = Files().Sum(f => f.Length);
    }

    /// <summary>The picture of that name, or what <paramref name="make"/> makes; made once for all who ask meanwhile. Null is not kept.</summary>
    public async Task<byte[]?> GetAsync(string name, Func<Task<byte[]?>> make)
    {
        if (await ReadAsync(name) is { } kept)
        {
            return kept;
        }

        var making = _underWay.GetOrAdd(name, n => new Lazy<Task<byte[]?>>(() => MakeAsync(n, make)));
        try
        {
            return await making.Value;
        }
        finally
        {
            _underWay.TryRemove(name, out _);
        }
    }

    private async Task<byte[]?> MakeAsync(string name, Func<Task<byte[]?>> make)
    {
        var bytes = await make();
        if (bytes is not null)
        {
            await KeepAsync(name, bytes);
        }

        return bytes;
    }

    private async Task<byte[]?> ReadAsync(string name)
    {
        var path = PathOf(name);
        try
        {
            var bytes = await File.ReadAllBytesAsync(path);
            if (_time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(path) > TimeSpan.FromHours(1))
            {
                File.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime);
            }

            return bytes;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private async Task KeepAsync(string name, byte[] bytes)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = $"{path}.{Guid.NewGuid():N}.part";
        await File.WriteAllBytesAsync(part, bytes);
        File.Move(part, path, overwrite: true);
        if (Interlocked.Add(ref _bytes, bytes.Length) > _limitBytes)
        {
            Trim();
        }
    }

    private void Trim()
    {
        lock (_trimming)
        {
            if (Interlocked.Read(ref _bytes) <= _limitBytes)
            {
                return;
            }

            var files = Files().OrderByDescending(f => f.LastWriteTimeUtc).ToArray();
            long kept = 0;
            foreach (var file in files)
            {
                if (kept + file.Length <= _limitBytes * KeepFraction)
                {
                    kept += file.Length;
                }
                else
                {
                    file.Delete();
                }
            }

            Interlocked.Exchange(ref _bytes, kept);
        }
    }

    private FileInfo[] Files() => new DirectoryInfo(_folder).GetFiles("*", SearchOption.AllDirectories);

    private string PathOf(string name) => Path.Combine(_folder, name[..2], name);
}
