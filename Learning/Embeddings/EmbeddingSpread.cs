using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace LensGrains.Learning.Embeddings;

/// <summary>
/// How much of its space an embedding uses. A self-supervised training that collapses gives every image the same vector, or vectors along
/// one line, while its loss looks fine.
/// </summary>
/// <param name="Deviation">
/// Mean over dimensions of the standard deviation of the unit vectors, times √d: 1 where they point everywhere, 0 where all are one.
/// </param>
/// <param name="EffectiveRank">exp of the entropy of the normalised singular values (Roy and Vetterli 2007): 1 to d.</param>
public sealed record EmbeddingSpread(double Deviation, double EffectiveRank)
{
    private const double SmallestDeviation = 0.02;
    private const double SmallestRank = 1.5;

    /// <summary>True where nothing but one direction is left.</summary>
    public bool IsCollapsed => !(Deviation >= SmallestDeviation && EffectiveRank >= SmallestRank);

    /// <summary>The spread of vectors [n, d] float32, NaN where there are fewer than two or a number is not finite.</summary>
    public static EmbeddingSpread Of(ReadOnlySpan<float> vectors, int dimensions)
    {
        if (vectors.Length < 2 * dimensions || !TensorPrimitives.IsFiniteAll(vectors))
        {
            return new EmbeddingSpread(double.NaN, double.NaN);
        }

        var rows = vectors.Length / dimensions;
        var unit = Matrix<double>.Build.Dense(rows, dimensions);
        for (var row = 0; row < rows; row++)
        {
            var vector = vectors.Slice(row * dimensions, dimensions);
            var length = Math.Max(TensorPrimitives.Norm(vector), float.Epsilon);
            for (var j = 0; j < dimensions; j++)
            {
                unit[row, j] = (double)vector[j] / length;
            }
        }

        var centred = unit - (Matrix<double>.Build.Dense(rows, 1, 1) * (unit.ColumnSums() / rows).ToRowMatrix());
        var covariance = centred.TransposeThisAndMultiply(centred) / rows;
        var deviation = covariance.Diagonal().Map(Math.Sqrt).Sum() / dimensions * Math.Sqrt(dimensions);
        return new EmbeddingSpread(deviation, RankOf(covariance));
    }

    private static double RankOf(Matrix<double> covariance)
    {
        var singular = covariance.Evd(Symmetricity.Symmetric).EigenValues.Select(value => Math.Sqrt(Math.Max(0, value.Real))).ToArray();
        var total = singular.Sum();
        return total > 0 ? Math.Exp(-singular.Where(value => value > 0).Sum(value => value / total * Math.Log(value / total))) : 1;
    }
}
