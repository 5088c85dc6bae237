namespace LensGrains.Catalogs.Storage;

/// <summary>A segment's vectors after some were set.</summary>
/// <param name="Values">[n, d], NaN where a row has no vector.</param>
/// <param name="Added">Rows that have a vector now and had none, less those that lost theirs.</param>
/// <param name="Changed">True where a vector that was there is another one now.</param>
internal sealed record VectorOverlay(Half[] Values, int Added, bool Changed)
{
    public static VectorOverlay Apply(
        EmbeddingSet? current, int segment, int rows, int dimension, IReadOnlyDictionary<int, Half[]> vectors)
    {
        var values = new Half[rows * dimension];
        values.AsSpan().Fill(Half.NaN);
        current?.CopySegment(segment, values);
        var (added, changed) = (0, false);
        foreach (var (row, vector) in vectors)
        {
            var target = values.AsSpan(row * dimension, dimension);
            var (had, has) = (!Half.IsNaN(target[0]), vector.Length > 0);
            added += (has ? 1 : 0) - (had ? 1 : 0);
            changed |= had && !(has && target.SequenceEqual(vector));
            if (has)
            {
                vector.CopyTo(target);
            }
            else
            {
                target.Fill(Half.NaN);
            }
        }

        return new VectorOverlay(values, added, changed);
    }
}
