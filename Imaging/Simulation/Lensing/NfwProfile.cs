namespace LensGrains.Imaging.Simulation.Lensing;

/// <summary>
/// The halo of Navarro, Frenk and White (1997, ApJ 490, 493), ρ = ρ_s / (y (1 + y)²) with y = r/r_s. In projection (Bartelmann 1996,
/// A&amp;A 313, 697; Wright and Brainerd 2000, ApJ 534, 34), with x = R/r_s and κ_s = ρ_s r_s / Σ_cr:
/// κ = 2 κ_s (1 - F)/(x² - 1), α = 4 κ_s r_s (ln(x/2) + F)/x, ψ = 2 κ_s r_s² (ln²(x/2) - (1 - x²) F²),
/// F = arccosh(1/x)/sqrt(1 - x²) for x &lt; 1, arccos(1/x)/sqrt(x² - 1) for x > 1, and 1 at x = 1.
/// </summary>
/// <param name="kappaS">κ_s, for the redshift of the source; without unit.</param>
/// <param name="scaleRadiusArcsec">r_s.</param>
public sealed class NfwProfile(double kappaS, double scaleRadiusArcsec) : IRadialProfile
{
    private const double Near = 1e-3;

    /// <summary>κ_s.</summary>
    public double KappaS => kappaS;

    /// <summary>r_s in arcseconds.</summary>
    public double ScaleRadiusArcsec => scaleRadiusArcsec;

    /// <summary>A halo of a mass M200 within r200, where the mean density is 200 times the critical one at the halo's redshift.</summary>
    /// <param name="massSolar">M200 in solar masses.</param>
    /// <param name="concentration">r200 / r_s.</param>
    /// <param name="redshift">Of the halo.</param>
    /// <param name="sourceRedshift">Greater than <paramref name="redshift"/>.</param>
    /// <param name="cosmology">Distances.</param>
    public static NfwProfile OfMass(double massSolar, double concentration, double redshift, double sourceRedshift, FlatCosmology cosmology)
    {
        var density = cosmology.CriticalDensitySolarPerMpc3(redshift);
        var radiusMpc = Math.Cbrt(3 * massSolar / (4 * Math.PI * 200 * density));
        var scaleMpc = radiusMpc / concentration;
        var characteristic = 200.0 / 3 * density * Math.Pow(concentration, 3)
            / (Math.Log(1 + concentration) - (concentration / (1 + concentration)));
        var kappa = characteristic * scaleMpc / cosmology.CriticalSurfaceDensitySolarPerMpc2(redshift, sourceRedshift);
        return new NfwProfile(kappa, scaleMpc / cosmology.AngularDiameterDistanceMpc(redshift) / FlatCosmology.RadiansPerArcsec);
    }

    /// <summary>
    /// The usual concentration at a mass and redshift (Duffy et al. 2008, MNRAS 390, L64, table 1: c200 of all haloes, NFW, redshift 0 to 2).
    /// </summary>
    /// <param name="massSolar">M200 in solar masses.</param>
    /// <param name="redshift">0 to 2.</param>
    /// <param name="hubble">h: the Hubble constant over 100 km/s/Mpc.</param>
    public static double UsualConcentration(double massSolar, double redshift, double hubble)
        => 5.71 * Math.Pow(massSolar * hubble / 2e12, -0.084) * Math.Pow(1 + redshift, -0.47);

    /// <inheritdoc/>
    public double Potential(double radiusArcsec)
    {
        var x = radiusArcsec / scaleRadiusArcsec;
        var (log, f) = (Math.Log(x / 2), F(x));
        return 2 * kappaS * scaleRadiusArcsec * scaleRadiusArcsec * ((log * log) - ((1 - (x * x)) * f * f));
    }

    /// <inheritdoc/>
    public double Slope(double radiusArcsec)
    {
        var x = radiusArcsec / scaleRadiusArcsec;
        return 4 * kappaS * scaleRadiusArcsec * MassOverX(x);
    }

    /// <inheritdoc/>
    public double Curvature(double radiusArcsec)
    {
        var x = radiusArcsec / scaleRadiusArcsec;
        return (2 * Convergence(x)) - (4 * kappaS * MassOverX(x) / x);
    }

    // (ln(x/2) + F)/x; near the centre the two terms cancel, and the series takes over.
    private static double MassOverX(double x)
    {
        if (x > Near)
        {
            return (Math.Log(x / 2) + F(x)) / x;
        }

        var log = Math.Log(2 / x);
        return x * ((log / 2) - 0.25 + (x * x * ((0.375 * log) - 0.21875)));
    }

    private static double F(double x)
    {
        var d = x - 1;
        return Math.Abs(d) < Near
            ? 1 + (d * ((-2.0 / 3) + (d * ((7.0 / 15) + (d * ((-12.0 / 35) + (d * (83.0 / 315))))))))
            : x < 1 ? Math.Acosh(1 / x) / Math.Sqrt(1 - (x * x)) : Math.Acos(1 / x) / Math.Sqrt((x * x) - 1);
    }

    private double Convergence(double x)
    {
        var d = x - 1;
        var ratio = Math.Abs(d) < Near
            ? ((2.0 / 3) - (d * ((7.0 / 15) - (d * ((12.0 / 35) - (d * (83.0 / 315))))))) / (2 + d)
            : (1 - F(x)) / ((x * x) - 1);
        return 2 * kappaS * ratio;
    }
}
