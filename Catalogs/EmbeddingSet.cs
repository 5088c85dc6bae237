using LensGrains.Catalogs.Storage;
using LensGrains.Core.Ids;

namespace LensGrains.Catalogs;

/// <summary>
/// An embedding set of one catalogue snapshot: float16 [n, d], memory-mapped. A source without a vector has NaN in every
/// component (or lies in a missing block).
/// </summary>
public sealed class EmbeddingSet
{
    private readonly EmbeddingHead _head;
    private readonly CatalogHead _catalog;
    private readonly MappingCache _mappings;

    internal EmbeddingSet(string name, EmbeddingHead head, CatalogHead catalog, MappingCache mappings)
    {
        Name = name;
        _head = head;
        _catalog = catalog;
        _mappings = mappings;
    }

    public string Name { get; }

    /// <summary>Rises whenever a vector that was there changes; appending leaves it alone.</summary>
    public int Version => _head.Version;

    /// <summary>d, the length of a vector.</summary>
    public int Dimension => _head.Dimension;

    public EmbeddingKind Kind => _head.Kind;

    /// <summary>What made the vectors.</summary>
    public string Provenance => _head.Provenance;

    /// <summary>How a network or a projection made the vectors; null for imported vectors and hand-made features.</summary>
    public EmbeddingRecipe? Recipe => _head.Recipe;

    /// <summary>How well labels could be read off the vectors; null where that was not measured, or before the vectors changed.</summary>
    public EmbeddingMeasurement? Measure => _head.Measure is { } measure && measure.EmbeddingVersion == _head.Version ? measure : null;

    /// <summary>How many sources have a vector.</summary>
    public int Count => _head.Count;

    /// <summary>Blocks that together cover every row of the shard, in order, each contiguous in memory.</summary>
    public IReadOnlyList<EmbeddingBlock> Rows(int shard)
    {
        var first = shard * Ordinal.ShardSize;
        var end = Math.Min(first + Ordinal.ShardSize, _catalog.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        var blocks = new List<EmbeddingBlock>();
        for (var start = first; start < end; start += _catalog.SegmentRows)
        {
            var rows = Math.Min(_catalog.SegmentRows, end - start);
            var stored = Segment(start / _catalog.SegmentRows);
            var present = (int)(stored?.Rows ?? 0);
            if (present > 0)
            {
                blocks.Add(new EmbeddingBlock(start - first, present, Dimension, stored));
            }

            if (present < rows)
            {
                blocks.Add(new EmbeddingBlock(start - first + present, rows - present, Dimension, null));
            }
        }

        return blocks;
    }

    /// <summary>The vector of a source [d], or empty where it has none.</summary>
    public ReadOnlySpan<Half> Vector(Ordinal ordinal)
    {
        var row = ordinal.Value % _catalog.SegmentRows;
        var stored = Segment(ordinal.Value / _catalog.SegmentRows);
        if (stored is null || row >= stored.Rows)
        {
            return [];
        }

        var vector = stored.Elements<Half>((long)row * Dimension, Dimension);
        return Half.IsNaN(vector[0]) ? [] : vector;
    }

    /// <summary>True where the source has a vector.</summary>
    public bool Has(Ordinal ordinal) => !Vector(ordinal).IsEmpty;

    /// <summary>
    /// Copies the vectors of <paramref name="ordinals"/> [n] into <paramref name="values"/> [n, d] as float32; a missing
    /// vector becomes NaN.
    /// </summary>
    public void Gather(ReadOnlySpan<Ordinal> ordinals, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, ordinals.Length * Dimension);
        for (var i = 0; i < ordinals.Length; i++)
        {
            var target = values.Slice(i * Dimension, Dimension);
            var vector = Vector(ordinals[i]);
            if (vector.IsEmpty)
            {
                target.Fill(float.NaN);
            }
            else
            {
                System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(vector, target);
            }
        }
    }

    /// <summary>Copies the vectors that a segment has to the start of <paramref name="values"/>.</summary>
    internal void CopySegment(int segment, Span<Half> values)
    {
        if (Segment(segment) is { } stored)
        {
            stored.Elements<Half>(0, (int)stored.Header.Count).CopyTo(values);
        }
    }

    private Npy.MappedNpy? Segment(int segment)
        => segment < _head.Segments.Length && _head.Segments[segment] is { } path ? _mappings.Array(path) : null;
}

/// <summary>A run of consecutive rows of one shard.</summary>
public sealed class EmbeddingBlock
{
    private readonly Npy.MappedNpy? _array;

    internal EmbeddingBlock(int firstRow, int count, int dimension, Npy.MappedNpy? array)
    {
        FirstRow = firstRow;
        Count = count;
        Dimension = dimension;
        _array = array;
    }

    /// <summary>Row inside the shard of the block's first vector.</summary>
    public int FirstRow { get; }

    /// <summary>Rows in the block.</summary>
    public int Count { get; }

    public int Dimension { get; }

    /// <summary>True where no row of the block has a vector; <see cref="Vectors"/> is empty then.</summary>
    public bool IsMissing => _array is null;

    /// <summary>[count, d] float16, mapped; valid as long as the store.</summary>
    public ReadOnlySpan<Half> Vectors => _array is null ? [] : _array.Elements<Half>(0, Count * Dimension);

    /// <summary>True where row <paramref name="index"/> of the block has a vector.</summary>
    public bool HasVector(int index) => _array is not null && !Half.IsNaN(Vectors[index * Dimension]);
}
