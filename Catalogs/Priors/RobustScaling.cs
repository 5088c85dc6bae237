using System.Numerics.Tensors;

namespace LensGrains.Catalogs.Priors;

/// <summary>
/// Centres and scales each dimension by median and MAD of a sample, and clips at ±<see cref="Clip"/>, so that neither units nor
/// a few wild vectors decide what is far from what. MAD × 1.4826 estimates the standard deviation of a Gaussian
/// (Rousseeuw &amp; Croux 1993); where it is 0 the standard deviation stands in, and a constant dimension counts for nothing.
/// </summary>
internal sealed class RobustScaling
{
    /// <summary>Largest distance from the median in robust standard deviations.</summary>
    public const float Clip = 8;

    private const float MadToSigma = 1.4826f;

    private readonly float[] _center;
    private readonly float[] _inverseScale;

    private RobustScaling(float[] center, float[] inverseScale)
    {
        _center = center;
        _inverseScale = inverseScale;
    }

    /// <param name="sample">[n, d], n at least 1.</param>
    /// <param name="dimension">d.</param>
    public static RobustScaling Fit(ReadOnlySpan<float> sample, int dimension)
    {
        var rows = sample.Length / dimension;
        var (center, inverse, column) = (new float[dimension], new float[dimension], new float[rows]);
        for (var d = 0; d < dimension; d++)
        {
            for (var row = 0; row < rows; row++)
            {
                column[row] = sample[(row * dimension) + d];
            }

            center[d] = MedianInPlace(column);
            var scale = Scale(column, center[d]);
            inverse[d] = scale > 0 ? 1 / scale : 0;
        }

        return new RobustScaling(center, inverse);
    }

    /// <summary>Scales one vector [d] in place.</summary>
    public void Apply(Span<float> vector)
    {
        TensorPrimitives.Subtract(vector, _center, vector);
        TensorPrimitives.Multiply(vector, _inverseScale, vector);
        TensorPrimitives.Min(vector, Clip, vector);
        TensorPrimitives.Max(vector, -Clip, vector);
    }

    /// <summary>The median; the lower of the two middle ones of an even number. Sorts its argument.</summary>
    public static float MedianInPlace(Span<float> values)
    {
        values.Sort();
        return values[(values.Length - 1) / 2];
    }

    private static float Scale(float[] column, float center)
    {
        double squares = 0;
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = Math.Abs(column[i] - center);
            squares += (double)column[i] * column[i];
        }

        var mad = MedianInPlace(column);
        return mad > 0 ? mad * MadToSigma : (float)Math.Sqrt(squares / column.Length);
    }
}
