using System.IO.Compression;
using System.Text.Json;
using LensGrains.Api.Answers;

namespace LensGrains.Api.Exports;

/// <summary>
/// A zip archive that is sent while it is made: rows pass through, and nothing but the list of files is held. One that is not
/// completed lacks the directory at its end and is no valid archive.
/// </summary>
internal sealed class ExportArchive
{
    private readonly LateStream _target;
    private readonly ZipArchive _zip;
    private readonly DateTimeOffset _time;
    private readonly List<ExportedFileMessage> _files = [];

    /// <param name="target">Where it goes; stays open.</param>
    /// <param name="time">The time of all its files.</param>
    public ExportArchive(Stream target, DateTimeOffset time)
    {
        _target = new LateStream(target);
        _zip = new ZipArchive(_target, ZipArchiveMode.Create, leaveOpen: true);
        _time = time;
    }

    /// <summary>The files that are complete.</summary>
    public IReadOnlyList<ExportedFileMessage> Files => _files;

    /// <summary>Adds a table.</summary>
    public Task AddCsvAsync<T>(string name, CsvLayout<T> layout, IAsyncEnumerable<T> rows, CancellationToken stop)
        => AddAsync(name, file => layout.WriteAsync(rows, file, stop), stop);

    /// <summary>Adds a list as a JSON array.</summary>
    public Task AddJsonAsync<T>(string name, IAsyncEnumerable<T> items, CancellationToken stop) => AddAsync(
        name,
        async file =>
        {
            var written = 0L;
            await foreach (var item in items.WithCancellation(stop))
            {
                await file.WriteAsync(written++ == 0 ? "[\n"u8.ToArray() : ",\n"u8.ToArray(), stop);
                await JsonSerializer.SerializeAsync(file, item, ApiJson.Options, stop);
            }

            await file.WriteAsync(written == 0 ? "[]\n"u8.ToArray() : "\n]\n"u8.ToArray(), stop);
            return written;
        },
        stop);

    /// <summary>Adds one object as JSON.</summary>
    public Task AddObjectAsync<T>(string name, T value, CancellationToken stop) => AddAsync(
        name,
        async file =>
        {
            await JsonSerializer.SerializeAsync(file, value, ApiJson.Options, stop);
            return 1;
        },
        stop);

    /// <summary>Writes the directory of the archive: all files are there.</summary>
    public async Task CompleteAsync(CancellationToken stop)
    {
        await _zip.DisposeAsync();
        await _target.FlushAsync(stop);
    }

    private async Task AddAsync(string name, Func<Stream, Task<long>> write, CancellationToken stop)
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = _time;
        await using (var file = new HashedStream(await entry.OpenAsync(stop)))
        {
            var rows = await write(file);
            _files.Add(new ExportedFileMessage(name, rows, file.Length, file.Sha256));
        }

        await _target.FlushAsync(stop);
    }
}
