using System.IO.Compression;
using System.Text;
using LensGrains.Imaging;

namespace LensGrains.Tests.Imaging;

public class ReaderFaultTests
{
    [Fact]
    public void Read_WhenFileIsMissing_SaysSo() => Assert.Equal(ImageFaultCodes.NotFound, Fault("/no/such/file.fits").Code);

    [Theory]
    [InlineData("", ImageFaultCodes.Empty)]
    [InlineData("<html><body>404</body></html>", ImageFaultCodes.UnsupportedFormat)]
    [InlineData("nothing at all in particular", ImageFaultCodes.UnknownFormat)]
    public void Read_WhenContentIsNoImage_NamesTheReason(string content, string code)
        => Assert.Equal(code, Fault(Write("a.fits", Encoding.ASCII.GetBytes(content))).Code);

    [Fact]
    public void Read_WhenHeaderDeclaresMoreThanTheFileHolds_IsTruncated()
        => Assert.Equal(ImageFaultCodes.Truncated, Fault(Write("a.fits", Header(4000, 4000))).Code);

    [Fact]
    public void Read_WhenHeaderDeclaresTooManyPixels_IsRefusedBeforeAnyIsAllocated()
    {
        var path = Write("a.fits", Header(2_000_000_000, 2_000_000_000));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var fault = Fault(path);

        Assert.Equal(ImageFaultCodes.TooManyPixels, fault.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Read_WhenGzipUnfoldsBeyondTheLimit_StopsThere()
    {
        using var folded = new MemoryStream();
        using (var gzip = new GZipStream(folded, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(new byte[8 << 20]);
        }

        var outcome = CutoutReader.Read(
            [new BandFile(Write("bomb.fits.gz", folded.ToArray()))], new ImageLimits { MaxUnfoldedBytes = 1 << 20 }, CancellationToken.None);

        Assert.Equal(ImageFaultCodes.TooLarge, outcome.Fault?.Code);
    }

    [Fact]
    public void Read_WhenRasterDeclaresTooManyPixels_IsRefused()
    {
        var path = Write("a.png", Raster.EncodePng(new byte[64 * 64 * 3], 64, 64));

        var outcome = CutoutReader.Read([new BandFile(path)], new ImageLimits { MaxPixels = 1000 }, CancellationToken.None);

        Assert.Equal(ImageFaultCodes.TooManyPixels, outcome.Fault?.Code);
    }

    [Fact]
    public void Read_WhenBandsDifferInSize_NamesTheFile()
    {
        var files = new[] { "float32.fits", "float64.fits" }.Select(name => new BandFile(Oracle.PathOf(name))).ToArray();

        var outcome = CutoutReader.Read(files, ImageLimits.Default, CancellationToken.None);

        Assert.Equal(ImageFaultCodes.BandsDiffer, outcome.Fault?.Code);
        Assert.Contains("float64.fits", outcome.Fault!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhenAFileIsCutAnywhere_NeverThrows()
    {
        foreach (var name in new[] { "float32.fits", "extensions.fits", "rice_1.fits.fz", "float32.fits.gz" })
        {
            var whole = File.ReadAllBytes(Oracle.PathOf(name));
            for (var length = 1; length < whole.Length; length += Math.Max(97, whole.Length / 23))
            {
                var outcome = CutoutReader.Read(
                    [new BandFile(Write("cut", whole[..length]))], ImageLimits.Default, CancellationToken.None);
                Assert.True(outcome.IsRead || outcome.Fault.Reason.Length > 0);
            }
        }
    }

    [Theory]
    [InlineData("float32.fits")]
    [InlineData("extensions.fits")]
    [InlineData("rice_1.fits.fz")]
    [InlineData("gzip_2.fits.fz")]
    [InlineData("hcompress_1.fits.fz")]
    [InlineData("plio_1.fits.fz")]
    public void Read_WhenBytesAreFlipped_NeverThrows(string name)
    {
        var whole = File.ReadAllBytes(Oracle.PathOf(name));
        var random = new Random(11);
        var path = Write("flipped", whole);
        for (var round = 0; round < 60; round++)
        {
            var damaged = (byte[])whole.Clone();
            for (var flip = 0; flip < 6; flip++)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(path, damaged);
            var outcome = CutoutReader.Read([new BandFile(path)], ImageLimits.Default, CancellationToken.None);
            Assert.True(outcome.IsRead || outcome.Fault.Reason.Length > 0);
        }
    }

    [Fact]
    public void Read_WhenCancelled_Throws()
        => Assert.Throws<OperationCanceledException>(() => CutoutReader.Read(
            [new BandFile(Oracle.PathOf("float32.fits"))], ImageLimits.Default, new CancellationToken(canceled: true)));

    private static ImageFault Fault(string path)
        => CutoutReader.Read([new BandFile(path)], ImageLimits.Default, CancellationToken.None).Fault
            ?? throw new InvalidDataException("The file was read.");

    private static string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(TestFiles.NewFolder(), name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Header(long width, long height)
    {
        string[] cards =
        [
            $"SIMPLE  = {"T",20}", $"BITPIX  = {-32,20}", $"NAXIS   = {2,20}", $"NAXIS1  = {width,20}", $"NAXIS2  = {height,20}", "END",
        ];
        return Encoding.ASCII.GetBytes(string.Concat(cards.Select(card => card.PadRight(80))).PadRight(2880) + new string('\0', 2880));
    }
}
