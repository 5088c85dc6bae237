using System.Numerics.Tensors;

namespace LensGrains.Core.Thresholds;

/// <summary>
/// Fits two normals to values on a line by expectation-maximisation (Dempster, Laird and Rubin 1977, J. R. Stat. Soc. B 39, 1), with
/// the conventions of scikit-learn 1.2's <c>GaussianMixture(n_components=2, random_state=42)</c>, so that the means agree with it to
/// 1e-3: start from its 2-means division, 1e-6 added to the variances, stop when the mean log-likelihood changes by less than 1e-3,
/// at most 100 steps. Deterministic; the order of the values matters only in that it picks the start.
/// </summary>
public static class GaussianMixture1D
{
    private const double AddedVariance = 1e-6;
    private const double Tolerance = 1e-3;
    private const int MaximumIterations = 100;

    private const double MachineEpsilon = 2.220446049250313e-16;

    // Means closer than this many combined standard deviations describe one heap of values: two equal normals have one mode
    // up to a distance of two (Behboodian 1970, Technometrics 12, 131); well below that the division is arbitrary.
    private const double CoincidingDistance = 0.1;

    /// <summary>Fits float32 values, [n] in any order; values that are not finite are left out. Never throws.</summary>
    public static MixtureFit Fit(ReadOnlySpan<float> values)
    {
        var finite = new double[values.Length];
        var count = 0;
        foreach (var value in values)
        {
            finite[count] = value;
            count += float.IsFinite(value) ? 1 : 0;
        }

        return FitFinite(finite.AsSpan(0, count), values.Length - count);
    }

    /// <summary>Fits float64 values, [n] in any order; values that are not finite are left out. Never throws.</summary>
    public static MixtureFit Fit(ReadOnlySpan<double> values)
    {
        var finite = new double[values.Length];
        var count = 0;
        foreach (var value in values)
        {
            finite[count] = value;
            count += double.IsFinite(value) ? 1 : 0;
        }

        return FitFinite(finite.AsSpan(0, count), values.Length - count);
    }

    private static MixtureFit FitFinite(Span<double> values, int dropped)
    {
        var warnings = dropped > 0 ? ThresholdWarnings.DroppedNonFinite : ThresholdWarnings.None;
        if (values.Length < 2)
        {
            double? only = values.Length == 1 ? values[0] : null;
            return new MixtureFit(null, null, only, null, null, 0, values.Length, warnings | ThresholdWarnings.TooFewValues);
        }

        var (smallest, largest) = (TensorPrimitives.Min<double>(values), TensorPrimitives.Max<double>(values));
        if (smallest == largest)
        {
            return new MixtureFit(null, null, smallest, null, null, 0, values.Length, warnings | ThresholdWarnings.ConstantValues);
        }

        // Moments about the middle keep their digits; the variances are not scaled, since the added one is in the units of the values.
        var origin = smallest + ((largest - smallest) / 2);
        TensorPrimitives.Subtract(values, origin, values);
        var fit = Iterate(values, Moments.Of(values));
        return Describe(fit, origin, values.Length, warnings);
    }

    private static EmState Iterate(ReadOnlySpan<double> values, Moments all)
    {
        var high = TwoMeans.Divide(values, all);
        var state = new EmState(Component(all - high, all.Count), Component(high, all.Count), double.NegativeInfinity, 0);
        for (var step = 1; step <= MaximumIterations; step++)
        {
            var (upper, logLikelihood) = Expectation.Step(values, all, state.Low, state.High);
            var next = new EmState(Component(all - upper, all.Count), Component(upper, all.Count), logLikelihood / all.Count, step);
            if (Math.Abs(next.MeanLogLikelihood - state.MeanLogLikelihood) < Tolerance)
            {
                return next with { Converged = true };
            }

            state = next;
        }

        return state;
    }

    private static MixtureFit Describe(EmState fit, double origin, int count, ThresholdWarnings warnings)
    {
        var (low, high) = fit.Low.Mean <= fit.High.Mean ? (fit.Low, fit.High) : (fit.High, fit.Low);
        var crossing = Posterior.Crossing(low, high);
        var spread = Math.Sqrt((low.StandardDeviation * low.StandardDeviation) + (high.StandardDeviation * high.StandardDeviation));
        var coincide = high.Mean - low.Mean < CoincidingDistance * spread;
        warnings |= coincide ? ThresholdWarnings.ComponentsCoincide : ThresholdWarnings.None;
        warnings |= fit.Converged ? ThresholdWarnings.None : ThresholdWarnings.NotConverged;
        warnings |= crossing is null ? ThresholdWarnings.NoCrossing : ThresholdWarnings.None;
        low = low with { Mean = low.Mean + origin };
        high = high with { Mean = high.Mean + origin };
        return new MixtureFit(
            low, high, (low.Mean + high.Mean) / 2, crossing + origin, fit.MeanLogLikelihood, fit.Iterations, count, warnings);
    }

    private static MixtureComponent Component(Moments moments, double count)
    {
        // An empty component keeps finite numbers, as in the reference (ten times the machine epsilon is added to the count).
        var members = Math.Max(moments.Count, 0) + (10 * MachineEpsilon);
        var mean = moments.Sum / members;
        var variance = Math.Max((moments.SumOfSquares / members) - (mean * mean), 0) + AddedVariance;
        return new MixtureComponent(mean, Math.Sqrt(variance), members / count);
    }

    private readonly record struct EmState(
        MixtureComponent Low, MixtureComponent High, double MeanLogLikelihood, int Iterations, bool Converged = false);
}
