using LensGrains.Imaging.Simulation.Lensing;

namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>Draws groups and the middles of clusters: a common halo and the galaxies in it lens one to three galaxies behind.</summary>
internal static class HaloScene
{
    private const int MaxDraws = 40;
    private const double LeastRadiusArcsec = 1.8;
    private const double CentralTruncationArcsec = 15;
    private const double MemberTruncationArcsec = 2;

    /// <summary>What a group is.</summary>
    public static Richness Group { get; } = new(2, 5, 13.2, 14.2, 1);

    /// <summary>What a cluster is.</summary>
    public static Richness Cluster { get; } = new(7, 16, 14.2, 15.2, 3);

    /// <summary>The light alone, of a group that lenses nothing.</summary>
    public static double PaintLight(Scene scene, Camera camera, Xoshiro random)
    {
        var richness = random.Chance(0.75) ? Group : Cluster;
        var galaxies = GroupGalaxies.Draw(random, random.Integer(richness.FewestMembers, richness.MostMembers), Extent(camera));
        foreach (var galaxy in galaxies)
        {
            galaxy.Shine(scene);
        }

        return galaxies[0].Magnitudes.I;
    }

    public static SourceTruth Paint(Scene scene, Camera camera, SkyOptions options, Richness richness, Xoshiro random, SourceTruth truth)
    {
        var galaxies = GroupGalaxies.Draw(random, random.Integer(richness.FewestMembers, richness.MostMembers), Extent(camera));
        var central = galaxies[0];
        foreach (var galaxy in galaxies)
        {
            galaxy.Shine(scene);
        }

        var redshift = Redshifts.OfRed(central.Magnitudes.I, random);
        var sourceRedshift = Redshifts.OfSource(redshift, random);
        var halo = DrawHalo(random, richness, galaxies, redshift, sourceRedshift, Extent(camera));
        var light = new LensedLight(camera);
        var rays = new RayGrid(camera.Grid, halo.Plane);
        var first = Arcs.Draw(camera, options.MinimumArcSignalToNoise, random, rays, 0.5 * halo.EinsteinRadiusArcsec);
        light.Add(first);
        for (var more = random.Integer(1, richness.MostSources); more > 1; more--)
        {
            light.Add(Arcs.Draw(camera, options.MinimumArcSignalToNoise / 2, random, rays, 0.8 * halo.EinsteinRadiusArcsec));
        }

        light.Shine(scene);
        return light.Describe(truth, central.Magnitudes) with
        {
            EinsteinRadiusArcsec = halo.EinsteinRadiusArcsec,
            MagnitudeI = central.Magnitudes.I,
            Redshift = redshift,
            SourceRedshift = sourceRedshift,
            AxisRatio = central.AxisRatio,
            PositionAngleDeg = Angles.Degrees(central.AngleRadians),
            Shear = halo.Shear.Strength,
            ShearAngleDeg = Angles.Degrees(halo.Shear.AngleRadians),
            SourcePosition = first.Source,
            SourceMagnitudeI = first.Magnitudes.I,
            VelocityDispersionKmS = central.DispersionKmS,
            HaloMassSolar = halo.MassSolar,
        };
    }

    /// <summary>Half of the square that galaxies and arcs have to fit into.</summary>
    private static double Extent(Camera camera) => 0.45 * camera.Grid.Size * camera.Grid.PixelScaleArcsec;

    /// <summary>
    /// Haloes evenly over the logarithm of the mass, until the Einstein radius fits into the picture. One that is too strong for it
    /// lowers the limits for the next; where all are, the weakest that lenses counts.
    /// </summary>
    private static DrawnHalo DrawHalo(
        Xoshiro random, Richness richness, IReadOnlyList<GroupGalaxy> galaxies, double redshift, double sourceRedshift, double extentArcsec)
    {
        var members = galaxies
            .Select((galaxy, i) => galaxy.Mass(redshift, sourceRedshift, i == 0 ? CentralTruncationArcsec : MemberTruncationArcsec)).ToArray();
        var (least, greatest) = (richness.LeastLogMass, richness.GreatestLogMass);
        var weakest = default(DrawnHalo);
        for (var draw = 0; draw < MaxDraws; draw++)
        {
            var logMass = random.Uniform(least, greatest);
            var halo = DrawHalo(random, galaxies[0], members, Math.Pow(10, logMass), redshift, sourceRedshift, extentArcsec);
            weakest = halo is null || weakest?.EinsteinRadiusArcsec < halo.EinsteinRadiusArcsec ? weakest : halo;
            if (halo is null || halo.EinsteinRadiusArcsec < LeastRadiusArcsec)
            {
                (least, greatest) = (logMass, Math.Max(greatest, logMass + 0.2));
            }
            else if (halo.EinsteinRadiusArcsec <= 0.8 * extentArcsec)
            {
                return halo;
            }
            else
            {
                (least, greatest) = (Math.Min(least, logMass - 0.3), logMass);
            }
        }

        return weakest ?? throw new InvalidOperationException($"None of {MaxDraws} haloes about a galaxy of {galaxies[0].DispersionKmS} km/s lenses.");
    }

    private static DrawnHalo? DrawHalo(
        Xoshiro random, GroupGalaxy central, IDeflector[] members, double mass, double redshift, double sourceRedshift, double extentArcsec)
    {
        var usual = NfwProfile.UsualConcentration(mass, redshift, FlatCosmology.Standard.Hubble);
        var profile = NfwProfile.OfMass(mass, usual * Math.Exp(random.Normal(0, 0.25)), redshift, sourceRedshift, FlatCosmology.Standard);
        var center = central.Center + new SkyVector(random.Normal(0, 0.15), random.Normal(0, 0.15));
        var halo = new EllipticalPotential(profile, random.Uniform(0.03, 0.2), central.AngleRadians + random.Normal(0, 0.25), center);
        var strength = Math.Abs(random.Normal(0, 0.03));
        var (sin, cos) = Math.SinCos(random.Uniform(0, 2 * Math.PI));
        var shear = new ExternalShear(strength * cos, strength * sin, central.Center);
        var plane = new LensPlane([.. members, halo, shear]);
        return EinsteinRadius.Of(plane, central.Center, 4 * extentArcsec) is { } radius ? new DrawnHalo(plane, shear, mass, radius) : null;
    }

    /// <summary>How many galaxies are in it, how much mass, and how many sources it lenses at most.</summary>
    internal sealed record Richness(int FewestMembers, int MostMembers, double LeastLogMass, double GreatestLogMass, int MostSources);

    private sealed record DrawnHalo(LensPlane Plane, ExternalShear Shear, double MassSolar, double EinsteinRadiusArcsec);
}
