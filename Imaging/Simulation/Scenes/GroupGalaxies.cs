using LensGrains.Imaging.Simulation.Lensing;

namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>A galaxy of a group or cluster, with what its stars' motions say of its mass.</summary>
internal sealed record GroupGalaxy(
    SkyVector Center, double EffectiveRadiusArcsec, double Index, double AxisRatio, double AngleRadians, double DispersionKmS, Magnitudes Magnitudes)
{
    public void Shine(Scene scene) => scene.AddSersic(Center, EffectiveRadiusArcsec, Index, AxisRatio, AngleRadians, Magnitudes);

    /// <summary>Its own mass, which ends where the common halo takes over.</summary>
    public IDeflector Mass(double redshift, double sourceRedshift, double truncationArcsec)
    {
        var radius = FlatCosmology.Standard.IsothermalEinsteinRadiusArcsec(DispersionKmS, redshift, sourceRedshift);
        return new EllipticalPotential(new TruncatedIsothermalProfile(radius, truncationArcsec), (1 - AxisRatio) / 3, AngleRadians, Center);
    }
}

/// <summary>Draws the galaxies of groups and clusters: a great one in the middle, lesser ones about it, all of one colour.</summary>
internal static class GroupGalaxies
{
    /// <summary>The central galaxy first.</summary>
    /// <param name="random">Random numbers.</param>
    /// <param name="members">Galaxies beside the central one.</param>
    /// <param name="extentArcsec">The greatest distance from the centre along an axis.</param>
    public static IReadOnlyList<GroupGalaxy> Draw(Xoshiro random, int members, double extentArcsec)
    {
        var i = random.Uniform(17.3, 19.4);
        var colors = Magnitudes.Red(i, random);
        var (gr, ri) = (colors.G - colors.R, colors.R - colors.I);
        var radius = Math.Clamp(1.3 * Math.Pow(10, -0.15 * (i - 18.5)) * Math.Exp(random.Normal(0, 0.2)), 0.5, 2.6);
        var center = new SkyVector(random.Normal(0, 0.05), random.Normal(0, 0.05));
        var dispersion = random.Normal(285, 25);
        var galaxies = new List<GroupGalaxy>
        {
            new(center, radius, Math.Clamp(random.Normal(4.2, 0.6), 2.5, 6), Math.Clamp(random.Normal(0.78, 0.1), 0.5, 0.98),
                random.Uniform(0, Math.PI), dispersion, colors),
        };
        for (var member = 0; member < members; member++)
        {
            galaxies.Add(Member(random, i + random.Uniform(1.2, 4.2), i, dispersion, extentArcsec, gr, ri));
        }

        return galaxies;
    }

    /// <summary>σ by L ∝ σ⁴ (Faber and Jackson 1976), half-light radii by L^0.6; colours along the red sequence of the central galaxy.</summary>
    private static GroupGalaxy Member(
        Xoshiro random, double magnitude, double centralMagnitude, double centralDispersion, double extentArcsec, double gr, double ri)
    {
        var fainter = magnitude - centralMagnitude;
        var center = GalaxyScenes.At(random.Uniform(1.2, 1.3 * extentArcsec), random.Uniform(0, 2 * Math.PI));
        var r = magnitude + ri + random.Normal(0, 0.03);
        var colors = new Magnitudes(r + gr - (0.02 * fainter) + random.Normal(0, 0.05), r, magnitude);
        return new GroupGalaxy(
            new SkyVector(Math.Clamp(center.X, -extentArcsec, extentArcsec), Math.Clamp(center.Y, -extentArcsec, extentArcsec)),
            Math.Clamp(1.1 * Math.Pow(10, -0.24 * fainter), 0.2, 1.2), Math.Clamp(random.Normal(3.2, 0.8), 1, 5),
            Math.Clamp(random.Normal(0.74, 0.15), 0.35, 0.98), random.Uniform(0, Math.PI), centralDispersion * Math.Pow(10, -0.1 * fainter), colors);
    }
}
