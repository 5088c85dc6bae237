using LensGrains.Imaging;

namespace LensGrains.Tests.Imaging;

public class FitsPixelTests
{
    [Theory]
    [InlineData("float32.fits")]
    [InlineData("float64.fits")]
    [InlineData("uint8.fits")]
    [InlineData("int16.fits")]
    [InlineData("uint16.fits")]
    [InlineData("int32.fits")]
    [InlineData("int64.fits")]
    [InlineData("scaled.fits")]
    [InlineData("cube.fits")]
    [InlineData("float32.fits.gz")]
    [InlineData("rice_1.fits.fz")]
    [InlineData("gzip_1.fits.fz")]
    [InlineData("gzip_2.fits.fz")]
    [InlineData("hcompress_1.fits.fz")]
    [InlineData("plio_1.fits.fz")]
    [InlineData("extensions.fits")]
    public void Read_WhenFormatVaries_GivesTheReferencesPixels(string name)
    {
        var expected = Oracle.Expected.GetProperty("fits").GetProperty(name);
        var shape = expected.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32()).ToArray();

        var cutout = Read(name);

        Assert.Equal((shape[^1], shape[^2], shape.Length > 2 ? shape[0] : 1), (cutout.Width, cutout.Height, cutout.Bands.Length));
        var pixels = expected.GetProperty("pixels").EnumerateArray().ToArray();
        for (var i = 0; i < pixels.Length; i++)
        {
            var value = pixels[i].ValueKind == System.Text.Json.JsonValueKind.Null ? float.NaN : pixels[i].GetSingle();
            Assert.True(value.Equals(cutout.Pixels[i]), $"pixel {i}: {cutout.Pixels[i]} instead of {value}");
        }
    }

    [Theory]
    [InlineData("float32.fits")]
    [InlineData("float64.fits")]
    public void Read_WhenHeaderHasWorldCoordinates_GivesTheReferencesCentreAndScale(string name)
    {
        var expected = Oracle.Expected.GetProperty("fits").GetProperty(name);

        var header = Read(name).Header;

        Assert.Equal(expected.GetProperty("ra").GetDouble(), header.RaDeg!.Value, 1e-9);
        Assert.Equal(expected.GetProperty("dec").GetDouble(), header.DecDeg!.Value, 1e-9);
        Assert.Equal(expected.GetProperty("scale").GetDouble(), header.PixelScaleArcsec!.Value, 1e-9);
    }

    [Fact]
    public void Read_WhenHeaderDescribesTheBand_FillsTheSchema()
    {
        var band = Read("float32.fits", "g").Header.Bands.Single();

        Assert.Equal(("g", 430.0, "counts", 25.0), (band.Band, band.ExposureSeconds, band.Units, band.ZeroPointMag));
    }

    [Fact]
    public void Read_WhenFileHasPsfAndRmsExtensions_MeasuresThem()
    {
        var bands = Read("extensions.fits").Header.Bands;

        Assert.Equal(["DES_G", "VIS"], bands.Select(band => band.Band));
        Assert.Equal([0.5, 0.3], bands.Select(band => Math.Round(band.SkyNoise!.Value, 6)));
        Assert.Equal(5.0, bands[0].PsfFwhmArcsec!.Value / bands[0].PixelScaleArcsec!.Value, 0.15);
        Assert.Equal(3.0, bands[1].PsfFwhmArcsec!.Value / bands[1].PixelScaleArcsec!.Value, 0.15);
    }

    [Fact]
    public void Read_WhenABandOfAFileIsNamed_GivesThatBandOnly()
    {
        var all = Read("extensions.fits");

        var one = Read("extensions.fits", "VIS");

        Assert.Equal(all.Plane(1), one.Plane(0));
    }

    [Fact]
    public void Read_WhenNameHoldsFileNameSyntax_TakesItLiterally()
    {
        var folder = TestFiles.NewFolder();
        var path = Path.Combine(folder, "a[1:2,1:2](x)+1.fits");
        File.Copy(Oracle.PathOf("float32.fits"), path);

        var outcome = CutoutReader.Read([new BandFile(path)], ImageLimits.Default, CancellationToken.None);

        Assert.True(outcome.IsRead, outcome.Fault?.Reason);
        Assert.Equal((12, 10), (outcome.Cutout.Width, outcome.Cutout.Height));
    }

    [Fact]
    public void Read_WhenManyThreadsReadTheSameFiles_AllGetTheSamePixels()
    {
        string[] names = ["float32.fits", "rice_1.fits.fz", "hcompress_1.fits.fz", "cube.fits", "float32.fits.gz"];
        var alone = names.ToDictionary(name => name, name => Read(name).Pixels);

        Parallel.For(0, 200, i => Assert.Equal(alone[names[i % names.Length]], Read(names[i % names.Length]).Pixels));
    }

    internal static Cutout Read(string name, string? band = null)
    {
        var outcome = CutoutReader.Read([new BandFile(Oracle.PathOf(name), band)], ImageLimits.Default, CancellationToken.None);
        return outcome.IsRead ? outcome.Cutout : throw new InvalidDataException($"{name}: {outcome.Fault.Reason}");
    }
}
