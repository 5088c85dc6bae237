namespace LensGrains.Imaging;

/// <summary>
/// An asinh stretch whose faint end is set by the noise and whose bright end by the picture: f(x) = asinh(x / b) / asinh(w / b)
/// with f(w) = 1 and a slope at zero that makes one sigma of sky noise <see cref="NoiseFraction"/> of white.
/// </summary>
/// <param name="Stretch">s of Lupton et al. 2004, PASP 116, 133, in units of the pixels.</param>
/// <param name="Softening">Q of the same.</param>
public readonly record struct NoiseStretch(double Stretch, double Softening)
{
    /// <summary>Level of one sigma of sky noise, as a fraction of white: visible, and near black.</summary>
    public const double NoiseFraction = 0.075;

    /// <summary>Level below the sky that is black, in sigma of the noise.</summary>
    public const double BlackSigmas = 0.7;

    private const double WhitePercentile = 99.7;
    private const double FaintestWhiteSigmas = 50;
    private const double BrightestWhiteSigmas = 500;
    private const double LinearFraction = LuptonRgb.LinearFraction;

    /// <summary>The stretch of a picture.</summary>
    /// <param name="intensity">Above the sky, any order.</param>
    /// <param name="sigma">Noise of the intensity, in the same units; above 0.</param>
    public static NoiseStretch For(ReadOnlySpan<float> intensity, double sigma)
    {
        var peak = Bright(intensity) / sigma;
        return ForWhite(Math.Clamp(peak, FaintestWhiteSigmas, BrightestWhiteSigmas), sigma);
    }

    /// <summary>The stretch that makes <paramref name="whiteSigmas"/> sigma white.</summary>
    /// <param name="whiteSigmas">Above 1 / <see cref="NoiseFraction"/>: below, a straight line would be brighter.</param>
    /// <param name="sigma">Noise of the intensity; above 0.</param>
    public static NoiseStretch ForWhite(double whiteSigmas, double sigma)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(whiteSigmas, 1 / NoiseFraction);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sigma);
        var u = SolveRatio(NoiseFraction * whiteSigmas);
        var softening = Math.Sinh(LinearFraction * Math.Asinh(u)) / LinearFraction;
        return new NoiseStretch(softening * whiteSigmas * sigma / u, softening);
    }

    /// <summary>The fraction of white of an intensity above black, not yet clipped.</summary>
    public double Fraction(double above) => LinearFraction * Math.Asinh(above * Softening / Stretch) / Math.Asinh(LinearFraction * Softening);

    /// <summary>The white percentile of the finite values, linear between neighbours; 0 where there are none.</summary>
    private static double Bright(ReadOnlySpan<float> intensity)
    {
        var finite = new float[intensity.Length];
        var count = 0;
        foreach (var value in intensity)
        {
            finite[count] = value;
            count += float.IsFinite(value) ? 1 : 0;
        }

        if (count == 0)
        {
            return 0;
        }

        var position = WhitePercentile / 100 * (count - 1);
        var below = (int)position;
        var low = Selection.Select(finite.AsSpan(0, count), below);
        var high = Selection.Select(finite.AsSpan(0, count), Math.Min(below + 1, count - 1));
        return low + ((position - below) * (high - low));
    }

    /// <summary>u with u / asinh(u) = <paramref name="ratio"/>, by Newton's method on a function that rises and is nearly straight.</summary>
    private static double SolveRatio(double ratio)
    {
        var u = 2 * ratio * (1 + Math.Log(ratio));
        for (var i = 0; i < 30; i++)
        {
            var step = (u - (ratio * Math.Asinh(u))) / (1 - (ratio / Math.Sqrt(1 + (u * u))));
            u = Math.Max(u - step, u / 10);
            if (Math.Abs(step) < 1e-12 * u)
            {
                break;
            }
        }

        return u;
    }
}
