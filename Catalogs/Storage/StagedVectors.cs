namespace LensGrains.Catalogs.Storage;

/// <summary>Which embedding set a vector goes to, and what the set is where it does not exist yet.</summary>
internal sealed record EmbeddingTarget(string Set, int Dimension, EmbeddingKind Kind, string Provenance);

/// <summary>Vectors of one set that wait for a commit, by segment and row.</summary>
internal sealed class StagedVectors(EmbeddingTarget target)
{
    public EmbeddingTarget Target { get; } = target;

    public int Dimension => Target.Dimension;

    public SortedDictionary<int, SortedDictionary<int, Half[]>> Segments { get; } = [];

    public void Set(int segment, int row, ReadOnlySpan<float> vector)
    {
        if (!vector.IsEmpty && vector.Length != Dimension)
        {
            throw new InvalidOperationException($"The set '{Target.Set}' has vectors of {Dimension} numbers, not {vector.Length}.");
        }

        if (!Segments.TryGetValue(segment, out var rows))
        {
            Segments[segment] = rows = [];
        }

        var half = new Half[vector.Length];
        System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(vector, half);
        rows[row] = half;
    }
}
