using System.Formats.Tar;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LensGrains.Learning.Data.Shards;

/// <summary>One file of a sample that is written.</summary>
/// <param name="Ending">What follows the key and its dot: <c>png</c>, <c>g.fits</c>, <c>cls</c>.</param>
/// <param name="Bytes">Its content.</param>
public sealed record SamplePart(string Ending, ReadOnlyMemory<byte> Bytes);

/// <summary>A shard that was written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Samples">Samples in it.</param>
public sealed record WrittenShard(string Path, int Samples);

/// <summary>How shards are cut.</summary>
public sealed record ShardSizes
{
    /// <summary>Most samples of one shard. Default 1,000.</summary>
    public int Samples { get; init; } = 1000;

    /// <summary>Most bytes of one shard, its last sample excepted. Default 256 MiB.</summary>
    public long Bytes { get; init; } = 256L << 20;
}

/// <summary>
/// Writes tar shards of WebDataset's layout: <c>NAME-000000.tar</c> and on. The same samples give the same bytes. A shard appears under its
/// name only when it is whole.
/// </summary>
public sealed partial class ShardWriter : IAsyncDisposable
{
    private const string Unfinished = ".unfinished";

    private readonly string _folder;
    private readonly string _name;
    private readonly ShardSizes _sizes;
    private readonly List<WrittenShard> _written = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private TarWriter? _tar;
    private int _samples;
    private long _bytes;

    /// <param name="folder">Made where it is missing.</param>
    /// <param name="name">How the shards' names begin, such as <c>train</c>.</param>
    /// <param name="sizes">How they are cut.</param>
    /// <exception cref="ArgumentException">The name or a size does not work.</exception>
    public ShardWriter(string folder, string name, ShardSizes sizes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sizes.Samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sizes.Bytes);
        if (!KeyPattern().IsMatch(name))
        {
            throw new ArgumentException($"'{name}' is no name for shards: letters, digits, +, - and _ are.", nameof(name));
        }

        Directory.CreateDirectory(folder);
        (_folder, _name, _sizes) = (folder, name, sizes);
    }

    /// <summary>True for keys that every reader of the layout takes: no dots, no folders, at most 90 characters.</summary>
    public static bool IsKey(string key) => KeyPattern().IsMatch(key);

    /// <summary>Writes one sample.</summary>
    /// <exception cref="ArgumentException">The key is none or was there before, or two parts have the same ending.</exception>
    public async Task AddAsync(string key, IReadOnlyList<SamplePart> parts, CancellationToken cancellationToken = default)
    {
        if (!IsKey(key) || !_keys.Add(key))
        {
            throw new ArgumentException($"'{key}' is no key, or is there already.", nameof(key));
        }

        if (parts.Count == 0 || parts.DistinctBy(part => part.Ending).Count() != parts.Count)
        {
            throw new ArgumentException($"The parts of '{key}' have to be there, with an ending each.", nameof(parts));
        }

        if (_samples >= _sizes.Samples || _bytes >= _sizes.Bytes)
        {
            await CloseAsync();
        }

        _tar ??= new TarWriter(new FileStream(PathOf(_written.Count) + Unfinished, FileMode.Create, FileAccess.Write), TarEntryFormat.Ustar);
        foreach (var part in parts)
        {
            using var data = new MemoryStream(part.Bytes.ToArray(), writable: false);
            var entry = new UstarTarEntry(TarEntryType.RegularFile, $"{key}.{part.Ending}")
            {
                DataStream = data, ModificationTime = DateTimeOffset.UnixEpoch, Mode = (UnixFileMode)0b110_100_100,
            };
            await _tar.WriteEntryAsync(entry, cancellationToken);
            _bytes += part.Bytes.Length;
        }

        _samples++;
    }

    /// <summary>Ends the last shard; all of them in order.</summary>
    public async Task<IReadOnlyList<WrittenShard>> CompleteAsync()
    {
        await CloseAsync();
        return _written;
    }

    /// <summary>Lets go of a shard that was not completed; it keeps its unfinished name.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_tar is { } tar)
        {
            _tar = null;
            await tar.DisposeAsync();
        }
    }

    private async Task CloseAsync()
    {
        if (_tar is null)
        {
            return;
        }

        await DisposeAsync();
        var path = PathOf(_written.Count);
        File.Move(path + Unfinished, path, overwrite: true);
        _written.Add(new WrittenShard(path, _samples));
        (_samples, _bytes) = (0, 0);
    }

    private string PathOf(int shard) => Path.Combine(_folder, $"{_name}-{shard.ToString("D6", CultureInfo.InvariantCulture)}.tar");

    [GeneratedRegex("^[A-Za-z0-9+_-]{1,90}$")]
    private static partial Regex KeyPattern();
}
