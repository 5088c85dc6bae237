using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LensGrains.Core.Thresholds;

/// <summary>
/// Divides values on a line into two groups about their means, step for step as scikit-learn 1.2 does with one start and seed 42:
/// k-means++ centres (Arthur and Vassilvitskii 2007, SODA, 1027; two trials), then Lloyd's iteration until the groups stay or the
/// centres move by less than 1e-4 of the variance. The same start is what makes the mixture's means comparable to 1e-3: neither
/// iteration goes on to its fixed point.
/// </summary>
internal static class TwoMeans
{
    private const uint Seed = 42;
    private const int Trials = 2;
    private const int MaximumIterations = 300;
    private const double Tolerance = 1e-4;

    /// <summary>The moments of the upper group; neither group is empty.</summary>
    /// <param name="values">At least two different finite values.</param>
    /// <param name="all">Their moments.</param>
    public static Moments Divide(ReadOnlySpan<double> values, Moments all)
    {
        var stillness = Tolerance * all.Variance;
        var (low, high) = StartingCentres(values);
        var upper = Above(values, (low + high) / 2);
        for (var i = 0; i < MaximumIterations; i++)
        {
            var (nextLow, nextHigh) = ((all - upper).Mean, upper.Mean);
            var moved = Above(values, (nextLow + nextHigh) / 2);
            if (moved.Count == upper.Count)
            {
                break; // a cut with as many values above it has the same values above it
            }

            upper = moved;
            var shift = ((nextLow - low) * (nextLow - low)) + ((nextHigh - high) * (nextHigh - high));
            if (shift <= stillness)
            {
                break;
            }

            (low, high) = (nextLow, nextHigh);
        }

        return upper;
    }

    // The first centre is any value; the second is drawn with probability proportional to the squared distance from it, the better
    // of two trials (the one that leaves the smaller sum of squared distances).
    private static (double Low, double High) StartingCentres(ReadOnlySpan<double> values)
    {
        var random = new MersenneTwister(Seed);
        var first = values[random.Below(values.Length)];
        var potential = Potential(values, first, first);
        var (second, best) = (first, double.PositiveInfinity);
        for (var trial = 0; trial < Trials; trial++)
        {
            var candidate = ValueAt(values, first, random.Unit() * potential);
            var left = Potential(values, first, candidate);
            (second, best) = left < best ? (candidate, left) : (second, best);
        }

        return second == first
            ? (TensorPrimitives.Min(values), TensorPrimitives.Max(values))
            : (Math.Min(first, second), Math.Max(first, second));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Potential(ReadOnlySpan<double> values, double first, double second)
    {
        var blocks = MemoryMarshal.Cast<double, Vector256<double>>(values);
        var (a, b, sums) = (Vector256.Create(first), Vector256.Create(second), Vector256<double>.Zero);
        foreach (var block in blocks)
        {
            var (toFirst, toSecond) = (block - a, block - b);
            sums += Vector256.Min(toFirst * toFirst, toSecond * toSecond);
        }

        var sum = Vector256.Sum(sums);
        foreach (var value in values[(blocks.Length * Vector256<double>.Count)..])
        {
            sum += Math.Min((value - first) * (value - first), (value - second) * (value - second));
        }

        return sum;
    }

    // The value at which the running sum of squared distances reaches the mark.
    private static double ValueAt(ReadOnlySpan<double> values, double first, double mark)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += (value - first) * (value - first);
            if (sum >= mark)
            {
                return value;
            }
        }

        return values[^1];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Moments Above(ReadOnlySpan<double> values, double cut)
    {
        var blocks = MemoryMarshal.Cast<double, Vector256<double>>(values);
        var (counts, sums, squares) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        var edge = Vector256.Create(cut);
        foreach (var block in blocks)
        {
            var above = Vector256.GreaterThanOrEqual(block, edge);
            var kept = block & above;
            counts += Vector256<double>.One & above;
            sums += kept;
            squares += kept * kept;
        }

        var (count, sum, square) = (Vector256.Sum(counts), Vector256.Sum(sums), Vector256.Sum(squares));
        foreach (var value in values[(blocks.Length * Vector256<double>.Count)..])
        {
            (count, sum, square) = value >= cut ? (count + 1, sum + value, square + (value * value)) : (count, sum, square);
        }

        return new Moments(count, sum, square);
    }
}
