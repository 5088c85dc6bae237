using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LensGrains.Core.Thresholds;

/// <summary>
/// One expectation step over all values with one exponential each: with the log odds d, e = exp(-|d|) gives both the posterior
/// (1 or e, over 1 + e) and the log-likelihood ln(w₀ N₀) + max(d, 0) + ln(1 + e). The first term sums to a formula in the moments;
/// of the last, products of many 1 + e ≤ 2 are taken before one logarithm.
/// </summary>
internal static class Expectation
{
    private const int BlocksPerLogarithm = 512; // 2^512 is still a double

    /// <summary>The moments weighted by the posterior of the upper component, and the log-likelihood of all values.</summary>
    public static (Moments Upper, double LogLikelihood) Step(
        ReadOnlySpan<double> values, Moments all, MixtureComponent low, MixtureComponent high)
    {
        var odds = Posterior.LogOdds(low, high);
        var lower = Posterior.LogJoint(low);
        var sums = new Sums();
        var blocks = MemoryMarshal.Cast<double, Vector256<double>>(values);
        for (var start = 0; start < blocks.Length; start += BlocksPerLogarithm)
        {
            sums.Add(blocks.Slice(start, Math.Min(BlocksPerLogarithm, blocks.Length - start)), Vector256<double>.AllBitsSet, odds);
        }

        var rest = values[(blocks.Length * Vector256<double>.Count)..];
        if (!rest.IsEmpty)
        {
            Span<double> padded = stackalloc double[Vector256<double>.Count];
            rest.CopyTo(padded);
            var valid = Vector256.LessThan(Vector256.Create(0.0, 1, 2, 3), Vector256.Create((double)rest.Length));
            sums.Add(MemoryMarshal.Cast<double, Vector256<double>>(padded), valid, odds);
        }

        var logLikelihood = (lower.Quadratic * all.SumOfSquares) + (lower.Linear * all.Sum) + (lower.Constant * all.Count) + sums.LogTerms;
        return (sums.Upper, logLikelihood);
    }

    private struct Sums
    {
        private Vector256<double> _count;
        private Vector256<double> _sum;
        private Vector256<double> _squares;
        private Vector256<double> _positiveOdds;
        private Vector256<double> _logarithms;

        public readonly Moments Upper => new(Vector256.Sum(_count), Vector256.Sum(_sum), Vector256.Sum(_squares));

        public readonly double LogTerms => Vector256.Sum(_positiveOdds) + Vector256.Sum(_logarithms);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Add(ReadOnlySpan<Vector256<double>> blocks, Vector256<double> valid, Posterior odds)
        {
            var one = Vector256<double>.One;
            var (a, b, c) = (Vector256.Create(odds.Quadratic), Vector256.Create(odds.Linear), Vector256.Create(odds.Constant));
            var (product, count, sum, squares, positiveOdds) = (one, _count, _sum, _squares, _positiveOdds);
            foreach (var x in blocks)
            {
                var d = Vector256.MultiplyAddEstimate(Vector256.MultiplyAddEstimate(a, x, b), x, c);
                var e = VectorExp.OfMinus(Vector256.Abs(d));
                var positive = Vector256.GreaterThan(d, Vector256<double>.Zero);
                var weight = valid & (Vector256.ConditionalSelect(positive, one, e) / (one + e));
                var weighted = weight * x;
                count += weight;
                sum += weighted;
                squares += weighted * x;
                positiveOdds += valid & positive & d;
                product *= one + (valid & e);
            }

            (_count, _sum, _squares, _positiveOdds) = (count, sum, squares, positiveOdds);
            _logarithms += Vector256.Log(product);
        }
    }
}
