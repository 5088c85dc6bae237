namespace LensGrains.Core.Thresholds;

/// <summary>
/// The log odds of the upper component against the lower one, a quadratic in x:
/// ln(w₁ N(x; m₁, s₁)) - ln(w₀ N(x; m₀, s₀)) = a x² + b x + c.
/// </summary>
internal readonly record struct Posterior(double Quadratic, double Linear, double Constant)
{
    private static readonly double HalfLogTwoPi = Math.Log(2 * Math.PI) / 2;

    public static Posterior LogOdds(MixtureComponent low, MixtureComponent high)
    {
        var (p0, p1) = (LogJoint(low), LogJoint(high));
        return new Posterior(p1.Quadratic - p0.Quadratic, p1.Linear - p0.Linear, p1.Constant - p0.Constant);
    }

    /// <summary>ln(w N(x; m, s)) as a quadratic in x.</summary>
    public static Posterior LogJoint(MixtureComponent c)
    {
        var precision = 1 / (c.StandardDeviation * c.StandardDeviation);
        var constant = Math.Log(c.Weight) - Math.Log(c.StandardDeviation) - HalfLogTwoPi - (precision * c.Mean * c.Mean / 2);
        return new Posterior(-precision / 2, precision * c.Mean, constant);
    }

    /// <summary>Where the odds are even, between the means; null where there is no such place.</summary>
    public static double? Crossing(MixtureComponent low, MixtureComponent high)
    {
        var odds = LogOdds(low, high);
        if (!(odds.At(low.Mean) < 0) || !(odds.At(high.Mean) > 0))
        {
            return null;
        }

        // One sign change between the means: bisection is exact to the last bit and has no cancellation.
        var (below, above) = (low.Mean, high.Mean);
        for (var middle = (below + above) / 2; middle > below && middle < above; middle = (below + above) / 2)
        {
            (below, above) = odds.At(middle) < 0 ? (middle, above) : (below, middle);
        }

        return (below + above) / 2;
    }

    private double At(double x) => (((Quadratic * x) + Linear) * x) + Constant;
}
