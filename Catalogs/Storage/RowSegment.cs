using System.Text.Json;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;

namespace LensGrains.Catalogs.Storage;

/// <summary>One run of rows, read through its mapped files.</summary>
internal sealed class RowSegment(SegmentHead head, MappingCache mappings)
{
    public int Count => head.Count;

    public static IEnumerable<string> Paths(SegmentHead head)
        => [head.Stem + ".jsonl", head.Stem + ".offsets.npy", head.Stem + ".ids.npy", head.Stem + ".columns.npy"];

    public SourceRow Row(int row) => JsonSerializer.Deserialize(Line(row), CatalogJson.Default.SourceRow)!;

    /// <summary>True where the row has this id, which is the first value of its line.</summary>
    public bool HasId(int row, SourceId id)
    {
        var reader = new Utf8JsonReader(Line(row));
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return reader.ValueTextEquals(id.Value);
            }
        }

        return false;
    }

    /// <summary>Sorted hashes of the ids.</summary>
    public ReadOnlySpan<ulong> IdHashes => mappings.Array(head.Stem + ".ids.npy").Elements<ulong>(0, head.Count);

    /// <summary>The rows that belong to <see cref="IdHashes"/>.</summary>
    public ReadOnlySpan<ulong> IdRows => mappings.Array(head.Stem + ".ids.npy").Elements<ulong>(head.Count, head.Count);

    /// <summary>A numeric column, or empty where the segment has none of that name.</summary>
    public ReadOnlySpan<double> Column(string name)
    {
        var index = head.Columns.IndexOf(name);
        return index < 0 ? [] : mappings.Array(head.Stem + ".columns.npy").Elements<double>((long)index * head.Count, head.Count);
    }

    private ReadOnlySpan<byte> Line(int row)
    {
        var offsets = mappings.Array(head.Stem + ".offsets.npy").Elements<long>(row, 2);
        return mappings.File(head.Stem + ".jsonl").Bytes(offsets[0], (int)(offsets[1] - offsets[0]));
    }
}
