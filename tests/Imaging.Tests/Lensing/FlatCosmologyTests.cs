using LensGrains.Imaging.Simulation.Lensing;

namespace LensGrains.Tests.Imaging.Lensing;

public class FlatCosmologyTests
{
    private static readonly FlatCosmology Cosmology = FlatCosmology.Standard;

    [Fact]
    public void Distances_AgreeWithAstropy()
    {
        foreach (var row in LensingOracle.Recorded.GetProperty("distances").EnumerateArray())
        {
            var (near, far) = (row.Number("near"), row.Number("far"));

            LensingOracle.Close(row.Number("comoving"), Cosmology.ComovingDistanceMpc(far));
            LensingOracle.Close(row.Number("angular"), Cosmology.AngularDiameterDistanceMpc(far));
            LensingOracle.Close(row.Number("between"), Cosmology.AngularDiameterDistanceMpc(near, far));
            LensingOracle.Close(row.Number("surfaceDensity"), Cosmology.CriticalSurfaceDensitySolarPerMpc2(near, far));
            LensingOracle.Close(row.Number("density"), Cosmology.CriticalDensitySolarPerMpc3(near));
        }
    }

    /// <summary>Without a cosmological constant D_C = 2c/H0 (1 - 1/sqrt(1 + z)).</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(1)]
    [InlineData(8)]
    public void ComovingDistance_WhenMatterOnly_IsTheClosedForm(double redshift)
    {
        var expected = 2 * 299_792.458 / 70 * (1 - (1 / Math.Sqrt(1 + redshift)));

        LensingOracle.Close(expected, new FlatCosmology(70, 1).ComovingDistanceMpc(redshift), 1e-10);
    }

    [Fact]
    public void Dispersion_OfAnEinsteinRadius_GivesThatRadiusAgain()
    {
        var dispersion = Cosmology.IsothermalDispersionKmS(1.4, 0.45, 1.8);

        Assert.InRange(dispersion, 240, 300);
        Assert.Equal(1.4, Cosmology.IsothermalEinsteinRadiusArcsec(dispersion, 0.45, 1.8), 1e-12);
    }

    [Fact]
    public void AngularDiameterDistance_WhenTheFarRedshiftIsNearer_IsRefused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Cosmology.AngularDiameterDistanceMpc(0.5, 0.4));
}
