using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Painted;

namespace LensGrains.Tests.Imaging;

public class PaintedSkyTests
{
    private static readonly PaintedSkyOptions Options = new() { Count = 200 };

    [Fact]
    public void Generate_HasHalfOfItsImagesWithArcs_AndTheSameOnesAgain()
    {
        var first = PaintedSky.Generate(Options with { Parallelism = 2 }).ToArray();
        var again = PaintedSky.Generate(Options with { Parallelism = 1 }).ToArray();

        Assert.InRange(first.Count(source => source.Truth.IsLens), 100 - (4 * 7), 100 + (4 * 7));
        Assert.Equal(first.Select(source => source.Truth), again.Select(source => source.Truth));
        Assert.All(first.Zip(again), pair => Assert.Equal(pair.First.Cutout.Pixels, pair.Second.Cutout.Pixels));
        Assert.NotEqual(first[3].Cutout.Pixels, PaintedSky.Create(Options with { Seed = 43 }, 3).Cutout.Pixels);
    }

    [Fact]
    public void Create_IsOneBandOfEightBits()
    {
        var cutout = PaintedSky.Create(Options, 4).Cutout;

        Assert.Equal([PaintedSky.Band], cutout.Bands);
        Assert.All(cutout.Pixels, value => Assert.Equal(Math.Round(value * 255), value * 255, 1e-4));
        Assert.All(cutout.Pixels, value => Assert.InRange(value, 0f, 1f));
    }

    /// <summary>No lens equation: nothing that a metric could take for a physical quantity is claimed.</summary>
    [Fact]
    public void Create_ClaimsNoEinsteinRadius()
    {
        var truths = Enumerable.Range(0, 20).Select(index => PaintedSky.Create(Options, index).Truth).ToArray();

        Assert.All(truths, truth => Assert.Equal(truth.IsLens ? SourceKind.PaintedArcs : SourceKind.Blobs, truth.Kind));
        Assert.All(truths, truth => Assert.True(truth is { EinsteinRadiusArcsec: null, PsfFwhmArcsec: null, Redshift: null, MagnitudeI: null }));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(17)]
    public void PaintArcs_LieAtTheDrawnRadius(double radius)
    {
        var options = Options with { ArcRadiusPixels = new(radius, radius), GalaxyBrightness = new(0, 0), ArcWidthPixels = new(1, 1) };
        var canvas = new Canvas(64);

        PaintedSky.PaintArcs(canvas, options, new Xoshiro(1, 1));

        var mean = Enumerable.Range(0, canvas.Pixels.Length).Sum(i => canvas.Pixels[i] * Math.Sqrt(Math.Pow((i % 64) - 32, 2) + Math.Pow((i / 64) - 32, 2)));
        Assert.Equal(radius, mean / canvas.Pixels.Sum(), 0.15);
    }

    [Fact]
    public void AddGaussian_HasThePeakAndTheLightOfItsFormula()
    {
        var canvas = new Canvas(64);

        canvas.AddGaussian(new SkyVector(3, -2), 0.7, 4, 0.5, 0.8);

        Assert.Equal(0.7, canvas.Pixels[((32 - 2) * 64) + 32 + 3], 1e-6);
        Assert.Equal(0.7 * 2 * Math.PI * 4 * 2, canvas.Pixels.Sum(), 0.01);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.7)]
    [InlineData(16.0)]
    public void Poisson_HasItsMeanAndVariance(double mean)
    {
        var random = new Xoshiro(11, 1);

        var counts = Enumerable.Range(0, 20_000).Select(_ => (double)random.Poisson(mean)).ToArray();

        var average = counts.Average();
        Assert.Equal(mean, average, 4 * Math.Sqrt(mean / 20_000));
        Assert.Equal(mean, counts.Average(count => Math.Pow(count - average, 2)), 0.04 * mean);
    }
}
