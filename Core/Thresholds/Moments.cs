using System.Numerics.Tensors;

namespace LensGrains.Core.Thresholds;

/// <summary>Weighted count, sum and sum of squares of some values.</summary>
internal readonly record struct Moments(double Count, double Sum, double SumOfSquares)
{
    public double Mean => Sum / Count;

    public double Variance => Math.Max((SumOfSquares / Count) - (Mean * Mean), 0);

    public static Moments Of(ReadOnlySpan<double> values)
        => new(values.Length, TensorPrimitives.Sum(values), TensorPrimitives.SumOfSquares(values));

    public static Moments operator -(Moments left, Moments right)
        => new(left.Count - right.Count, left.Sum - right.Sum, left.SumOfSquares - right.SumOfSquares);
}
