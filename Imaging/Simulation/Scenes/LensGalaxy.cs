using LensGrains.Imaging.Simulation.Lensing;

namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>A red elliptical galaxy that lenses: its mass, the shear about it, and its light.</summary>
internal sealed record LensGalaxy(
    SieLens Mass, ExternalShear Shear, double EffectiveRadiusArcsec, double Index, double LightAxisRatio, double LightAngleRadians,
    Magnitudes Magnitudes)
{
    private const double MedianRadiusArcsec = 1.4;

    /// <summary>Mass and shear together.</summary>
    public LensPlane Plane { get; } = new(Mass, Shear);

    /// <summary>A galaxy whose Einstein radius is log-normal about a median, kept between two limits.</summary>
    public static LensGalaxy Draw(Xoshiro random, double medianArcsec = MedianRadiusArcsec, double leastArcsec = 0.75, double greatestArcsec = 2.8)
    {
        var radius = Math.Clamp(Math.Exp(random.Normal(Math.Log(medianArcsec), 0.3)), leastArcsec, greatestArcsec);
        var magnitude = 19.4 - (1.6 * Math.Log2(radius / MedianRadiusArcsec));
        var magnitudes = Magnitudes.Red(Math.Clamp(magnitude + random.Normal(0, 0.5), 17.3, 20.8), random);
        var axisRatio = Math.Clamp(random.Normal(0.78, 0.12), 0.45, 0.98);
        var angle = random.Uniform(0, Math.PI);
        var center = new SkyVector(random.Normal(0, 0.05), random.Normal(0, 0.05));
        var shear = Math.Abs(random.Normal(0, 0.04));
        var (sin, cos) = Math.SinCos(2 * random.Uniform(0, Math.PI));
        var massAxisRatio = Math.Clamp(axisRatio + random.Normal(0, 0.06), 0.45, 0.98);
        var mass = new SieLens(radius, massAxisRatio, angle + random.Normal(0, 0.1), center);
        var effectiveRadius = Math.Clamp(0.6 * radius * Math.Exp(random.Normal(0, 0.25)), 0.35, 1.7);
        return new LensGalaxy(
            mass, new ExternalShear(shear * cos, shear * sin, center), effectiveRadius, Math.Clamp(random.Normal(4, 0.7), 2, 6), axisRatio, angle,
            magnitudes);
    }

    public void Shine(Scene scene)
        => scene.AddSersic(Mass.Center, EffectiveRadiusArcsec, Index, LightAxisRatio, LightAngleRadians, Magnitudes);

    public SourceTruth Describe(SourceTruth truth, double redshift, double sourceRedshift) => truth with
    {
        EinsteinRadiusArcsec = Mass.EinsteinRadiusArcsec,
        MagnitudeI = Magnitudes.I,
        Redshift = redshift,
        SourceRedshift = sourceRedshift,
        AxisRatio = Mass.AxisRatio,
        PositionAngleDeg = Angles.Degrees(Mass.MajorAngleRadians),
        Shear = Shear.Strength,
        ShearAngleDeg = Angles.Degrees(Shear.AngleRadians),
        VelocityDispersionKmS = FlatCosmology.Standard.IsothermalDispersionKmS(Mass.EinsteinRadiusArcsec, redshift, sourceRedshift),
    };
}

/// <summary>Directions of axes, which have no sense.</summary>
internal static class Angles
{
    /// <summary>In [0, 180).</summary>
    public static double Degrees(double radians)
    {
        var degrees = radians * 180 / Math.PI % 180;
        return degrees < 0 ? degrees + 180 : degrees;
    }
}
