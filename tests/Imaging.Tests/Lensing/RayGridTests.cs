using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Lensing;

namespace LensGrains.Tests.Imaging.Lensing;

public class RayGridTests
{
    /// <summary>Far from a lens the light of a source is neither lost nor gained: behind a sphere it grows by θ_E/β only.</summary>
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.5)]
    public void Image_WhenTheSourceIsFarFromTheLens_KeepsItsFlux(double radius)
    {
        const double Distance = 60;
        var lens = new LensPlane(new SieLens(radius, 1, 0, new SkyVector(-Distance, 0)));
        var source = new SersicProfile(new SkyVector(-radius, 0), 0.3, 1, 0.7, 0.5);

        var flux = new RayGrid(new PixelGrid(120, 0.06), lens).Image(source.Brightness).Sum();

        LensingOracle.Close(1 + (radius / (Distance - radius)), flux, 1.5e-3);
    }

    [Fact]
    public void Image_WithoutALens_IsTheSource()
    {
        var grid = new PixelGrid(48, 0.1);
        var source = new SersicProfile(new SkyVector(0.2, -0.1), 0.3, 2, 0.6, 0.5);

        Assert.Equal(grid.Sample(source.Brightness), new RayGrid(grid, new LensPlane([])).Image(source.Brightness));
    }

    [Fact]
    public void Image_OfASecondSource_DoesNotDependOnTheFirst()
    {
        var grid = new PixelGrid(48, 0.1);
        var lens = new LensPlane(new SieLens(1, 0.7, 0.3, default), new ExternalShear(0.05, 0, default));
        var second = new SersicProfile(new SkyVector(0.2, -0.1), 0.05, 1, 0.6, 0.5);
        var rays = new RayGrid(grid, lens);

        rays.Image(new SersicProfile(new SkyVector(-0.4, 0.1), 0.1, 4, 1, 0).Brightness);

        Assert.Equal(new RayGrid(grid, lens).Image(second.Brightness), rays.Image(second.Brightness));
    }
}
