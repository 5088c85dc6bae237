namespace LensGrains.Imaging.Simulation.Lensing;

/// <summary>
/// A round profile with elliptical lines of equal potential: ψ(r_ε), r_ε² = (1 - ε) x² + (1 + ε) y² in the frame of its axes (Golse and
/// Kneib 2002, A&amp;A 390, 821). Its mass is about twice as flat as its potential, and peanut-shaped for ε above about 0.25.
/// </summary>
/// <param name="profile">The potential by radius.</param>
/// <param name="ellipticity">ε, 0 to less than 1.</param>
/// <param name="majorAngleRadians">Direction of the major axis, from x to y.</param>
/// <param name="center">Its centre.</param>
public sealed class EllipticalPotential(IRadialProfile profile, double ellipticity, double majorAngleRadians, SkyVector center) : IDeflector
{
    private readonly double _cos = Math.Cos(majorAngleRadians);
    private readonly double _sin = Math.Sin(majorAngleRadians);
    private readonly double _along = 1 - ellipticity;
    private readonly double _across = 1 + ellipticity;

    /// <inheritdoc/>
    public double Potential(SkyVector position) => profile.Potential(Radius((position - center).Rotated(_cos, _sin)));

    /// <inheritdoc/>
    public SkyVector Deflection(SkyVector position)
    {
        var local = (position - center).Rotated(_cos, _sin);
        var radius = Radius(local);
        if (radius == 0)
        {
            return default;
        }

        var slope = profile.Slope(radius) / radius;
        return new SkyVector(slope * _along * local.X, slope * _across * local.Y).Rotated(_cos, -_sin);
    }

    /// <inheritdoc/>
    public Matrix2 Hessian(SkyVector position)
    {
        var local = (position - center).Rotated(_cos, _sin);
        var radius = Radius(local);
        if (radius == 0)
        {
            return default;
        }

        // ∂r/∂x = (1 - ε) x / r, ∂r/∂y = (1 + ε) y / r.
        var slope = profile.Slope(radius) / radius;
        var bend = profile.Curvature(radius) - slope;
        var (x, y) = (_along * local.X / radius, _across * local.Y / radius);
        return Turned((bend * x * x) + (slope * _along), bend * x * y, (bend * y * y) + (slope * _across));
    }

    private double Radius(SkyVector local) => Math.Sqrt((_along * local.X * local.X) + (_across * local.Y * local.Y));

    private Matrix2 Turned(double xx, double xy, double yy)
    {
        var mixed = (_cos * _sin * (xx - yy)) + (((_cos * _cos) - (_sin * _sin)) * xy);
        return new Matrix2(
            (_cos * _cos * xx) - (2 * _cos * _sin * xy) + (_sin * _sin * yy), mixed,
            mixed, (_sin * _sin * xx) + (2 * _cos * _sin * xy) + (_cos * _cos * yy));
    }
}
