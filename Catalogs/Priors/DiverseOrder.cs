using System.Numerics.Tensors;

namespace LensGrains.Catalogs.Priors;

/// <summary>
/// The greedy k-center order (Gonzalez 1985): first the vector nearest to the origin (the middle of scaled vectors), then always the one that is
/// farthest from all taken so far; ties by row. Every prefix covers the catalogue within twice the best possible radius.
/// </summary>
internal static class DiverseOrder
{
    /// <summary>The first <paramref name="count"/> rows of the order.</summary>
    /// <param name="vectors">[n, d].</param>
    public static int[] Take(ReadOnlySpan<float> vectors, int dimension, int count)
    {
        var rows = vectors.Length / dimension;
        var norms = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            norms[row] = TensorPrimitives.SumOfSquares(vectors.Slice(row * dimension, dimension));
        }

        var (order, nearest) = (new int[Math.Min(count, rows)], new float[rows]);
        nearest.AsSpan().Fill(float.PositiveInfinity);
        var next = TensorPrimitives.IndexOfMin<float>(norms);
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = next;
            var taken = vectors.Slice(next * dimension, dimension);
            var farthest = -1f;
            for (var row = 0; row < rows; row++)
            {
                // |a - b|² from norms and a dot product; rounding can leave a hair below 0.
                var product = TensorPrimitives.Dot(vectors.Slice(row * dimension, dimension), taken);
                nearest[row] = Math.Min(nearest[row], Math.Max(0, norms[row] + norms[order[i]] - (2 * product)));
            }

            nearest[order[i]] = -1;
            for (var row = 0; row < rows; row++)
            {
                if (nearest[row] > farthest)
                {
                    (farthest, next) = (nearest[row], row);
                }
            }
        }

        return order;
    }
}
