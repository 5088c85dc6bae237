using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;

namespace LensGrains.Tests.Imaging;

public class FeaturesTests
{
    // Of the version of Features named in the test; made before the arc tangents of PolarFeatures were replaced.
    private const double RecordedSum = 43853.457;
    private const double RecordedAbsolute = 2051.956;

    private static readonly Cutout Lens = SimulatedSky.Create(new SkyOptions { Prevalence = 1, Seed = 2 }, 4).Cutout;

    [Fact]
    public void BinOf_WhenDirectionsAreComparedWithTangents_IsTheFifthOfTheirArcTangent()
    {
        var random = new Random(7);
        for (var i = 0; i < 200_000; i++)
        {
            var angle = i % 3 == 0 ? i / 3 % 6 * Math.PI / 10 : random.NextDouble() * Math.PI / 2; // edges are hit, too
            var length = Math.Pow(10, (random.NextDouble() * 12) - 6);
            var (tangential, radial) = (length * Math.Sin(angle), (double)(float)(length * Math.Abs(Math.Cos(angle))));

            Assert.Equal(Math.Min(4, (int)(Math.Atan2(tangential, radial) / (Math.PI / 2) * 5)), PolarFeatures.BinOf(tangential, radial));
        }

        Assert.Equal(0, PolarFeatures.BinOf(0, 0));
        Assert.Equal(4, PolarFeatures.BinOf(1, 0));
        Assert.Equal(0, PolarFeatures.BinOf(0, 1));
    }

    [Fact]
    public void HandCrafted_WhenTheSkyIsThatOfARecordedRun_GivesTheRecordedVectors()
    {
        var vectors = Enumerable.Range(0, 6).SelectMany(i => Features.HandCrafted(SimulatedSky.Create(new SkyOptions { Prevalence = 0.5, Seed = 5 }, i).Cutout)).ToArray();

        Assert.Equal("hand-crafted-1", Features.Version);
        Assert.Equal(RecordedSum, vectors.Select((value, i) => value * Math.Sqrt(i + 1.0)).Sum(), 0.05);
        Assert.Equal(RecordedAbsolute, vectors.Sum(value => (double)Math.Abs(value)), 0.01);
    }

    [Fact]
    public void HandCrafted_IsDeterministicAndNamed()
    {
        var vector = Features.HandCrafted(Lens);

        Assert.Equal(vector, Features.HandCrafted(Lens));
        Assert.Equal(Features.Dimensions, vector.Length);
        Assert.Equal(Features.Dimensions, Features.Names.Distinct().Count());
        Assert.True(vector.Distinct().Count() > vector.Length / 2);
    }

    [Theory]
    [InlineData(1, 32, 32)]
    [InlineData(2, 33, 40)]
    [InlineData(3, 64, 64)]
    [InlineData(5, 120, 100)]
    [InlineData(1, 512, 512)]
    [InlineData(3, 8, 8)]
    public void HandCrafted_WhenShapeVaries_IsFiniteAndOfOneLength(int bands, int width, int height)
    {
        var pixels = new float[bands * width * height];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = i % 13 == 0 ? float.NaN : MathF.Sin(i) * 10;
        }

        AssertUsable(Features.HandCrafted(new Cutout([.. Enumerable.Range(1, bands).Select(band => $"b{band}")], width, height, pixels)));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(1e30f)]
    public void HandCrafted_WhenEveryPixelIsTheSame_IsFinite(float value)
    {
        var pixels = new float[3 * 64 * 64];
        pixels.AsSpan().Fill(value);

        AssertUsable(Features.HandCrafted(new Cutout(["g", "r", "i"], 64, 64, pixels)));
    }

    [Fact]
    public void HandCrafted_WhenOneBandIsBlank_IsFinite()
    {
        var pixels = (float[])Lens.Pixels.Clone();
        pixels.AsSpan(0, 64 * 64).Fill(float.NaN);

        AssertUsable(Features.HandCrafted(new Cutout(["g", "r", "i"], 64, 64, pixels)));
    }

    [Fact]
    public void HandCrafted_WhenUnitsChange_StaysTheSame()
    {
        var scaled = new Cutout(Lens.Bands, 64, 64, Array.ConvertAll(Lens.Pixels, value => (value * 1000) + 50));

        var difference = MeanDifference(Features.HandCrafted(Lens), Features.HandCrafted(scaled));

        Assert.InRange(difference, 0, 5e-3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void HandCrafted_WhenTurnedOrMirrored_HardlyChanges(bool mirrored)
    {
        var other = SimulatedSky.Create(new SkyOptions { Prevalence = 0, Seed = 2 }, 4).Cutout;

        var difference = MeanDifference(Features.HandCrafted(Lens), Features.HandCrafted(Turn(Lens, mirrored)));

        Assert.InRange(difference, 0, 0.01);
        Assert.True(MeanDifference(Features.HandCrafted(Lens), Features.HandCrafted(other)) > 10 * difference);
    }

    /// <summary>A blue arc is long along its ring; a blue neighbour of the same flux at the same distance is not.</summary>
    [Fact]
    public void HandCrafted_WhenBlueLightIsAnArc_TellsItFromANeighbour()
    {
        var arc = Describe((radius, angle) => Math.Abs(angle) < 0.9 ? Math.Exp(-Math.Pow((radius - 9) / 1.3, 2)) : 0);
        var neighbour = Describe((radius, angle) => 4 * Math.Exp(-(Math.Pow((radius * Math.Cos(angle)) - 9, 2) + Math.Pow(radius * Math.Sin(angle), 2)) / 4));

        Assert.True(arc["blob.blue.1.elongation"] > neighbour["blob.blue.1.elongation"] + 0.8);
        Assert.True(arc["blob.blue.1.angle"] > neighbour["blob.blue.1.angle"]);
    }

    private static Dictionary<string, float> Describe(Func<double, double, double> blue)
    {
        var random = new Random(1);
        var pixels = new float[3 * 64 * 64];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = ((i % 64) - 31.5, (i / 64 % 64) - 31.5);
            var (radius, band) = (Math.Sqrt((x * x) + (y * y)), i / 4096);
            var galaxy = (1 + (2 * band)) * 100 * Math.Exp(-radius / 3);
            pixels[i] = (float)(galaxy + (band == 0 ? 25 * blue(radius, Math.Atan2(y, x)) : 0) + random.NextDouble() - 0.5);
        }

        return Features.Names.Zip(Features.HandCrafted(new Cutout(["g", "r", "i"], 64, 64, pixels))).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static Cutout Turn(Cutout cutout, bool mirrored)
    {
        var (n, turned) = (cutout.Width, new float[cutout.Pixels.Length]);
        for (var i = 0; i < turned.Length; i++)
        {
            var (band, x, y) = (i / (n * n), i % n, i / n % n);
            turned[i] = mirrored ? cutout.Plane(band)[(y * n) + n - 1 - x] : cutout.Plane(band)[((n - 1 - x) * n) + y];
        }

        return new Cutout(cutout.Bands, n, n, turned);
    }

    private static double MeanDifference(float[] a, float[] b) => a.Zip(b, (u, v) => (double)Math.Abs(u - v)).Average();

    private static void AssertUsable(float[] vector)
    {
        Assert.Equal(Features.Dimensions, vector.Length);
        Assert.All(vector, value => Assert.InRange(value, -8f, 8f));
    }
}
