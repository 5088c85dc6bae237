using LensGrains.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Learning.Networks;

namespace LensGrains.Grains.Members;

/// <summary>A catalogue's numeric columns as members take them.</summary>
internal static class CatalogColumns
{
    /// <summary>[n, k] row by row, NaN where a source has no value.</summary>
    public static float[] Gather(Catalog catalog, IReadOnlyList<Ordinal> sources, IReadOnlyList<string> names)
    {
        var values = new float[sources.Count * names.Count];
        for (var column = 0; column < names.Count; column++)
        {
            for (var row = 0; row < sources.Count; row++)
            {
                values[(row * names.Count) + column] = (float)catalog.Column(names[column], sources[row].Shard)[sources[row].Row];
            }
        }

        return values;
    }

    /// <summary>The scale of each column over gathered values.</summary>
    public static ColumnScale[] Scales(float[] values, IReadOnlyList<string> names)
        => [.. names.Select((name, column) => ColumnScale.Of(name, values.Where((_, i) => i % names.Count == column).Select(value => (double)value)))];
}
