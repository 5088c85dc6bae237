using System.Numerics.Tensors;
using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Embeddings;

/// <summary>
/// Principal components: vectors less their mean, over their deviations where they are standardised, along the axes of greatest variance,
/// in units of each axis' deviation where they are whitened. Axes point to where their largest entry is positive.
/// </summary>
public sealed class PrincipalComponents
{
    private const string Prefix = "pca.";

    private readonly float[] _mean;
    private readonly float[] _scale;
    private readonly float[] _axes;

    /// <param name="mean">[d].</param>
    /// <param name="scale">[d], what a vector is divided by; ones where it is not standardised.</param>
    /// <param name="axes">[k, d], orthonormal rows; with whitening each over its deviation.</param>
    /// <param name="variance">[k], of the kept axes before whitening, falling.</param>
    /// <param name="totalVariance">Of all axes.</param>
    /// <param name="isWhitened">Whether the axes whiten.</param>
    internal PrincipalComponents(float[] mean, float[] scale, float[] axes, double[] variance, double totalVariance, bool isWhitened)
    {
        if (mean.Length == 0 || scale.Length != mean.Length || axes.Length != variance.Length * mean.Length)
        {
            throw new ArgumentException($"{axes.Length} numbers are no {variance.Length} axes of {mean.Length}.", nameof(axes));
        }

        (_mean, _scale, _axes) = (mean, scale, axes);
        (Variance, TotalVariance, IsWhitened) = (variance, totalVariance, isWhitened);
    }

    /// <summary>Length d of a vector.</summary>
    public int Dimensions => _mean.Length;

    /// <summary>Number k of axes.</summary>
    public int Components => Variance.Count;

    /// <summary>[k], falling; of the standardised vectors where they are standardised, with n - 1.</summary>
    public IReadOnlyList<double> Variance { get; }

    /// <summary>Of all axes, those left out included.</summary>
    public double TotalVariance { get; }

    /// <summary>Whether every component has the variance 1.</summary>
    public bool IsWhitened { get; }

    /// <summary>Share of the variance that the kept axes have together.</summary>
    public double ExplainedShare => TotalVariance > 0 ? Variance.Sum() / TotalVariance : 1;

    /// <summary>Vectors [n, d] → components [n, k].</summary>
    public void Project(ReadOnlySpan<float> vectors, Span<float> components)
    {
        var rows = vectors.Length / Dimensions;
        ArgumentOutOfRangeException.ThrowIfNotEqual(components.Length, rows * Components);
        var centred = new float[Dimensions];
        for (var row = 0; row < rows; row++)
        {
            TensorPrimitives.Subtract(vectors.Slice(row * Dimensions, Dimensions), _mean, centred);
            TensorPrimitives.Divide(centred, _scale, centred);
            for (var k = 0; k < Components; k++)
            {
                components[(row * Components) + k] = TensorPrimitives.Dot(centred, _axes.AsSpan(k * Dimensions, Dimensions));
            }
        }
    }

    /// <summary>Its arrays, by names that begin with <c>pca.</c>.</summary>
    internal Dictionary<string, StoredTensor> Save() => new(StringComparer.Ordinal)
    {
        [Prefix + "mean"] = StoredTensor.Of(_mean, Dimensions),
        [Prefix + "scale"] = StoredTensor.Of(_scale, Dimensions),
        [Prefix + "axes"] = StoredTensor.Of(_axes, Components, Dimensions),
        [Prefix + "variance"] = StoredTensor.Of(Variance.ToArray(), Components),
        [Prefix + "total"] = StoredTensor.Of([TotalVariance, IsWhitened ? 1 : 0], 2),
    };

    /// <summary>Reads them again; null where the file has none.</summary>
    /// <exception cref="CheckpointException">Some are missing, or have other shapes.</exception>
    internal static PrincipalComponents? Load(SafeTensors file)
    {
        if (!file.Tensors.TryGetValue(Prefix + "axes", out var axes))
        {
            return null;
        }

        if (axes.Shape is not [> 0 and var components, > 0 and var dimensions])
        {
            throw new CheckpointException("The principal axes are no matrix.");
        }

        var totals = file.Require(Prefix + "total", TensorElement.F64, 2).Doubles();
        return new PrincipalComponents(
            file.Require(Prefix + "mean", TensorElement.F32, dimensions).Floats(),
            file.Require(Prefix + "scale", TensorElement.F32, dimensions).Floats(),
            axes.Floats(),
            file.Require(Prefix + "variance", TensorElement.F64, components).Doubles(),
            totals[0],
            totals[1] != 0);
    }
}
