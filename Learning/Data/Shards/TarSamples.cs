using System.Formats.Tar;
using LensGrains.Learning.Data.Streams;

namespace LensGrains.Learning.Data.Shards;

/// <summary>The files of one sample as they lie in a shard.</summary>
/// <param name="Number">Its place in the shard, from 0.</param>
/// <param name="Key">What its files share.</param>
/// <param name="Parts">Files by ending, in the order of the archive; empty where the sample was not wanted or is at fault.</param>
/// <param name="Fault">Why the files are not there, or null.</param>
internal sealed record TarSample(int Number, string Key, IReadOnlyList<(string Ending, byte[] Bytes)> Parts, DataFault? Fault)
{
    /// <summary>Memory of the files.</summary>
    public long Bytes => Parts.Sum(part => (long)part.Bytes.Length);
}

/// <summary>
/// Groups the files of a tar archive into samples. A sample is given only when the next one, or the archive's end marker, was seen: one that
/// the archive breaks off in would lack files that nobody misses.
/// </summary>
internal sealed class TarSamples : IAsyncDisposable
{
    private readonly string _shard;
    private readonly long _maxBytes;
    private readonly EndWatch _stream;
    private readonly TarReader _reader;
    private (string Key, string Ending, TarEntry Entry)? _ahead;
    private bool _hasStarted;
    private int _number;

    public TarSamples(string shard, Stream stream, long maxBytes)
    {
        (_shard, _maxBytes) = (shard, maxBytes);
        _stream = new EndWatch(stream);
        _reader = new TarReader(_stream);
    }

    /// <summary>The next sample, or null behind the last.</summary>
    /// <param name="first">Samples below this number are passed over unread.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFaultException">The archive is broken or ends early.</exception>
    public async Task<TarSample?> NextAsync(int first, CancellationToken cancellationToken)
    {
        try
        {
            if (!_hasStarted)
            {
                _hasStarted = true;
                _ahead = await NextFileAsync(cancellationToken);
            }

            return _ahead is null ? null : await CollectAsync(_ahead.Value.Key, _number >= first, cancellationToken);
        }
        catch (EndOfStreamException broken)
        {
            throw new DataFaultException(
                new DataFault(_shard, _ahead?.Key, DataFaultCodes.Truncated, $"The archive breaks off behind {_number} whole samples."), broken);
        }
        catch (Exception broken) when (broken is InvalidDataException or FormatException or ArgumentException)
        {
            throw new DataFaultException(
                new DataFault(_shard, _ahead?.Key, DataFaultCodes.Corrupt, $"Behind {_number} whole samples the archive is broken: {broken.Message}"), broken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _stream.DisposeAsync();
    }

    private async Task<TarSample> CollectAsync(string key, bool isWanted, CancellationToken cancellationToken)
    {
        var parts = new List<(string Ending, byte[] Bytes)>();
        var endings = new HashSet<string>(StringComparer.Ordinal);
        DataFault? fault = null;
        long bytes = 0;
        for (; _ahead?.Key == key; _ahead = await NextFileAsync(cancellationToken))
        {
            var (_, ending, entry) = _ahead.Value;
            bytes += entry.Length;
            fault ??= !endings.Add(ending) ? new DataFault(_shard, key, DataFaultCodes.DuplicatePart, $"The file .{ending} is there twice.")
                : bytes > _maxBytes ? new DataFault(_shard, key, DataFaultCodes.TooLarge, $"Its files have more than {_maxBytes} bytes.")
                : null;
            if (isWanted && fault is null)
            {
                parts.Add((ending, await ReadAsync(entry, cancellationToken)));
            }
        }

        return new TarSample(_number++, key, fault is null ? parts : [], fault);
    }

    private static async Task<byte[]> ReadAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        var bytes = new byte[entry.Length];
        if (entry.DataStream is { } data)
        {
            await data.ReadExactlyAsync(bytes, cancellationToken);
        }

        return bytes;
    }

    /// <summary>The next file that belongs to a sample; null at the end marker.</summary>
    private async Task<(string Key, string Ending, TarEntry Entry)?> NextFileAsync(CancellationToken cancellationToken)
    {
        while (await _reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            var isFile = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile;
            if (isFile && ShardKey.Of(entry.Name) is { } named)
            {
                return (named.Key, named.Ending, entry);
            }
        }

        return _stream.IsAtEnd ? throw new EndOfStreamException("There is no end marker.") : null;
    }
}
