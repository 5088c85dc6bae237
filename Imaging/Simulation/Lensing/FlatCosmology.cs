namespace LensGrains.Imaging.Simulation.Lensing;

/// <summary>
/// Distances in a flat universe of matter and a cosmological constant, without radiation (Hogg 1999, astro-ph/9905116):
/// D_C(z) = c/H0 ∫ dz'/E(z'), E = sqrt(Ω_m (1 + z)³ + 1 - Ω_m), D_A(z1, z2) = (D_C(z2) - D_C(z1))/(1 + z2).
/// </summary>
/// <param name="hubbleKmSMpc">H0 in km/s/Mpc.</param>
/// <param name="matterDensity">Ω_m at redshift 0.</param>
public sealed class FlatCosmology(double hubbleKmSMpc, double matterDensity)
{
    /// <summary>One arcsecond.</summary>
    public const double RadiansPerArcsec = Math.PI / 648_000;

    private const double LightKmS = 299_792.458;
    private const double MetersPerMpc = 648_000 / Math.PI * 149_597_870_700 * 1e6; // IAU 2015 B2, 2012 B2
    private const double SolarMassParameter = 1.3271244e20; // m³/s², IAU 2015 B3
    private const int Panels = 32;

    // Gauss-Legendre on [-1, 1], five points; exact to degree nine.
    private static readonly double[] Nodes =
        [0, 0.538469310105683091, -0.538469310105683091, 0.906179845938663993, -0.906179845938663993];

    private static readonly double[] Weights =
        [128.0 / 225, 0.478628670499366468, 0.478628670499366468, 0.236926885056189088, 0.236926885056189088];

    /// <summary>H0 = 70 km/s/Mpc, Ω_m = 0.3: what the simulated skies use.</summary>
    public static FlatCosmology Standard { get; } = new(70, 0.3);

    /// <summary>H0 / (100 km/s/Mpc).</summary>
    public double Hubble => hubbleKmSMpc / 100;

    /// <summary>D_C(z) in Mpc.</summary>
    public double ComovingDistanceMpc(double redshift)
    {
        var half = redshift / (2 * Panels);
        var sum = 0.0;
        for (var panel = 0; panel < Panels; panel++)
        {
            var middle = ((2 * panel) + 1) * half;
            for (var i = 0; i < Nodes.Length; i++)
            {
                sum += Weights[i] / Math.Sqrt(Expansion(middle + (half * Nodes[i])));
            }
        }

        return LightKmS / hubbleKmSMpc * half * sum;
    }

    /// <summary>D_A(z) in Mpc.</summary>
    public double AngularDiameterDistanceMpc(double redshift) => ComovingDistanceMpc(redshift) / (1 + redshift);

    /// <summary>D_A of the farther redshift as seen from the nearer one, in Mpc.</summary>
    public double AngularDiameterDistanceMpc(double near, double far)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(far, near);
        return (ComovingDistanceMpc(far) - ComovingDistanceMpc(near)) / (1 + far);
    }

    /// <summary>D_ls / D_s: the share of a ray's bend that the observer sees, 0 at the lens to nearly 1.</summary>
    public double Efficiency(double lensRedshift, double sourceRedshift)
        => AngularDiameterDistanceMpc(lensRedshift, sourceRedshift) / AngularDiameterDistanceMpc(sourceRedshift);

    /// <summary>η of <see cref="DoublePlane"/>: the lens' deflection for the nearer source over that for the farther one.</summary>
    public double DoublePlaneScale(double lensRedshift, double nearSource, double farSource)
        => Efficiency(lensRedshift, nearSource) / Efficiency(lensRedshift, farSource);

    /// <summary>θ_E = 4π (σ/c)² D_ls/D_s of an isothermal sphere, in arcseconds.</summary>
    public double IsothermalEinsteinRadiusArcsec(double dispersionKmS, double lensRedshift, double sourceRedshift)
        => 4 * Math.PI * Math.Pow(dispersionKmS / LightKmS, 2) * Efficiency(lensRedshift, sourceRedshift) / RadiansPerArcsec;

    /// <summary>σ in km/s of the isothermal sphere with that Einstein radius.</summary>
    public double IsothermalDispersionKmS(double einsteinRadiusArcsec, double lensRedshift, double sourceRedshift)
        => LightKmS * Math.Sqrt(einsteinRadiusArcsec * RadiansPerArcsec / (4 * Math.PI * Efficiency(lensRedshift, sourceRedshift)));

    /// <summary>ρ_c(z) = 3 H²/(8πG) in solar masses per cubic (physical) Mpc.</summary>
    public double CriticalDensitySolarPerMpc3(double redshift)
    {
        var squaredRate = Math.Pow(hubbleKmSMpc * 1000 / MetersPerMpc, 2) * Expansion(redshift); // 1/s²
        return 3 * squaredRate / (8 * Math.PI * SolarMassParameter) * Math.Pow(MetersPerMpc, 3);
    }

    /// <summary>Σ_cr = c²/(4πG) D_s/(D_l D_ls) in solar masses per square (physical) Mpc.</summary>
    public double CriticalSurfaceDensitySolarPerMpc2(double lensRedshift, double sourceRedshift)
        => Math.Pow(LightKmS * 1000, 2) * MetersPerMpc / (4 * Math.PI * SolarMassParameter)
            / (AngularDiameterDistanceMpc(lensRedshift) * Efficiency(lensRedshift, sourceRedshift));

    /// <summary>E².</summary>
    private double Expansion(double redshift) => (matterDensity * Math.Pow(1 + redshift, 3)) + 1 - matterDensity;
}
