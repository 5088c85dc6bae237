using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Lensing;

namespace LensGrains.Tests.Imaging.Lensing;

public class LensEquationTests
{
    private const double Step = 1e-5;

    [Fact]
    public void Images_AgreeWithRootsFoundWithoutTheClosedForm()
    {
        foreach (var recorded in LensingOracle.Recorded.GetProperty("pointImages").EnumerateArray())
        {
            var images = LensEquation.Images(LensingOracle.Plane(recorded), recorded.Vector("source"), recorded.Vector("center"), 3 * recorded.Number("radius"));
            var expected = recorded.GetProperty("images").EnumerateArray().ToArray();

            Assert.Equal(expected.Length, images.Count);
            foreach (var image in expected)
            {
                var found = images.MinBy(other => (other.Position - new SkyVector(image.Number("x"), image.Number("y"))).Length);
                Assert.Equal(image.Number("x"), found.Position.X, 1e-6);
                Assert.Equal(image.Number("y"), found.Position.Y, 1e-6);
                LensingOracle.Close(image.Number("magnification"), found.Magnification, 1e-4);
            }
        }
    }

    /// <summary>Every image solves the equation to 1e-6 arcsec and better; its magnification is the inverse of the area that finite differences map it to.</summary>
    [Fact]
    public void Images_SolveTheLensEquation_WithTheMagnificationOfTheMapping()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var center = new SkyVector((random.NextDouble() - 0.5) / 5, (random.NextDouble() - 0.5) / 5);
            var plane = new LensPlane(
                new SieLens(0.5 + (2 * random.NextDouble()), 0.4 + (0.59 * random.NextDouble()), 3.14 * random.NextDouble(), center),
                new ExternalShear((random.NextDouble() - 0.5) / 5, (random.NextDouble() - 0.5) / 5, center));
            var source = center + new SkyVector(random.NextDouble() - 0.5, random.NextDouble() - 0.5);

            var images = LensEquation.Images(plane, source, center, 7.5);

            Assert.InRange(images.Count, 1, 4);
            Assert.All(images, image => Assert.Equal(0, (plane.SourcePosition(image.Position) - source).Length, 1e-9));
            foreach (var image in images.Where(image => Math.Abs(image.Magnification) < 50 && (image.Position - center).Length > 0.05))
            {
                LensingOracle.Close(1 / AreaRatio(plane, image.Position), image.Magnification, 1e-4);
            }
        }
    }

    /// <summary>
    /// A singular isothermal lens makes as many mirrored images as upright ones of a source inside the cut (Kormann, Schneider and
    /// Bartelmann 1994, section 5): two, or four inside the caustic. A lost image would break the balance.
    /// </summary>
    [Fact]
    public void Images_WhenTheSourceIsInsideTheCut_ComeInPairsOfBothParities()
    {
        var random = new Random(5);
        var counts = new Dictionary<int, int>();
        for (var i = 0; i < 300; i++)
        {
            var plane = new LensPlane(new SieLens(1.2, 0.65, 0.3, default), new ExternalShear(0.04, 0.02, default));
            var source = new SkyVector(0.6 * (random.NextDouble() - 0.5), 0.6 * (random.NextDouble() - 0.5));

            var images = LensEquation.Images(plane, source, default, 4, 1e-4);

            counts[images.Count] = counts.GetValueOrDefault(images.Count) + 1;
            Assert.Equal(images.Count(image => image.Magnification > 0), images.Count(image => image.Magnification < 0));
        }

        Assert.Equal([2, 4], counts.Keys.Order());
    }

    /// <summary>Images of a point behind an isothermal sphere (Narayan and Bartelmann 1996, section 3.1): θ = β ± θ_E, μ = 1 ± θ_E/β.</summary>
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.01)]
    [InlineData(1.195)]
    [InlineData(1.5)]
    public void Images_OfASphere_AreTheClosedForm(double offset)
    {
        var images = LensEquation.Images(new LensPlane(new SieLens(1.2, 1, 0, default)), new SkyVector(offset, 0), default, 5);

        Assert.Equal(offset < 1.2 ? 2 : 1, images.Count);
        Assert.Equal(offset + 1.2, images[0].Position.X, 1e-8);
        LensingOracle.Close(1 + (1.2 / offset), images[0].Magnification, 1e-6);
        if (offset < 1.2)
        {
            Assert.Equal(offset - 1.2, images[1].Position.X, 1e-8);
            LensingOracle.Close(1 - (1.2 / offset), images[1].Magnification, 1e-5);
            LensingOracle.Close(2 * 1.2 / offset, images.Sum(image => Math.Abs(image.Magnification)), 1e-6);
        }
    }

    /// <summary>What the images of a point add up to is what a small disc gathers on a fine grid: two ways through the same lens.</summary>
    [Fact]
    public void Images_AddUpToTheLightOfASmallSource()
    {
        var plane = new LensPlane(
            new EllipticalPotential(new NfwProfile(0.3, 12), 0.15, 0.4, default),
            new EllipticalPotential(new TruncatedIsothermalProfile(1.3, 10), 0.1, 0.6, default),
            new EllipticalPotential(new TruncatedIsothermalProfile(0.4, 4), 0.05, 2, new SkyVector(2.2, 0.8)),
            new ExternalShear(0.03, 0.01, default));
        foreach (var source in new SkyVector[] { new(0.55, 0.2), new(-0.9, 0.5), new(1.4, -1.1) })
        {
            var disc = new SersicProfile(source, 0.03, 0.5, 1, 0);

            var points = LensEquation.Images(plane, source, default, 8).Sum(image => Math.Abs(image.Magnification));
            var gathered = new RayGrid(new PixelGrid(640, 0.025), plane).Image(disc.Brightness).Sum();

            LensingOracle.Close(points, gathered, 0.03);
        }
    }

    private static double AreaRatio(ILensMapping mapping, SkyVector position)
    {
        var byX = (1 / (2 * Step)) * (mapping.SourcePosition(position + new SkyVector(Step, 0)) - mapping.SourcePosition(position - new SkyVector(Step, 0)));
        var byY = (1 / (2 * Step)) * (mapping.SourcePosition(position + new SkyVector(0, Step)) - mapping.SourcePosition(position - new SkyVector(0, Step)));
        return (byX.X * byY.Y) - (byX.Y * byY.X);
    }
}
