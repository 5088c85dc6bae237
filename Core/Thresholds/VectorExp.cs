using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LensGrains.Core.Thresholds;

/// <summary>The exponential function for the half line that posteriors need.</summary>
internal static class VectorExp
{
    private const double LargestArgument = 700; // exp(-700) is still a normal number

    /// <summary>
    /// exp(-x) for x ≥ 0 (taken as 700 where larger), relative error below 1e-11: x = k ln 2 + r with |r| ≤ ln 2 / 2, a Taylor polynomial
    /// of degree 9 for exp(-r), whose rest is below 0.3466¹⁰ / 10!, and k subtracted from the exponent.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> OfMinus(Vector256<double> x)
    {
        x = Vector256.Min(x, Vector256.Create(LargestArgument));
        var shifted = Vector256.MultiplyAddEstimate(x, Vector256.Create(1.4426950408889634), Vector256.Create(RoundToInteger));
        var k = shifted - Vector256.Create(RoundToInteger);
        var r = Vector256.MultiplyAddEstimate(k, Vector256.Create(0.693147180559945286226764), -x); // minus the remainder
        var p = Vector256.Create(1.0 / 362880);
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(1.0 / 40320));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(1.0 / 5040));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(1.0 / 720));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(1.0 / 120));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(1.0 / 24));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(1.0 / 6));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(0.5));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256<double>.One);
        p = Vector256.MultiplyAddEstimate(p, r, Vector256<double>.One);
        return (p.AsInt64() - (shifted.AsInt64() << ExponentShift)).AsDouble();
    }

    // 1.5 · 2^52: adding it leaves the nearest integer in the low bits of the mantissa.
    private const double RoundToInteger = 6755399441055744.0;
    private const int ExponentShift = 52;
}
