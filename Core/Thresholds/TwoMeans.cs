using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LensGrains.Core.Thresholds;

/// <summary>
/// The division of values on a line into two groups with the least squares about their means: the best cut on a grid of 1,024 bins,
/// then Lloyd's iteration on the values themselves.
/// </summary>
internal static class TwoMeans
{
    private const int Bins = 1024;
    private const int MaximumIterations = 300;

    /// <summary>The moments of the upper group; neither group is empty.</summary>
    /// <param name="values">At least two different finite values.</param>
    /// <param name="smallest">The smallest of them.</param>
    /// <param name="largest">The largest of them.</param>
    public static Moments Divide(ReadOnlySpan<double> values, double smallest, double largest)
    {
        var all = Moments.Of(values);
        var cut = BestCut(values, smallest, largest);
        var upper = Above(values, cut);
        for (var i = 0; i < MaximumIterations; i++)
        {
            var lower = all - upper;
            var next = ((lower.Sum / lower.Count) + (upper.Sum / upper.Count)) / 2;
            var moved = Above(values, next);
            if (moved.Count == upper.Count || moved.Count == 0 || moved.Count == all.Count)
            {
                break;
            }

            upper = moved;
        }

        return upper;
    }

    // Least squares within two groups is the same as the largest n₀ n₁ (m₁ - m₀)² between them.
    private static double BestCut(ReadOnlySpan<double> values, double smallest, double largest)
    {
        Span<double> counts = stackalloc double[Bins];
        Span<double> sums = stackalloc double[Bins];
        var scale = Bins / (largest - smallest);
        foreach (var value in values)
        {
            var bin = Math.Min((int)((value - smallest) * scale), Bins - 1);
            counts[bin]++;
            sums[bin] += value;
        }

        var total = Moments.Of(values);
        var (count, sum, best, cut) = (0.0, 0.0, -1.0, 0);
        for (var bin = 0; bin < Bins - 1; bin++)
        {
            count += counts[bin];
            sum += sums[bin];
            var distance = ((total.Sum - sum) / (total.Count - count)) - (sum / count);
            var between = count * (total.Count - count) * distance * distance;
            if (between > best)
            {
                (best, cut) = (between, bin + 1);
            }
        }

        return smallest + (cut / scale);
    }

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
