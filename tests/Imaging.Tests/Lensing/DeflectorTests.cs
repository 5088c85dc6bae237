using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Lensing;

namespace LensGrains.Tests.Imaging.Lensing;

public class DeflectorTests
{
    private const double Step = 1e-4;
    private static readonly SkyVector Center = new(0.1, -0.2);
    private static readonly SkyVector[] Positions = [new(0.9, 0.4), new(-1.5, 0.8), new(0.2, -1.7), new(3.1, 2.2), new(0.13, -0.26)];

    public static TheoryData<string> Names => [.. Deflectors.Keys];

    private static Dictionary<string, IDeflector> Deflectors { get; } = new()
    {
        ["round isothermal"] = new SieLens(1.2, 1, 0, Center),
        ["flat isothermal"] = new SieLens(1.2, 0.5, 0.7, Center),
        ["shear"] = new ExternalShear(0.05, -0.08, Center),
        ["round NFW"] = new EllipticalPotential(new NfwProfile(0.4, 2.1), 0, 0, Center),
        ["flat NFW"] = new EllipticalPotential(new NfwProfile(0.3, 8), 0.2, 1.1, Center),
        ["truncated"] = new EllipticalPotential(new TruncatedIsothermalProfile(0.8, 1.5), 0.1, 2.5, Center),
        ["all of them"] = new LensPlane(
            new SieLens(1.2, 0.5, 0.7, Center), new ExternalShear(0.05, -0.08, Center), new EllipticalPotential(new NfwProfile(0.3, 8), 0.2, 1.1, Center)),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Deflection_IsTheGradientOfThePotential(string name)
    {
        var deflector = Deflectors[name];
        foreach (var position in Positions)
        {
            var gradient = new SkyVector(
                (deflector.Potential(position + new SkyVector(Step, 0)) - deflector.Potential(position - new SkyVector(Step, 0))) / (2 * Step),
                (deflector.Potential(position + new SkyVector(0, Step)) - deflector.Potential(position - new SkyVector(0, Step))) / (2 * Step));

            Assert.Equal(0, (gradient - deflector.Deflection(position)).Length, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Hessian_IsTheDerivativeOfTheDeflection(string name)
    {
        var deflector = Deflectors[name];
        foreach (var position in Positions)
        {
            var byX = (1 / (2 * Step)) * (deflector.Deflection(position + new SkyVector(Step, 0)) - deflector.Deflection(position - new SkyVector(Step, 0)));
            var byY = (1 / (2 * Step)) * (deflector.Deflection(position + new SkyVector(0, Step)) - deflector.Deflection(position - new SkyVector(0, Step)));
            var hessian = deflector.Hessian(position);

            Assert.Equal(byX.X, hessian.XX, 2e-5);
            Assert.Equal(byY.X, hessian.XY, 2e-5);
            Assert.Equal(byX.Y, hessian.YX, 2e-5);
            Assert.Equal(byY.Y, hessian.YY, 2e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Deflection_AtTheCentre_IsFinite(string name)
    {
        Assert.True(double.IsFinite(Deflectors[name].Deflection(Center).Length));
        Assert.True(double.IsFinite(Deflectors[name].Hessian(Center).Determinant));
    }

    [Fact]
    public void NfwProfile_AgreesWithTheDensityIntegratedInSpace()
    {
        var recorded = LensingOracle.Recorded.GetProperty("nfw");

        AssertProfile(new NfwProfile(recorded.Number("kappaS"), recorded.Number("scaleRadius")), recorded);
    }

    [Fact]
    public void TruncatedIsothermalProfile_AgreesWithTheDensityIntegratedInSpace()
    {
        var recorded = LensingOracle.Recorded.GetProperty("truncated");

        AssertProfile(new TruncatedIsothermalProfile(recorded.Number("einsteinRadius"), recorded.Number("truncation")), recorded);
    }

    /// <summary>Where the formula changes over to its series, near the centre and near the scale radius, nothing jumps.</summary>
    [Theory]
    [InlineData(0.001)]
    [InlineData(0.999)]
    [InlineData(1.001)]
    public void NfwProfile_WhereTheSeriesTakesOver_IsSmooth(double x)
    {
        var profile = new NfwProfile(1, 1);

        LensingOracle.Close(profile.Slope(x * (1 - 1e-12)), profile.Slope(x * (1 + 1e-12)), 1e-9);
        LensingOracle.Close(profile.Curvature(x * (1 - 1e-12)), profile.Curvature(x * (1 + 1e-12)), 1e-8);
    }

    [Fact]
    public void OfMass_HoldsThatMassWithinItsRadius()
    {
        foreach (var recorded in LensingOracle.Recorded.GetProperty("haloes").EnumerateArray())
        {
            var profile = NfwProfile.OfMass(
                recorded.Number("mass"), recorded.Number("concentration"), recorded.Number("redshift"), recorded.Number("sourceRedshift"),
                FlatCosmology.Standard);

            LensingOracle.Close(recorded.Number("kappaS"), profile.KappaS);
            LensingOracle.Close(recorded.Number("scaleRadius"), profile.ScaleRadiusArcsec);
        }
    }

    /// <summary>Duffy et al. 2008: a halo of 2e12 solar masses / h has the concentration 5.71 at redshift 0.</summary>
    [Fact]
    public void UsualConcentration_AtThePivot_IsTheTablesValue()
    {
        Assert.Equal(5.71, NfwProfile.UsualConcentration(2e12 / 0.7, 0, 0.7), 1e-12);
        Assert.Equal(5.71 * Math.Pow(100, -0.084) * Math.Pow(2, -0.47), NfwProfile.UsualConcentration(2e14 / 0.7, 1, 0.7), 1e-12);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.6)]
    public void EinsteinRadius_OfAnIsothermalLensWithShear_IsItsOwn(double axisRatio)
    {
        var lens = new LensPlane(new SieLens(1.3, axisRatio, 0.3, Center), new ExternalShear(0.1, 0.05, Center));

        var radius = EinsteinRadius.Of(lens, Center, 6)!.Value;

        // A circle holds a little less of a flat lens than its critical ellipse of the same area does.
        Assert.InRange(radius, axisRatio == 1 ? 1.3 - 1e-9 : 1.26, 1.3 + 1e-9);
    }

    [Fact]
    public void EinsteinRadius_OfAHalo_HoldsTheMeanConvergenceOfOne()
    {
        var profile = new NfwProfile(0.5, 10);

        var radius = EinsteinRadius.Of(new EllipticalPotential(profile, 0, 0, Center), Center, 30)!.Value;

        Assert.Equal(radius, profile.Slope(radius), 1e-9);
        Assert.Null(EinsteinRadius.Of(new EllipticalPotential(new NfwProfile(0.01, 10), 0, 0, Center), Center, 30));
    }

    private static void AssertProfile(IRadialProfile profile, System.Text.Json.JsonElement recorded)
    {
        foreach (var row in recorded.GetProperty("rows").EnumerateArray())
        {
            var radius = row.Number("radius");
            LensingOracle.Close(row.Number("slope"), profile.Slope(radius), 1e-6);
            LensingOracle.Close(2 * row.Number("kappa"), profile.Curvature(radius) + (profile.Slope(radius) / radius), 1e-7);
            Assert.Equal(row.Number("potential"), profile.Potential(radius) - profile.Potential(1), 1e-6 * Math.Max(1, Math.Abs(row.Number("potential"))));
        }
    }
}
