using System.Numerics.Tensors;

namespace LensGrains.Learning.Members;

/// <summary>Mean and standard deviation of each feature; a feature that does not vary has the deviation 1.</summary>
public sealed class FeatureScale
{
    private const double SmallestDeviation = 1e-6;

    private readonly float[] _mean;
    private readonly float[] _deviation;

    /// <param name="mean">[d].</param>
    /// <param name="deviation">[d], population standard deviations.</param>
    public FeatureScale(float[] mean, float[] deviation)
    {
        if (mean.Length != deviation.Length)
        {
            throw new ArgumentException("As many deviations as means are needed.");
        }

        _mean = mean;
        _deviation = [.. deviation.Select(value => value > SmallestDeviation ? value : 1f)];
    }

    /// <summary>[d].</summary>
    public IReadOnlyList<float> Mean => _mean;

    /// <summary>[d], all positive.</summary>
    public IReadOnlyList<float> Deviation => _deviation;

    /// <summary>Number of features d.</summary>
    public int Dimensions => Mean.Count;

    /// <summary>[n, d] features less their means, over their deviations.</summary>
    public float[] Standardised(ReadOnlySpan<float> features)
    {
        var scaled = new float[features.Length];
        for (var at = 0; at < scaled.Length; at += Dimensions)
        {
            var row = scaled.AsSpan(at, Dimensions);
            TensorPrimitives.Subtract(features.Slice(at, Dimensions), _mean, row);
            TensorPrimitives.Divide(row, _deviation, row);
        }

        return scaled;
    }

    /// <summary>The scale of some rows of a set, each counted once.</summary>
    public static FeatureScale Of(TrainingSet set, IReadOnlyList<int> rows) => Of(set.Features.Span, set.Dimensions, rows);

    /// <summary>The scale of every row of [n, d] features, n at least 1.</summary>
    public static FeatureScale Of(ReadOnlySpan<float> features, int dimensions)
        => Of(features, dimensions, Enumerable.Range(0, features.Length / dimensions).ToArray());

    private static FeatureScale Of(ReadOnlySpan<float> features, int dimensions, IReadOnlyList<int> rows)
    {
        var sum = new double[dimensions];
        var squares = new double[dimensions];
        foreach (var row in rows)
        {
            Accumulate(features.Slice(row * dimensions, dimensions), sum, null);
        }

        var mean = sum.Select(total => total / rows.Count).ToArray();
        foreach (var row in rows)
        {
            Accumulate(features.Slice(row * dimensions, dimensions), squares, mean);
        }

        return new FeatureScale(
            mean.Select(value => (float)value).ToArray(),
            squares.Select(total => (float)Math.Sqrt(total / rows.Count)).ToArray());
    }

    private static void Accumulate(ReadOnlySpan<float> row, double[] totals, double[]? centre)
    {
        for (var j = 0; j < totals.Length; j++)
        {
            totals[j] += centre is null ? row[j] : (row[j] - centre[j]) * (row[j] - centre[j]);
        }
    }
}
