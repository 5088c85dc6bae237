namespace LensGrains.Imaging.Simulation;

/// <summary>
/// A Sérsic profile of total flux 1: I(R) = I_e exp(-b ((R/R_e)^(1/n) - 1)), R² = q x² + y²/q along the axes, with b by
/// Ciotti and Bertin 1999, A&amp;A 352, 447, eq. 18, and total flux 2π n R_e² I_e e^b b^(-2n) Γ(2n).
/// </summary>
public sealed class SersicProfile
{
    private const double MinimumRadiusFraction = 1e-4;
    private readonly SkyVector _center;
    private readonly double _cos;
    private readonly double _sin;
    private readonly double _axisRatio;
    private readonly double _effectiveRadius;
    private readonly double _halfInverseIndex;
    private readonly double _b;
    private readonly double _logEffectiveBrightness;

    /// <summary>A profile of total flux 1.</summary>
    /// <param name="center">Its centre.</param>
    /// <param name="effectiveRadiusArcsec">R_e, of the circle with the same area.</param>
    /// <param name="index">n, 0.36 to 8.</param>
    /// <param name="axisRatio">q, in (0, 1].</param>
    /// <param name="majorAngleRadians">Direction of the major axis.</param>
    public SersicProfile(SkyVector center, double effectiveRadiusArcsec, double index, double axisRatio, double majorAngleRadians)
    {
        _center = center;
        (_sin, _cos) = Math.SinCos(majorAngleRadians);
        _axisRatio = axisRatio;
        _effectiveRadius = effectiveRadiusArcsec;
        _halfInverseIndex = 0.5 / index;
        _b = (2 * index) - (1.0 / 3) + (4 / (405 * index)) + (46 / (25515 * index * index));
        var logTotal = Math.Log(2 * Math.PI * index * effectiveRadiusArcsec * effectiveRadiusArcsec)
            + _b - (2 * index * Math.Log(_b)) + LogGamma(2 * index);
        _logEffectiveBrightness = _b - logTotal;
    }

    /// <summary>Flux per square arcsecond.</summary>
    public double Brightness(SkyVector position)
    {
        var local = (position - _center).Rotated(_cos, _sin);
        var squared = ((_axisRatio * local.X * local.X) + (local.Y * local.Y / _axisRatio)) / (_effectiveRadius * _effectiveRadius);
        var scaled = Math.Pow(Math.Max(squared, MinimumRadiusFraction * MinimumRadiusFraction), _halfInverseIndex);
        return Math.Exp(_logEffectiveBrightness - (_b * scaled));
    }

    /// <summary>ln Γ(x) for x > 0, by Stirling's series after shifting x above 8 (error below 1e-12).</summary>
    internal static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 8; x++)
        {
            shift -= Math.Log(x);
        }

        var inverse = 1 / (x * x);
        return shift + ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI))
            + ((1.0 / 12) - (inverse * ((1.0 / 360) - (inverse * ((1.0 / 1260) - (inverse / 1680)))))) / x;
    }
}
