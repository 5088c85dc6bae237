using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Lensing;

namespace LensGrains.Tests.Imaging;

public class SieLensTests
{
    private const double Step = 1e-4;

    [Theory]
    [InlineData(0.3, 1.1)]
    [InlineData(-2.0, 0.4)]
    public void Deflection_WhenRound_IsThatOfTheIsothermalSphere(double x, double y)
    {
        var round = new SieLens(1.3, 1, 0.4, default);
        var almostRound = new SieLens(1.3, 0.999, 0.4, default);
        var radius = Math.Sqrt((x * x) + (y * y));

        Assert.Equal(1.3 * x / radius, round.Deflection(new SkyVector(x, y)).X, 1e-12);
        Assert.Equal(1.3 * y / radius, round.Deflection(new SkyVector(x, y)).Y, 1e-12);
        Assert.Equal(round.Deflection(new SkyVector(x, y)).X, almostRound.Deflection(new SkyVector(x, y)).X, 2e-3);
    }

    /// <summary>div α = 2κ with the convergence of the ellipsoid in its own formula, and curl α = 0.</summary>
    [Theory]
    [InlineData(0.6, 0.0)]
    [InlineData(0.8, 0.7)]
    [InlineData(0.45, 2.1)]
    public void Deflection_WhenElliptical_HasTheConvergenceOfTheEllipsoid(double axisRatio, double angle)
    {
        var lens = new SieLens(1.2, axisRatio, angle, new SkyVector(0.1, -0.2));
        foreach (var (x, y) in new[] { (0.9, 0.4), (-1.5, 0.8), (0.2, -1.7) })
        {
            var dx = Minus(lens.Deflection(new SkyVector(x + Step, y)), lens.Deflection(new SkyVector(x - Step, y)));
            var dy = Minus(lens.Deflection(new SkyVector(x, y + Step)), lens.Deflection(new SkyVector(x, y - Step)));
            var (along, across) = (((x - 0.1) * Math.Cos(angle)) + ((y + 0.2) * Math.Sin(angle)), ((y + 0.2) * Math.Cos(angle)) - ((x - 0.1) * Math.Sin(angle)));
            var convergence = 1.2 * Math.Sqrt(axisRatio) / (2 * Math.Sqrt((axisRatio * axisRatio * along * along) + (across * across)));

            Assert.Equal(2 * convergence, (dx.X + dy.Y) / (2 * Step), 1e-5);
            Assert.Equal(0, (dx.Y - dy.X) / (2 * Step), 1e-5);
        }
    }

    /// <summary>A source behind an isothermal sphere has images at β ± θ_E (Narayan and Bartelmann 1996, section 3.1).</summary>
    [Fact]
    public void Image_WhenSphere_HasItsImagesWhereTheLensEquationSays()
    {
        var grid = new PixelGrid(161, 0.03);
        var source = new SersicProfile(new SkyVector(0.4, 0), 0.03, 1, 1, 0);

        var flux = new RayGrid(grid, new LensPlane(new SieLens(1.2, 1, 0, default))).Image(source.Brightness);

        Assert.Equal(1.6, BrightestX(grid, flux, x => x > 0), 0.031);
        Assert.Equal(-0.8, BrightestX(grid, flux, x => x < 0), 0.031);
    }

    /// <summary>Total magnification of an isothermal sphere: 2 θ_E / β inside the Einstein radius, 1 + θ_E / β outside.</summary>
    [Theory]
    [InlineData(0.5, 4.8)]
    [InlineData(0.9, 2 * 1.2 / 0.9)]
    [InlineData(2.0, 1.6)]
    public void Image_WhenSphere_IsMagnifiedByTheClosedForm(double offset, double expected)
    {
        var grid = new PixelGrid(240, 0.04);
        var source = new SersicProfile(new SkyVector(offset, 0), 0.04, 0.5, 1, 0);

        var flux = new RayGrid(grid, new LensPlane(new SieLens(1.2, 1, 0, default))).Image(source.Brightness);

        Assert.Equal(expected, flux.Sum(), expected * 0.03);
    }

    [Fact]
    public void Image_WhenSourceIsBehindASphere_IsARingAtTheEinsteinRadius()
    {
        var grid = new PixelGrid(128, 0.05);
        var source = new SersicProfile(default, 0.08, 0.5, 1, 0);

        var flux = new RayGrid(grid, new LensPlane(new SieLens(1.5, 1, 0, default))).Image(source.Brightness);

        var radius = Enumerable.Range(0, flux.Length).Sum(i => flux[i] * grid.Position(i % 128, i / 128).Length) / flux.Sum();
        Assert.Equal(1.5, radius, 0.02);
    }

    [Theory]
    [InlineData(0.5, 0.7)]
    [InlineData(1, 1)]
    [InlineData(4, 0.5)]
    public void Brightness_OfASersicProfile_HoldsHalfItsLightWithinTheEffectiveRadius(double index, double axisRatio)
    {
        var grid = new PixelGrid(200, 0.05);
        var profile = new SersicProfile(default, 1, index, axisRatio, 0.3);
        var (sin, cos) = Math.SinCos(0.3);

        var flux = grid.Sample(profile.Brightness);
        var inside = Enumerable.Range(0, flux.Length).Where(i =>
        {
            var local = grid.Position(i % 200, i / 200).Rotated(cos, sin);
            return (axisRatio * local.X * local.X) + (local.Y * local.Y / axisRatio) <= 1;
        }).Sum(i => (double)flux[i]);

        Assert.Equal(0.5, inside, 0.012);
    }

    [Theory]
    [InlineData(PsfShape.Moffat)]
    [InlineData(PsfShape.Gaussian)]
    public void Convolve_WhenPoint_KeepsTheFluxAndHasTheWidth(PsfShape shape)
    {
        const int Size = 41;
        var image = new float[Size * Size];
        image[(20 * Size) + 20] = 100;

        var blurred = new PointSpread(shape, 1.0, 0.2).Convolve(image, Size);

        Assert.Equal(100, blurred.Sum(), 0.01);
        var half = blurred[(20 * Size) + 20] / 2;
        var right = Enumerable.Range(20, 10).First(x => blurred[(20 * Size) + x] < half);
        var (outer, inner) = (blurred[(20 * Size) + right], blurred[(20 * Size) + right - 1]);
        var radius = right - 1 + ((inner - half) / (inner - outer)) - 20;
        Assert.Equal(1.0, 2 * radius * 0.2, 0.06);
    }

    private static SkyVector Minus(SkyVector a, SkyVector b) => a - b;

    private static double BrightestX(PixelGrid grid, float[] flux, Func<double, bool> where)
        => Enumerable.Range(0, flux.Length).Select(i => (Position: grid.Position(i % grid.Size, i / grid.Size), Flux: flux[i]))
            .Where(pixel => where(pixel.Position.X)).MaxBy(pixel => pixel.Flux).Position.X;
}
