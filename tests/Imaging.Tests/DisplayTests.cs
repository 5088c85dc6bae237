using LensGrains.Imaging;

namespace LensGrains.Tests.Imaging;

public class DisplayTests
{
    [Theory]
    [InlineData("field")]
    [InlineData("outliers")]
    [InlineData("blanks")]
    [InlineData("constant")]
    [InlineData("small")]
    public void Limits_WhenComparedWithAstropyAndNumpy_Agree(string name)
    {
        var expected = Oracle.Expected.GetProperty("limits").GetProperty(name);
        var (values, _) = Oracle.Npy($"limits_{name}.npy");

        AssertClose(expected.GetProperty("zscale"), ZScale.Of(values));
        AssertClose(expected.GetProperty("percentile"), Limits.Percentiles(values, 0.5, 99.5));
    }

    [Fact]
    public void Lupton_WhenComparedWithAstropy_AgreesToOneLevel()
    {
        var (bands, _) = Oracle.Npy("lupton_in.npy");
        var (expected, _) = Oracle.Npy("lupton_out.npy");
        var n = bands.Length / 3;

        var rgb = LuptonRgb.Render(bands.AsSpan(0, n), bands.AsSpan(n, n), bands.AsSpan(2 * n, n), 9, 6, 8);

        Assert.Equal(expected.Length, rgb.Length);
        Assert.All(rgb.Zip(expected), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        Assert.True(rgb.Distinct().Count() > 20);
    }

    /// <summary>See tests/oracles/imaging/colour.py: a lens, a saturated star, empty sky, and a galaxy with holes in single bands.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ToRgb_WhenComparedWithAstropyClippingAndLupton_AgreesToOneLevel(int scene)
    {
        var cutout = ColourScene(scene);
        var (expected, shape) = Oracle.Npy("colour_out.npy");
        var wanted = expected.AsSpan(scene * expected.Length / shape[0], expected.Length / shape[0]).ToArray();

        var rgb = Stretching.ToRgb(cutout, new DisplayOptions());

        Assert.Equal(wanted.Length, rgb.Length);
        Assert.All(rgb.Zip(wanted), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Fact]
    public void ToRgb_WhenThereIsOnlySky_IsNearBlackAndStillShowsItsNoise()
    {
        var rgb = Stretching.ToRgb(ColourScene(2), new DisplayOptions());

        Assert.InRange(rgb.Average(level => (double)level), 5, 20);
        Assert.InRange(rgb.Max(), 30, 110);
        Assert.True(rgb.Distinct().Count() > 30);
    }

    [Fact]
    public void ToRgb_WhenACoreIsSaturated_KeepsTheColourAroundIt()
    {
        var rgb = Stretching.ToRgb(Star(saturation: 3000), new DisplayOptions());
        var whole = Stretching.ToRgb(Star(saturation: float.MaxValue), new DisplayOptions());

        var (core, unsaturated) = (rgb[(((32 * 64) + 32) * 3)..][..3], whole[(((32 * 64) + 32) * 3)..][..3]);
        Assert.True(core[0] > core[2] + 40, $"a red star, not blue: {string.Join(' ', core)}");
        Assert.All(core.Zip(unsaturated), pair => Assert.InRange(pair.First - pair.Second, -12, 12));
    }

    [Theory]
    [InlineData(Stretch.Lupton)]
    [InlineData(Stretch.Asinh)]
    [InlineData(Stretch.ZScale)]
    [InlineData(Stretch.Percentile)]
    [InlineData(Stretch.Linear)]
    public void ToRgb_WhenOneBandIsMissingInACore_DoesNotColourIt(Stretch stretch)
    {
        var cutout = Star(saturation: float.MaxValue, colour: [1, 1, 1]);
        cutout.Pixels.AsSpan((2 * 64 * 64) + (32 * 64) + 30, 5).Fill(float.NaN);

        var rgb = Stretching.ToRgb(cutout, new DisplayOptions { Stretch = stretch });

        for (var x = 30; x < 35; x++)
        {
            var pixel = rgb.AsSpan(((32 * 64) + x) * 3, 3).ToArray();
            Assert.True(pixel.Max() > 100 && pixel.Max() - pixel.Min() <= 16, string.Join(' ', pixel));
        }
    }

    [Fact]
    public void DisplaySky_WhenAGalaxyFillsTheFrameOrPaddingMostOfIt_StillFindsTheSky()
    {
        var random = new Random(5);
        var sky = Enumerable.Range(0, 4096).Select(_ => (float)(10 + (2 * Normal(random)))).ToArray();
        var crowded = sky.Select((value, i) => i % 64 < 20 && i < 1500 ? value + 500 : value).ToArray();
        var padded = sky.Select((value, i) => i % 64 < 40 ? 0 : value).ToArray();

        Assert.All(new[] { sky, crowded, padded }, plane =>
        {
            var found = DisplaySky.Of(plane, 64, 64);
            Assert.InRange(found.Level, 9.7, 10.4);
            Assert.InRange(found.Sigma, 1.8, 2.2);
        });
        Assert.Equal(new SkyStatistics(0, 1), DisplaySky.Of(new float[64], 8, 8));
    }

    [Theory]
    [InlineData(50, 1)]
    [InlineData(120, 0.577)]
    [InlineData(500, 30)]
    public void NoiseStretch_ForAWhiteLevel_HasTheNoisesSlopeAndThatWhite(double whiteSigmas, double sigma)
    {
        var stretch = NoiseStretch.ForWhite(whiteSigmas, sigma);

        Assert.Equal(1, stretch.Fraction(whiteSigmas * sigma), 1e-9);
        Assert.Equal(NoiseStretch.NoiseFraction, stretch.Fraction(1e-6 * sigma) / 1e-6, 1e-6);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static Cutout ColourScene(int scene)
    {
        var (values, shape) = Oracle.Npy("colour_in.npy");
        var size = values.Length / shape[0];
        return new Cutout(["i", "r", "g"], shape[3], shape[2], values.AsSpan(scene * size, size).ToArray());
    }

    /// <summary>Bands i, r, g with noise 4, 2 and 1: in units of the noise a saturated core would be bluest.</summary>
    private static Cutout Star(float saturation, float[]? colour = null)
    {
        var random = new Random(3);
        float[] noise = [4, 2, 1];
        var pixels = new float[3 * 64 * 64];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (band, x, y) = (i / 4096, i % 64, i / 64 % 64);
            var light = 8000 * Math.Exp(-(((x - 32) * (x - 32)) + ((y - 32) * (y - 32))) / 32.0);
            var flux = (colour ?? [2, 0.8f, 0.5f])[band] * noise[band] * light / 4;
            pixels[i] = Math.Min((float)(flux + (noise[band] * Normal(random))), saturation);
        }

        return new Cutout(["i", "r", "g"], 64, 64, pixels);
    }

    [Theory]
    [InlineData(Stretch.Auto)]
    [InlineData(Stretch.Lupton)]
    [InlineData(Stretch.Asinh)]
    [InlineData(Stretch.ZScale)]
    [InlineData(Stretch.Percentile)]
    [InlineData(Stretch.Linear)]
    public void Render_WhenPixelsAreNotNumbers_DrawsAPictureAllTheSame(Stretch stretch)
    {
        var pixels = Enumerable.Range(0, 3 * 400).Select(i => i % 7 == 0 ? float.NaN : i % 11 == 0 ? float.PositiveInfinity : i % 50).ToArray();
        var cutout = new Cutout(["g", "r", "i"], 20, 20, pixels);

        var picture = Renderer.Render(cutout, new DisplayOptions { Stretch = stretch, Size = 40 });

        Assert.Equal((40, 40, "image/png"), (picture.Width, picture.Height, picture.ContentType));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture.Bytes[..4]);
    }

    [Fact]
    public void Render_WhenCutoutIsBottomUp_PutsTheLastRowOnTop()
    {
        var pixels = new float[100];
        pixels.AsSpan(90).Fill(255);
        var cutout = new Cutout(["g"], 10, 10, pixels) { IsBottomUp = true };

        var rgb = Stretching.ToRgb(cutout, new DisplayOptions { Stretch = Stretch.Linear });

        Assert.Equal((255, 0), (rgb[0], rgb[^1]));
    }

    /// <summary>The linear path never sees a stretch: drawing leaves the pixels as they were, and they are what the file says.</summary>
    [Fact]
    public void Render_LeavesTheLinearPixelsAlone()
    {
        var cutout = FitsPixelTests.Read("cube.fits");
        var before = (float[])cutout.Pixels.Clone();

        foreach (var stretch in Enum.GetValues<Stretch>())
        {
            Renderer.Render(cutout, new DisplayOptions { Stretch = stretch });
        }

        Assert.Equal(before, cutout.Pixels);
        Assert.False(cutout.IsDisplayEncoded);
        Assert.Contains(cutout.Pixels, value => value != MathF.Round(value));
    }

    [Fact]
    public void EncodePng_WhenReadAgain_GivesTheSameBytesAsBands()
    {
        var rgb = Enumerable.Range(0, 12 * 7 * 3).Select(i => (byte)(i * 37)).ToArray();
        var path = Path.Combine(TestFiles.NewFolder(), "a.png");
        File.WriteAllBytes(path, Raster.EncodePng(rgb, 12, 7));

        var cutout = CutoutReader.Read([new BandFile(path)], ImageLimits.Default, CancellationToken.None).Cutout!;

        Assert.Equal(["R", "G", "B"], cutout.Bands);
        Assert.True(cutout.IsDisplayEncoded);
        Assert.Equal(rgb, Enumerable.Range(0, rgb.Length).Select(i => (byte)cutout.Plane(i % 3)[i / 3]));
    }

    [Fact]
    public void Render_WhenPictureCameStretched_ShowsItAsItCame()
    {
        var levels = Enumerable.Range(0, 300).Select(i => (float)(i % 256)).ToArray();
        var cutout = new Cutout(["R", "G", "B"], 10, 10, levels) { IsDisplayEncoded = true };

        var rgb = Stretching.ToRgb(cutout, new DisplayOptions());

        Assert.Equal(levels, Enumerable.Range(0, 300).Select(i => (float)rgb[((i % 100) * 3) + (i / 100)]));
    }

    [Theory]
    [InlineData(PictureFormat.Png)]
    [InlineData(PictureFormat.Jpeg)]
    public void Render_WhenFileCameStretched_ShrinksItAndKeepsItsColour(PictureFormat format)
    {
        var rgb = Enumerable.Range(0, 90 * 60).SelectMany(_ => new byte[] { 200, 100, 30 }).ToArray();
        var folder = TestFiles.NewFolder();
        File.WriteAllBytes(Path.Combine(folder, "a.png"), Raster.EncodePng(rgb, 90, 60));

        var outcome = Renderer.Render(
            [new BandFile(Path.Combine(folder, "a.png"))], new DisplayOptions { Size = 30, Format = format }, ImageLimits.Default, CancellationToken.None);
        File.WriteAllBytes(Path.Combine(folder, "b"), outcome.Picture!.Bytes);
        var small = FitsPixelTests.Read(Path.Combine(folder, "b"));

        Assert.Equal((30, 20), (small.Width, small.Height));
        Assert.Equal([200f, 100f, 30f], Enumerable.Range(0, 3).Select(band => small.Plane(band)[305]), (a, b) => Math.Abs(a - b) <= 3);
    }

    [Fact]
    public void Render_WhenFileIsBroken_NamesTheReason()
    {
        var path = Path.Combine(TestFiles.NewFolder(), "a.png");
        File.WriteAllBytes(path, Raster.EncodePng(new byte[64 * 64 * 3], 64, 64)[..60]);

        var outcome = Renderer.Render([new BandFile(path)], new DisplayOptions { Size = 30 }, ImageLimits.Default, CancellationToken.None);

        Assert.Null(outcome.Picture);
        Assert.False(string.IsNullOrWhiteSpace(outcome.Fault?.Reason));
    }

    private static void AssertClose(System.Text.Json.JsonElement expected, Limits limits)
    {
        var (low, high) = (expected[0].GetDouble(), expected[1].GetDouble());
        Assert.Equal(low, limits.Low, 1e-6 * Math.Max(1, Math.Abs(low)));
        Assert.Equal(high, limits.High, 1e-6 * Math.Max(1, Math.Abs(high)));
    }
}
