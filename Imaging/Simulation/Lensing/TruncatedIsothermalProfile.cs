namespace LensGrains.Imaging.Simulation.Lensing;

/// <summary>
/// An isothermal sphere that ends: the pseudo-Jaffe model without a core (Keeton 2001, astro-ph/0102341, section 3.4),
/// κ = b/2 (1/R - 1/sqrt(a² + R²)), α = b (1 - (sqrt(a² + R²) - a)/R), of the finite mass π a b in units of Σ_cr.
/// Far inside a it is the isothermal sphere of the Einstein radius b. For galaxies within a halo that holds the rest of the mass.
/// </summary>
/// <param name="einsteinRadiusArcsec">b.</param>
/// <param name="truncationArcsec">a.</param>
public sealed class TruncatedIsothermalProfile(double einsteinRadiusArcsec, double truncationArcsec) : IRadialProfile
{
    /// <inheritdoc/>
    public double Potential(double radiusArcsec)
    {
        var root = Root(radiusArcsec);
        return einsteinRadiusArcsec * (radiusArcsec - root + (truncationArcsec * Math.Log(truncationArcsec + root)));
    }

    /// <inheritdoc/>
    public double Slope(double radiusArcsec) => einsteinRadiusArcsec * (1 - (radiusArcsec / (Root(radiusArcsec) + truncationArcsec)));

    /// <inheritdoc/>
    public double Curvature(double radiusArcsec)
    {
        var twiceConvergence = einsteinRadiusArcsec * ((1 / radiusArcsec) - (1 / Root(radiusArcsec)));
        return twiceConvergence - (Slope(radiusArcsec) / radiusArcsec);
    }

    private double Root(double radiusArcsec) => Math.Sqrt((truncationArcsec * truncationArcsec) + (radiusArcsec * radiusArcsec));
}
