namespace LensGrains.Learning.Calibration;

/// <summary>Between probabilities and log odds.</summary>
public static class Logit
{
    /// <summary>Probabilities are kept this far from 0 and 1, so that log odds stay within ±27.6.</summary>
    public const double Margin = 1e-12;

    /// <summary>ln(p / (1 - p)).</summary>
    public static double Of(double probability)
    {
        var p = Math.Clamp(probability, Margin, 1 - Margin);
        return Math.Log(p) - Math.Log(1 - p);
    }

    /// <summary>The logistic function 1 / (1 + e⁻ᶻ), without overflow.</summary>
    public static double Sigmoid(double logit)
    {
        var e = Math.Exp(-Math.Abs(logit));
        return logit >= 0 ? 1 / (1 + e) : e / (1 + e);
    }
}
