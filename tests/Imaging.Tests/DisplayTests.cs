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
