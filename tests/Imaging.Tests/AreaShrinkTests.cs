using LensGrains.Imaging;
using LensGrains.Imaging.Rasters;

namespace LensGrains.Tests.Imaging;

public class AreaShrinkTests
{
    [Theory]
    [InlineData(8, 6, 4, 3)]
    [InlineData(212, 212, 128, 128)]
    [InlineData(37, 91, 13, 32)]
    [InlineData(5, 5, 5, 5)]
    [InlineData(100, 3, 30, 1)]
    public void Shrink_WhenSizesVary_GivesTheMeanOverEachPixelsArea(int width, int height, int toWidth, int toHeight)
    {
        var random = new Random(3);
        var rgb = new byte[3 * width * height];
        random.NextBytes(rgb);

        var shrunk = AreaShrink.Shrink(rgb, width, height, toWidth, toHeight);

        for (var i = 0; i < shrunk.Length; i++)
        {
            Assert.Equal(BruteForce(rgb, (width, height), (toWidth, toHeight), i / 3 % toWidth, i / 3 / toWidth, i % 3), shrunk[i], 0.501);
        }
    }

    [Theory]
    [InlineData(424, 128, 2)]
    [InlineData(256, 128, 2)]
    [InlineData(255, 128, 1)]
    [InlineData(5000, 128, 8)]
    [InlineData(100, 128, 1)]
    public void DecoderFactor_WhenPictureIsLarge_LeavesAtLeastWhatIsWanted(int longerSide, int wanted, int expected)
        => Assert.Equal(expected, AreaShrink.DecoderFactor(longerSide, wanted));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Render_WhenAnEightBitPictureIsShrunk_KeepsShapeAndColours(bool isJpeg)
    {
        const int Width = 300;
        const int Height = 200;
        var rgb = new byte[3 * Width * Height];
        for (var i = 0; i < Width * Height; i++)
        {
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = ((byte)(i % Width * 255 / Width), (byte)(i / Width * 255 / Height), 90);
        }

        var path = Path.Combine(TestFiles.NewFolder("shrink"), isJpeg ? "a.jpg" : "a.png");
        File.WriteAllBytes(path, isJpeg ? Raster.EncodeJpeg(rgb, Width, Height, 95) : Raster.EncodePng(rgb, Width, Height));

        var picture = Renderer.Render([new BandFile(path)], new DisplayOptions { Size = 60, Format = PictureFormat.Png }, ImageLimits.Default, CancellationToken.None).Picture!;

        Assert.Equal((60, 40), (picture.Width, picture.Height));
        var made = Path.ChangeExtension(path, ".small.png");
        File.WriteAllBytes(made, picture.Bytes);
        var cutout = CutoutReader.Read([new BandFile(made)], ImageLimits.Default, CancellationToken.None).Cutout!;
        for (var i = 0; i < 60 * 40; i++)
        {
            Assert.Equal(((i % 60) + 0.5) / 60 * 255, cutout.Plane(0)[i], 5.0);
            Assert.Equal(((i / 60) + 0.5) / 40 * 255, cutout.Plane(1)[i], 5.0);
            Assert.Equal(90, cutout.Plane(2)[i], 5.0);
        }
    }

    private static double BruteForce(byte[] rgb, (int X, int Y) from, (int X, int Y) to, int x, int y, int band)
    {
        var (sum, area) = (0.0, 0.0);
        for (var v = 0; v < from.Y; v++)
        {
            for (var u = 0; u < from.X; u++)
            {
                var overlap = Overlap(u, x, (double)from.X / to.X) * Overlap(v, y, (double)from.Y / to.Y);
                sum += overlap * rgb[(3 * ((v * from.X) + u)) + band];
                area += overlap;
            }
        }

        return sum / area;
    }

    private static double Overlap(int cell, int target, double scale)
        => Math.Max(0, Math.Min(cell + 1, (target + 1) * scale) - Math.Max(cell, target * scale));
}
