using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Lensing;

namespace LensGrains.Tests.Imaging.Lensing;

public class DoublePlaneTests
{
    private const double Step = 1e-5;
    private static readonly FlatCosmology Cosmology = FlatCosmology.Standard;

    [Fact]
    public void Mappings_AgreeWithRaysThroughProperDistances()
    {
        var recorded = LensingOracle.Recorded.GetProperty("twoPlanes");
        var z = recorded.GetProperty("redshifts").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        var (first, second) = (recorded.GetProperty("first"), recorded.GetProperty("second"));
        var lens = new LensPlane(
            new SieLens(Cosmology.IsothermalEinsteinRadiusArcsec(first.Number("dispersion"), z[0], z[1]), first.Number("axisRatio"), first.Number("angle"), default),
            new ExternalShear(first.Number("shear1"), first.Number("shear2"), default));
        var near = new SieLens(
            Cosmology.IsothermalEinsteinRadiusArcsec(second.Number("dispersion"), z[1], z[2]), 1, 0, new SkyVector(second.Number("x"), second.Number("y")));

        var planes = new DoublePlane(lens, near, Cosmology.DoublePlaneScale(z[0], z[1], z[2]));

        foreach (var ray in recorded.GetProperty("rays").EnumerateArray())
        {
            var seen = new SkyVector(ray.Number("x"), ray.Number("y"));
            Assert.Equal(0, (planes.Near.SourcePosition(seen) - ray.Vector("near")).Length, 1e-7);
            Assert.Equal(0, (planes.Far.SourcePosition(seen) - ray.Vector("far")).Length, 1e-7);
        }
    }

    [Fact]
    public void Jacobian_OfTheFarSource_IsTheDerivativeOfTheMapping()
    {
        var planes = Planes(0.3);
        foreach (var position in new SkyVector[] { new(1.7, 0.2), new(-0.8, 1.1), new(0.3, -2) })
        {
            var byX = (1 / (2 * Step)) * (planes.Far.SourcePosition(position + new SkyVector(Step, 0)) - planes.Far.SourcePosition(position - new SkyVector(Step, 0)));
            var byY = (1 / (2 * Step)) * (planes.Far.SourcePosition(position + new SkyVector(0, Step)) - planes.Far.SourcePosition(position - new SkyVector(0, Step)));
            var jacobian = planes.Far.Jacobian(position);

            Assert.Equal(0, (new SkyVector(jacobian.XX, jacobian.YX) - byX).Length, 1e-5);
            Assert.Equal(0, (new SkyVector(jacobian.XY, jacobian.YY) - byY).Length, 1e-5);
        }
    }

    /// <summary>Without mass in the second plane the farther source sees the same lens, stronger by 1/η.</summary>
    [Fact]
    public void Far_WhenTheNearSourceIsWeightless_IsTheLensScaled()
    {
        var position = new SkyVector(1.1, -0.4);
        var stronger = new LensPlane(new SieLens(1.2 / 0.8, 0.7, 0.4, default));

        Assert.Equal(0, (stronger.SourcePosition(position) - Planes(0).Far.SourcePosition(position)).Length, 1e-12);
    }

    private static DoublePlane Planes(double nearRadius)
        => new(new SieLens(1.2, 0.7, 0.4, default), new SieLens(nearRadius, 1, 0, new SkyVector(0.1, 0.2)), 0.8);
}
