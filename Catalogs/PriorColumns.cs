using LensGrains.Catalogs.Npy;
using LensGrains.Catalogs.Storage;
using LensGrains.Core.Ids;

namespace LensGrains.Catalogs;

/// <summary>Columns by which pages are made while there is no model. Spans are valid as long as the store.</summary>
public sealed class PriorColumns
{
    private readonly PriorHead _head;
    private readonly MappedNpy _oddity;
    private readonly MappedNpy _rank;

    internal PriorColumns(PriorHead head, MappingCache mappings)
    {
        _head = head;
        _oddity = mappings.Array(head.Oddity);
        _rank = mappings.Array(head.DiversityRank);
    }

    /// <summary>Sources covered: ordinals from 0 to this. Later ones have no value until the columns are computed again.</summary>
    public int Count => _head.Count;

    /// <summary>Version of the embedding set that the columns were computed from.</summary>
    public int EmbeddingVersion => _head.EmbeddingVersion;

    /// <summary>How unusual each source of the shard is, 0 the middle; NaN without a vector. At most the shard's covered rows.</summary>
    public ReadOnlySpan<float> Oddity(int shard) => Rows(_oddity, shard);

    /// <summary>Place of each source in the diverse order, from 0; NaN for all but about a thousand.</summary>
    public ReadOnlySpan<float> DiversityRank(int shard) => Rows(_rank, shard);

    private ReadOnlySpan<float> Rows(MappedNpy column, int shard)
    {
        var first = shard * Ordinal.ShardSize;
        return first >= Count ? [] : column.Elements<float>(first, Math.Min(Ordinal.ShardSize, Count - first));
    }
}
