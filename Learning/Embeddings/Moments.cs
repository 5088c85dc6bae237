using MathNet.Numerics.LinearAlgebra;

namespace LensGrains.Learning.Embeddings;

/// <summary>
/// Mean and covariance of vectors that come block by block, in float64, so that a pool of any size needs d² numbers. Blocks are joined as by
/// Chan, Golub and LeVeque (1983, The American Statistician 37, 242).
/// </summary>
/// <param name="dimensions">Length d of a vector, at most <see cref="MostDimensions"/>.</param>
public sealed class Moments(int dimensions)
{
    /// <summary>The covariance is exact, and its eigenvectors take d³ steps.</summary>
    public const int MostDimensions = 2048;

    private const double SmallestDeviation = 1e-6;
    private const double SmallestShare = 1e-10;

    private readonly double[] _mean = new double[Checked(dimensions)];
    private readonly double[] _scatter = new double[dimensions * dimensions];

    /// <summary>Vectors so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds vectors [n, d], all finite.</summary>
    public void Add(ReadOnlySpan<float> vectors)
    {
        var rows = vectors.Length / dimensions;
        if (rows == 0)
        {
            return;
        }

        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var block = torch.tensor(vectors.ToArray(), [rows, dimensions]).@double();
        var mean = block.mean([0]);
        var centred = block - mean;
        var scatter = centred.t().mm(centred).data<double>().ToArray();
        Join(rows, mean.data<double>().ToArray(), scatter);
    }

    /// <summary>The principal components of all vectors so far, at least two.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than two, or all are the same.</exception>
    public PrincipalComponents Fit(PcaOptions options)
    {
        options.Validate();
        var scale = Deviations(options.Standardise);
        var covariance = Matrix<double>.Build.Dense(
            dimensions, dimensions, (i, j) => _scatter[(i * dimensions) + j] / (Count - 1) / (scale[i] * scale[j]));
        var solved = covariance.Evd(Symmetricity.Symmetric);
        var variance = solved.EigenValues.Select(value => Math.Max(0, value.Real)).Reverse().ToArray();
        var kept = Keep(variance, options);
        if (Count < 2 || kept == 0)
        {
            throw new InvalidOperationException($"{Count} vectors without any difference have no principal axes.");
        }

        var axes = new float[kept * dimensions];
        for (var k = 0; k < kept; k++)
        {
            Axis(solved.EigenVectors.Column(dimensions - 1 - k), options.Whiten ? Math.Sqrt(variance[k]) : 1).CopyTo(axes, k * dimensions);
        }

        return new PrincipalComponents(
            Array.ConvertAll(_mean, value => (float)value), Array.ConvertAll(scale, value => (float)value), axes, variance[..kept], variance.Sum(), options.Whiten);
    }

    private static int Checked(int dimensions)
        => dimensions is > 0 and <= MostDimensions
            ? dimensions
            : throw new ArgumentOutOfRangeException(nameof(dimensions), dimensions, $"Vectors have 1 to {MostDimensions} dimensions.");

    private static int Keep(double[] variance, PcaOptions options)
    {
        var (kept, sum, total) = (0, 0.0, variance.Sum());
        while (kept < Math.Min(options.Components, variance.Length) && variance[kept] > SmallestShare * total
            && (kept == 0 || sum < options.ExplainedShare * total))
        {
            sum += variance[kept++];
        }

        return kept;
    }

    private static float[] Axis(Vector<double> axis, double deviation)
    {
        var sign = Math.Sign(axis[axis.AbsoluteMaximumIndex()]) / deviation;
        return [.. axis.Select(value => (float)(value * sign))];
    }

    private double[] Deviations(bool standardise)
    {
        var deviations = new double[dimensions];
        for (var j = 0; j < dimensions; j++)
        {
            var deviation = Math.Sqrt(_scatter[(j * dimensions) + j] / Count);
            deviations[j] = standardise && deviation > SmallestDeviation ? deviation : 1;
        }

        return deviations;
    }

    private void Join(long rows, double[] mean, double[] scatter)
    {
        var all = Count + rows;
        var weight = (double)Count * rows / all;
        var apart = mean.Zip(_mean, (block, before) => block - before).ToArray();
        for (var i = 0; i < dimensions; i++)
        {
            _mean[i] += apart[i] * rows / all;
            for (var j = 0; j < dimensions; j++)
            {
                _scatter[(i * dimensions) + j] += scatter[(i * dimensions) + j] + (apart[i] * apart[j] * weight);
            }
        }

        Count = all;
    }
}
