namespace LensGrains.Imaging.Simulation;

/// <summary>A point or a vector on the sky, in arcseconds from the centre of the cutout.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Up.</param>
public readonly record struct SkyVector(double X, double Y)
{
    /// <summary>Distance from the centre.</summary>
    public double Length => Math.Sqrt((X * X) + (Y * Y));

    /// <summary>Sum.</summary>
    public static SkyVector operator +(SkyVector a, SkyVector b) => new(a.X + b.X, a.Y + b.Y);

    /// <summary>Difference.</summary>
    public static SkyVector operator -(SkyVector a, SkyVector b) => new(a.X - b.X, a.Y - b.Y);

    /// <summary>The same vector in axes turned by an angle, given its cosine and sine.</summary>
    public SkyVector Rotated(double cos, double sin) => new((X * cos) + (Y * sin), (Y * cos) - (X * sin));
}

/// <summary>
/// A singular isothermal ellipsoid with external shear. Deflection by Kormann, Schneider and Bartelmann 1994, A&amp;A 284, 285,
/// eq. 27: with axis ratio f, f' = sqrt(1 - f²) and the polar angle p in the frame whose second axis is the major one,
/// α = θ_E sqrt(f)/f' [arcsinh(f'/f cos p), arcsin(f' sin p)]; for f → 1 this is the isothermal sphere, α = θ_E θ/|θ|.
/// The convergence is κ = θ_E sqrt(f) / (2 sqrt(x1² + f² x2²)); the critical ellipse κ = 1/2 encloses the area π θ_E².
/// </summary>
/// <param name="einsteinRadiusArcsec">θ_E.</param>
/// <param name="axisRatio">f, in (0, 1].</param>
/// <param name="majorAngleRadians">Direction of the major axis, from x to y.</param>
/// <param name="center">The lens.</param>
/// <param name="shear1">γ1: the mapping is β = θ - α - Γθ with Γ = [γ1, γ2; γ2, -γ1].</param>
/// <param name="shear2">γ2.</param>
public sealed class SieLens(
    double einsteinRadiusArcsec, double axisRatio, double majorAngleRadians, SkyVector center, double shear1 = 0, double shear2 = 0)
{
    private const double Round = 1 - 1e-6;

    // In the lens' frame the second axis is the major one.
    private readonly double _cos = Math.Cos(majorAngleRadians - (Math.PI / 2));
    private readonly double _sin = Math.Sin(majorAngleRadians - (Math.PI / 2));
    private readonly double _fPrime = Math.Sqrt(Math.Max(0, 1 - (axisRatio * axisRatio)));

    /// <summary>θ_E in arcseconds.</summary>
    public double EinsteinRadiusArcsec => einsteinRadiusArcsec;

    /// <summary>α(θ) of the ellipsoid alone, in arcseconds; zero at its centre.</summary>
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

    /// <summary>β(θ): where a ray that is seen at <paramref name="position"/> comes from.</summary>
    public SkyVector SourcePosition(SkyVector position)
    {
        var offset = position - center;
        var sheared = new SkyVector((shear1 * offset.X) + (shear2 * offset.Y), (shear2 * offset.X) - (shear1 * offset.Y));
        return position - Deflection(position) - sheared;
    }
}
