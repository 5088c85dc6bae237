namespace LensGrains.Imaging.Simulation.Lensing;

/// <summary>
/// The tidal field of mass outside the picture: ψ = γ1 (x² - y²)/2 + γ2 x y about a centre, so α = Γθ with
/// Γ = [γ1, γ2; γ2, -γ1], and no convergence.
/// </summary>
/// <param name="gamma1">γ1 = γ cos 2φ.</param>
/// <param name="gamma2">γ2 = γ sin 2φ.</param>
/// <param name="center">Where it does not deflect.</param>
public sealed class ExternalShear(double gamma1, double gamma2, SkyVector center) : IDeflector
{
    /// <summary>γ.</summary>
    public double Strength => Math.Sqrt((gamma1 * gamma1) + (gamma2 * gamma2));

    /// <summary>φ in [0, π), from x to y: the direction along which images are stretched.</summary>
    public double AngleRadians => (Math.Atan2(gamma2, gamma1) + (2 * Math.PI)) % (2 * Math.PI) / 2;

    /// <inheritdoc/>
    public double Potential(SkyVector position)
    {
        var offset = position - center;
        return (0.5 * gamma1 * ((offset.X * offset.X) - (offset.Y * offset.Y))) + (gamma2 * offset.X * offset.Y);
    }

    /// <inheritdoc/>
    public SkyVector Deflection(SkyVector position)
    {
        var offset = position - center;
        return new SkyVector((gamma1 * offset.X) + (gamma2 * offset.Y), (gamma2 * offset.X) - (gamma1 * offset.Y));
    }

    /// <inheritdoc/>
    public Matrix2 Hessian(SkyVector position) => new(gamma1, gamma2, gamma2, -gamma1);
}
