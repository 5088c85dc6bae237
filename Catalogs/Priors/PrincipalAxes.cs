using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace LensGrains.Catalogs.Priors;

/// <summary>
/// The leading principal axes of a sample by subspace iteration with a few axes more than asked for and a Rayleigh-Ritz step
/// at the end (Halko, Martinsson &amp; Tropp 2011, algorithms 4.4 and 5.3), from a fixed start so that the same sample gives
/// the same axes.
/// </summary>
internal static class PrincipalAxes
{
    private const int Iterations = 8;
    private const int Oversampling = 8;

    /// <summary>Axes [k, d], orthonormal rows, of the sample [n, d] about the origin.</summary>
    public static float[] Fit(ReadOnlySpan<float> sample, int dimension, int axes)
    {
        var wide = Math.Min(axes + Oversampling, dimension);
        var subspace = Iterate(sample, dimension, wide);
        var moments = Matrix<double>.Build.Dense(wide, wide);
        var projections = new float[wide];
        for (var row = 0; row < sample.Length; row += dimension)
        {
            for (var k = 0; k < wide; k++)
            {
                projections[k] = TensorPrimitives.Dot(sample.Slice(row, dimension), subspace.AsSpan(k * dimension, dimension));
                for (var j = 0; j <= k; j++)
                {
                    moments[k, j] = moments[j, k] += projections[k] * projections[j];
                }
            }
        }

        return Rotate(subspace, moments.Evd(Symmetricity.Symmetric).EigenVectors, dimension, axes);
    }

    /// <summary>The axes of largest moment: the eigenvectors come in ascending order.</summary>
    private static float[] Rotate(float[] subspace, Matrix<double> eigenvectors, int dimension, int axes)
    {
        var (rotated, wide) = (new float[axes * dimension], eigenvectors.RowCount);
        for (var k = 0; k < axes; k++)
        {
            var axis = rotated.AsSpan(k * dimension, dimension);
            for (var j = 0; j < wide; j++)
            {
                TensorPrimitives.MultiplyAdd(subspace.AsSpan(j * dimension, dimension), (float)eigenvectors[j, wide - 1 - k], axis, axis);
            }
        }

        return rotated;
    }

    private static float[] Iterate(ReadOnlySpan<float> sample, int dimension, int axes)
    {
        var q = Start(axes, dimension);
        Orthonormalize(q, axes, dimension);
        var next = new float[q.Length];
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            Array.Clear(next);
            for (var row = 0; row < sample.Length; row += dimension)
            {
                var x = sample.Slice(row, dimension);
                for (var k = 0; k < axes; k++)
                {
                    var projection = TensorPrimitives.Dot(x, q.AsSpan(k * dimension, dimension));
                    var target = next.AsSpan(k * dimension, dimension);
                    TensorPrimitives.MultiplyAdd(x, projection, target, target);
                }
            }

            (q, next) = (next, q);
            Orthonormalize(q, axes, dimension);
        }

        return q;
    }

    /// <summary>A full-rank start: uniform numbers from splitmix64 (Steele, Lea &amp; Flood 2014).</summary>
    private static float[] Start(int axes, int dimension)
    {
        var q = new float[axes * dimension];
        for (var i = 0; i < q.Length; i++)
        {
            q[i] = (float)((SplitMix.Mix((ulong)i + 1) >> 11) * (1.0 / (1UL << 53))) - 0.5f;
        }

        return q;
    }

    /// <summary>Modified Gram-Schmidt, twice; an axis without length (a sample of lower rank) becomes zero.</summary>
    private static void Orthonormalize(float[] q, int axes, int dimension)
    {
        for (var k = 0; k < axes; k++)
        {
            var axis = q.AsSpan(k * dimension, dimension);
            var before = TensorPrimitives.Norm(axis);
            for (var pass = 0; pass < 2; pass++)
            {
                for (var j = 0; j < k; j++)
                {
                    var other = q.AsSpan(j * dimension, dimension);
                    TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot(axis, other), axis, axis);
                }
            }

            var norm = TensorPrimitives.Norm(axis);
            TensorPrimitives.Multiply(axis, norm > 1e-5f * before ? 1 / norm : 0, axis);
        }
    }
}
