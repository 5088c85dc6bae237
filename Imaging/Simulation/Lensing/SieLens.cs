namespace LensGrains.Imaging.Simulation.Lensing;

/// <summary>
/// Deflection by a singular isothermal ellipsoid (Kormann, Schneider and Bartelmann 1994, A&amp;A 284, 285, eq. 27a). With the
/// axis ratio f, f' = sqrt(1 - f²) and the polar angle p in the frame whose second axis is the major one,
/// α = θ_E sqrt(f)/f' [arcsinh(f'/f cos p), arcsin(f' sin p)]; for f → 1 this is the isothermal sphere, α = θ_E θ/|θ|.
/// The convergence is κ = θ_E sqrt(f) / (2 sqrt(x1² + f² x2²)); the critical ellipse κ = 1/2 encloses the area π θ_E².
/// The potential is homogeneous of degree one: ψ = θ·α, and its only curvature is 2κ across the radius.
/// </summary>
/// <param name="einsteinRadiusArcsec">θ_E.</param>
/// <param name="axisRatio">f, in (0, 1].</param>
/// <param name="majorAngleRadians">Direction of the major axis, from x to y.</param>
/// <param name="center">The lens.</param>
public sealed class SieLens(double einsteinRadiusArcsec, double axisRatio, double majorAngleRadians, SkyVector center) : IDeflector
{
    private const double Round = 1 - 1e-6;

    // In the lens' frame the second axis is the major one.
    private readonly double _cos = Math.Cos(majorAngleRadians - (Math.PI / 2));
    private readonly double _sin = Math.Sin(majorAngleRadians - (Math.PI / 2));
    private readonly double _fPrime = Math.Sqrt(Math.Max(0, 1 - (axisRatio * axisRatio)));

    /// <summary>θ_E in arcseconds.</summary>
    public double EinsteinRadiusArcsec => einsteinRadiusArcsec;

    /// <summary>f.</summary>
    public double AxisRatio => axisRatio;

    /// <summary>Direction of the major axis, from x to y.</summary>
    public double MajorAngleRadians => majorAngleRadians;

    /// <summary>The lens.</summary>
    public SkyVector Center => center;

    /// <inheritdoc/>
    public double Potential(SkyVector position)
    {
        var (offset, deflection) = (position - center, Deflection(position));
        return (offset.X * deflection.X) + (offset.Y * deflection.Y);
    }

    /// <inheritdoc/>
    public SkyVector Deflection(SkyVector position)
    {
        var local = (position - center).Rotated(_cos, _sin);
        var radius = local.Length;
        if (radius == 0)
        {
            return default;
        }

        var (cos, sin) = (local.X / radius, local.Y / radius);
        if (axisRatio > Round)
        {
            return new SkyVector(einsteinRadiusArcsec * cos, einsteinRadiusArcsec * sin).Rotated(_cos, -_sin);
        }

        var scale = einsteinRadiusArcsec * Math.Sqrt(axisRatio) / _fPrime;
        var deflection = new SkyVector(scale * Math.Asinh(_fPrime / axisRatio * cos), scale * Math.Asin(_fPrime * sin));
        return deflection.Rotated(_cos, -_sin);
    }

    /// <inheritdoc/>
    public Matrix2 Hessian(SkyVector position)
    {
        var offset = position - center;
        var local = offset.Rotated(_cos, _sin);
        var squared = (offset.X * offset.X) + (offset.Y * offset.Y);
        if (squared == 0)
        {
            return default;
        }

        var elliptical = Math.Sqrt((local.X * local.X) + (axisRatio * axisRatio * local.Y * local.Y));
        var curvature = einsteinRadiusArcsec * Math.Sqrt(axisRatio) / (elliptical * squared);
        var across = -curvature * offset.X * offset.Y;
        return new Matrix2(curvature * offset.Y * offset.Y, across, across, curvature * offset.X * offset.X);
    }
}
