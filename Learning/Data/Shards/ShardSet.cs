using System.IO.Compression;
using System.Runtime.CompilerServices;
using LensGrains.Imaging;
using LensGrains.Learning.Data.Streams;

namespace LensGrains.Learning.Data.Shards;

/// <summary>
/// A data set in tar shards of WebDataset's layout: <c>KEY.png</c>, <c>.fits</c>, <c>.jpg</c>, <c>.tif</c> or <c>.npy</c> beside <c>KEY.cls</c>,
/// <c>.json</c> or <c>.txt</c>. Shards that end in <c>.gz</c> or <c>.tgz</c> are unfolded as they come.
/// </summary>
public sealed class ShardSet : ISampleSource
{
    private readonly string[] _addresses;
    private readonly IShardPlace[] _places;
    private readonly ShardOptions _options;

    private ShardSet(string[] addresses, IShardPlace[] places, ShardOptions options)
    {
        (_addresses, _places, _options) = (addresses, places, options);
        Blocks = Array.ConvertAll(addresses, Shown);
    }

    /// <summary>The shards' names, without folders and without what follows a <c>?</c>.</summary>
    public IReadOnlyList<string> Blocks { get; }

    /// <summary>The shards that patterns stand for.</summary>
    /// <param name="patterns">Addresses with brace ranges.</param>
    /// <param name="places">Where shards may lie; the first that holds an address opens it.</param>
    /// <param name="options">What the files mean.</param>
    /// <exception cref="ArgumentException">There is no shard, an address comes twice or is of no place, or a brace is not closed.</exception>
    public static ShardSet Of(IEnumerable<string> patterns, IReadOnlyList<IShardPlace> places, ShardOptions options)
    {
        var addresses = patterns.SelectMany(BraceRanges.Expand).ToArray();
        if (addresses.Length == 0)
        {
            throw new ArgumentException("There is no shard.", nameof(patterns));
        }

        if (addresses.GroupBy(address => address, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"The shard {Shown(twice.Key)} is named twice.", nameof(patterns));
        }

        var found = Array.ConvertAll(addresses, address => places.FirstOrDefault(place => place.Holds(address))
            ?? throw new ArgumentException($"Nothing here opens {Shown(address)}.", nameof(patterns)));
        return new ShardSet(addresses, found, options);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredSample> ReadAsync(
        int block, int first, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var opened = await _places[block].OpenAsync(_addresses[block], cancellationToken);
        await using var samples = new TarSamples(Blocks[block], Unfolded(opened, Blocks[block]), _options.MaxSampleBytes);
        while (await samples.NextAsync(first, cancellationToken) is { } sample)
        {
            if (sample.Number >= first)
            {
                yield return new StoredSample(new SampleAddress(block, sample.Number), sample.Key, sample.Bytes, () => Decode(sample, Blocks[block]));
            }
        }
    }

    private SampleOutcome Decode(TarSample sample, string shard)
    {
        if (sample.Fault is { } fault)
        {
            return SampleOutcome.Of(fault);
        }

        try
        {
            var labels = LabelParts.Of(sample, _options);
            var image = ImageParts.Decode(sample, _options, CancellationToken.None);
            return image.IsRead
                ? SampleOutcome.Of(new ImageSample(sample.Key, Described(image.Cutout, labels.Columns)) { Label = labels.Label, Columns = labels.Columns, Texts = labels.Texts })
                : SampleOutcome.Of(new DataFault(shard, sample.Key, image.Fault.Code, image.Fault.Reason));
        }
        catch (FormatException bad)
        {
            return SampleOutcome.Of(new DataFault(shard, sample.Key, DataFaultCodes.BadLabel, bad.Message));
        }
    }

    /// <summary>Position and scale from the metadata, where the image itself does not tell them.</summary>
    private static Cutout Described(Cutout cutout, Dictionary<string, double> columns)
    {
        double? Column(string name) => columns.TryGetValue(name, out var value) ? value : null;
        return cutout.With(cutout.Header with
        {
            RaDeg = cutout.Header.RaDeg ?? Column("ra"),
            DecDeg = cutout.Header.DecDeg ?? Column("dec"),
            PixelScaleArcsec = cutout.Header.PixelScaleArcsec ?? Column("pixel_scale_arcsec"),
        });
    }

    private static Stream Unfolded(Stream shard, string name)
        => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(shard, CompressionMode.Decompress)
            : shard;

    private static string Shown(string address)
    {
        var path = address.Split('?', '#')[0];
        return path[(path.TrimEnd('/').LastIndexOfAny(['/', '\\']) + 1)..];
    }
}
