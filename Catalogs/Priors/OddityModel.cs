using System.Numerics.Tensors;

namespace LensGrains.Catalogs.Priors;

/// <summary>
/// How unusual a vector is: the root of the sum of its squared score distance (within the leading principal axes, each in
/// robust standard deviations) and its squared orthogonal distance (what the axes leave, in units of its median), after
/// ROBPCA's two distances (Hubert, Rousseeuw &amp; Vanden Branden 2005). 0 is the middle of the catalogue.
/// </summary>
internal sealed class OddityModel
{
    private const float MadToSigma = 1.4826f;

    private readonly RobustScaling _scaling;
    private readonly int _dimension;
    private readonly float[] _axes;
    private readonly float[] _inverseVariance;
    private readonly float _inverseResidual;

    private OddityModel(RobustScaling scaling, int dimension, float[] axes, float[] inverseVariance, float inverseResidual)
    {
        _scaling = scaling;
        _dimension = dimension;
        _axes = axes;
        _inverseVariance = inverseVariance;
        _inverseResidual = inverseResidual;
    }

    /// <summary>Fits the model. <paramref name="sample"/> [n, d] must be scaled already.</summary>
    public static OddityModel Fit(RobustScaling scaling, ReadOnlySpan<float> sample, int dimension, int maximumAxes)
    {
        var rows = sample.Length / dimension;
        var count = Math.Min(maximumAxes, Math.Min(dimension, rows));
        var axes = PrincipalAxes.Fit(sample, dimension, count);
        var (inverse, column, residuals) = (new float[count], new float[rows], new float[rows]);
        for (var row = 0; row < rows; row++)
        {
            residuals[row] = TensorPrimitives.SumOfSquares(sample.Slice(row * dimension, dimension));
        }

        for (var k = 0; k < count; k++)
        {
            for (var row = 0; row < rows; row++)
            {
                column[row] = TensorPrimitives.Dot(sample.Slice(row * dimension, dimension), axes.AsSpan(k * dimension, dimension));
                residuals[row] -= column[row] * column[row];
                column[row] = Math.Abs(column[row]);
            }

            var sigma = RobustScaling.MedianInPlace(column) * MadToSigma;
            inverse[k] = sigma > 1e-6f ? 1 / (sigma * sigma) : 0;
        }

        var residual = count < dimension ? RobustScaling.MedianInPlace(residuals) : 0;
        return new OddityModel(scaling, dimension, axes, inverse, residual > 1e-6f ? 1 / residual : 0);
    }

    /// <summary>The oddity of a vector [d], which is used as scratch space.</summary>
    public float Score(Span<float> vector)
    {
        _scaling.Apply(vector);
        var (residual, distance) = (TensorPrimitives.SumOfSquares<float>(vector), 0f);
        for (var k = 0; k < _inverseVariance.Length; k++)
        {
            var projection = TensorPrimitives.Dot<float>(vector, _axes.AsSpan(k * _dimension, _dimension));
            residual -= projection * projection;
            distance += projection * projection * _inverseVariance[k];
        }

        return MathF.Sqrt(distance + (Math.Max(0, residual) * _inverseResidual));
    }
}
