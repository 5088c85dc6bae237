using System.Collections.Concurrent;
using System.Collections.Immutable;
using LensGrains.Catalogs.Storage;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Sky;

namespace LensGrains.Catalogs;

/// <summary>
/// One version of a catalogue. It never changes; <see cref="CatalogStore.OpenAsync"/> gives the newest.
/// Safe for use from many threads.
/// </summary>
public sealed class Catalog
{
    private readonly MappingCache _mappings;
    private readonly RowSegment[] _segments;
    private readonly Lazy<IdIndex> _ids;
    private readonly SkyIndexes _skies;
    private readonly Lazy<ImmutableArray<int>> _tombstones;
    private readonly ConcurrentDictionary<(string Name, int Shard), double[]> _columns = new();

    internal Catalog(CatalogId id, CatalogHead head, MappingCache mappings, SkyIndexes skies)
    {
        Id = id;
        _skies = skies;
        Head = head;
        _mappings = mappings;
        _segments = [.. head.Segments.Select(s => new RowSegment(s, mappings))];
        _ids = new Lazy<IdIndex>(() => IdIndex.Build(_segments, head.SegmentRows));
        _tombstones = new Lazy<ImmutableArray<int>>(
            () => head.Tombstones is null ? [] : [.. mappings.Array(head.Tombstones).Elements<int>(0, head.TombstoneCount)]);
    }

    public CatalogId Id { get; }

    /// <summary>Rises with every commit to the catalogue.</summary>
    public long Version => Head.Version;

    /// <summary>Sources ever ingested, deleted ones included; ordinals run from 0 to this.</summary>
    public int Count => Head.Count;

    /// <summary>Number of shards that hold at least one source.</summary>
    public int ShardCount => (Count + Ordinal.ShardSize - 1) / Ordinal.ShardSize;

    /// <summary>Names of the embedding sets.</summary>
    public IEnumerable<string> EmbeddingNames => Head.Embeddings.Keys;

    /// <summary>Names of the numeric columns that at least one segment has.</summary>
    public IEnumerable<string> ColumnNames => Head.Segments.SelectMany(s => s.Columns).Distinct();

    /// <summary>How many sources were deleted.</summary>
    public int TombstoneCount => Head.TombstoneCount;

    internal CatalogHead Head { get; }

    /// <summary>Finds a source by id, deleted ones too.</summary>
    public bool TryFind(SourceId id, out Ordinal ordinal)
    {
        foreach (var candidate in _ids.Value.Find(IdHash.Of(id)))
        {
            ordinal = new Ordinal(candidate);
            if (_segments[candidate / Head.SegmentRows].HasId(candidate % Head.SegmentRows, id))
            {
                return true;
            }
        }

        ordinal = default;
        return false;
    }

    /// <summary>The row of a source.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The catalogue has no such ordinal.</exception>
    public SourceRow Get(Ordinal ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal.Value);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ordinal.Value, Count);
        return _segments[ordinal.Value / Head.SegmentRows].Row(ordinal.Value % Head.SegmentRows);
    }

    /// <summary>An embedding set by name.</summary>
    /// <exception cref="KeyNotFoundException">The catalogue has no set of that name.</exception>
    public EmbeddingSet Embeddings(string set)
        => TryEmbeddings(set) ?? throw new KeyNotFoundException($"Catalogue {Id} has no embedding set '{set}'.");

    /// <summary>An embedding set by name, or null.</summary>
    public EmbeddingSet? TryEmbeddings(string set)
        => Head.Embeddings.TryGetValue(set, out var head) ? new EmbeddingSet(set, head, Head, _mappings) : null;

    /// <summary>
    /// A numeric column over the shard's rows: <c>ra</c>, <c>dec</c> (degrees), <c>redshift</c>, <c>magnitude</c>, or a further
    /// column of the manifest. NaN where a source has no value.
    /// </summary>
    public ReadOnlySpan<double> Column(string name, int shard) => _columns.GetOrAdd((name, shard), key => ReadColumn(key.Name, key.Shard));

    /// <summary>The columns for pages without a model that belong to an embedding set, or null where none were computed.</summary>
    public PriorColumns? Prior(string set)
        => Head.Embeddings.TryGetValue(set, out var head) && head.Priors is { } priors ? new PriorColumns(priors, _mappings) : null;

    /// <summary>True where the source was deleted.</summary>
    public bool IsTombstoned(Ordinal ordinal) => _tombstones.Value.BinarySearch(ordinal.Value) >= 0;

    /// <summary>The positions of all sources that have one, deleted ones too, by ordinal; made when it is first asked for.</summary>
    public SkyIndex Sky => _skies.Of(Id, Head, BuildSkyIndex);

    /// <summary>The position of a source; null where it has none.</summary>
    public SkyPosition? PositionOf(Ordinal ordinal)
    {
        var (ra, dec) = (Column("ra", ordinal.Shard)[ordinal.Row], Column("dec", ordinal.Shard)[ordinal.Row]);
        return SkyPosition.IsValid(ra, dec) ? new SkyPosition(ra, dec) : null;
    }

    /// <summary>Sources within the radius (arcsec) of a position (degrees, ICRS), nearest first; deleted ones are left out.</summary>
    public IReadOnlyList<SkyMatch> CrossMatch(double raDeg, double decDeg, double radiusArcsec)
        => [.. Sky.Within(new SkyPosition(raDeg, decDeg), radiusArcsec).Where(m => !IsTombstoned(new Ordinal(m.Key)))];

    /// <summary>Ordinals of the deleted sources, sorted.</summary>
    public ImmutableArray<int> Tombstones => _tombstones.Value;

    internal RowSegment Segment(int segment) => _segments[segment];

    private double[] ReadColumn(string name, int shard)
    {
        var first = shard * Ordinal.ShardSize;
        var values = new double[Math.Clamp(Count - first, 0, Ordinal.ShardSize)];
        values.AsSpan().Fill(double.NaN);
        for (var at = 0; at < values.Length; at += Head.SegmentRows)
        {
            _segments[(first + at) / Head.SegmentRows].Column(name).CopyTo(values.AsSpan(at));
        }

        return values;
    }

    private SkyIndex BuildSkyIndex()
    {
        var positions = new List<(SkyPosition, int)>();
        for (var segment = 0; segment < _segments.Length; segment++)
        {
            var ra = _segments[segment].Column("ra");
            var dec = _segments[segment].Column("dec");
            for (var row = 0; row < ra.Length; row++)
            {
                if (SkyPosition.IsValid(ra[row], dec[row]))
                {
                    positions.Add((new SkyPosition(ra[row], dec[row]), (segment * Head.SegmentRows) + row));
                }
            }
        }

        return new SkyIndex(positions);
    }
}
