using LensGrains.Imaging.Hdf5;

namespace LensGrains.Tests.Imaging.Hdf5;

/// <summary>Files that h5py wrote (<c>tests/oracles/hdf5/make_files.py</c>): every value follows from its place.</summary>
public sealed class Hdf5FileTests
{
    private const int Images = 23;

    [Fact]
    public void Read_OfContiguousBytes_GivesEveryValueOfASlab()
    {
        using var file = Hdf5File.Open(At("galaxy10.h5"));
        using var images = file.OpenArray("images");
        var slab = new float[2 * 8 * 6 * 3];

        images.Read(20, 2, slab.AsSpan());

        Assert.Equal([Images, 8, 6, 3], images.Shape);
        Assert.Equal((Hdf5Kind.Integer, 1, 1L), (images.Kind, images.ElementBytes, images.ChunkRows));
        Assert.All(Enumerable.Range(0, slab.Length), i => Assert.Equal(Expected(20 + (i / 144), i / 18 % 8, i / 3 % 6, i % 3), slab[i]));
    }

    [Fact]
    public void Read_OfPackedShuffledChunksWithChecksums_GivesEveryValue()
    {
        using var file = Hdf5File.Open(At("chunked.h5"));
        using var images = file.OpenArray("train/cutouts");
        var all = new float[Images * 3 * 8 * 6];

        for (var row = 0; row < Images; row++)
        {
            images.Read(row, 1, all.AsSpan(row * 144, 144));
        }

        Assert.Equal([Images, 3, 8, 6], images.Shape);
        Assert.Equal((Hdf5Kind.Float, 2, 5L), (images.Kind, images.ElementBytes, images.ChunkRows));
        Assert.All(Enumerable.Range(0, all.Length), i => Assert.Equal(Expected(i / 144, i / 6 % 8, i % 6, i / 48 % 3), all[i]));
    }

    [Fact]
    public void ReadTexts_OfBothKinds_GivesThem()
    {
        using var file = Hdf5File.Open(At("chunked.h5"));
        using var names = file.OpenArray("train/names");
        using var codes = file.OpenArray("train/codes");

        Assert.Equal(["galaxy-21-é", "galaxy-22-é"], names.ReadTexts(21, 2));
        Assert.Equal(["c9", "c10"], codes.ReadTexts(9, 2));
    }

    [Fact]
    public void Read_OfBooleansAndOtherByteOrders_GivesNumbers()
    {
        using var file = Hdf5File.Open(At("chunked.h5"));
        using var lenses = file.OpenArray("train/is_lens");
        using var numbers = file.OpenArray("train/big_endian");
        var (isLens, values) = (new double[5], new double[3]);

        lenses.Read(0, 5, isLens.AsSpan());
        numbers.Read(20, 3, values.AsSpan());

        Assert.Equal([1, 0, 0, 0, 1], isLens);
        Assert.Equal([20, 21, 22], values);
    }

    [Fact]
    public void TextAttribute_OfFileAndArray_IsRead()
    {
        using var file = Hdf5File.Open(At("chunked.h5"));
        using var images = file.OpenArray("train/cutouts");

        Assert.Equal("HSC PDR2", file.TextAttribute("survey"));
        Assert.Equal("short", file.TextAttribute("fixed"));
        Assert.Equal("nanomaggy", images.TextAttribute("unit"));
        Assert.Null(file.TextAttribute("number"));
        Assert.Null(file.TextAttribute("absent"));
    }

    [Fact]
    public void Names_OfAGroup_AreListed()
    {
        using var file = Hdf5File.Open(At("chunked.h5"));

        Assert.Equal(["elsewhere", "train"], file.Names());
        Assert.Contains("cutouts", file.Names("train"));
        Assert.True(file.Contains("train/names"));
        Assert.False(file.Contains("train/absent"));
        Assert.False(file.Contains("absent/names"));
    }

    [Theory]
    [InlineData("absent", Hdf5Exception.NoSuchArray, "it has elsewhere, train")]
    [InlineData("train", Hdf5Exception.NoSuchArray, "is no array")]
    [InlineData("elsewhere", Hdf5Exception.Elsewhere, "another file")]
    public void OpenArray_OfWhatIsNone_NamesTheFault(string name, string code, string told)
    {
        using var file = Hdf5File.Open(At("chunked.h5"));

        var refused = Assert.Throws<Hdf5Exception>(() => file.OpenArray(name));

        Assert.Equal(code, refused.Code);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenArray_WithElementsInAnotherFile_IsRefused()
    {
        using var file = Hdf5File.Open(At("outside.h5"));

        Assert.Equal(Hdf5Exception.Elsewhere, Assert.Throws<Hdf5Exception>(() => file.OpenArray("images")).Code);
    }

    [Fact]
    public void Read_WithACompressionThatTheLibraryLacks_NamesIt()
    {
        using var file = Hdf5File.Open(At("lzf.h5"));
        using var images = file.OpenArray("images");
        var slab = new float[144];

        var refused = Assert.Throws<Hdf5Exception>(() => images.Read(0, 1, slab.AsSpan()));

        Assert.Equal(Hdf5Exception.DoesNotRead, refused.Code);
        Assert.Contains("lzf", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfTextsAsNumbers_IsRefused()
    {
        using var file = Hdf5File.Open(At("chunked.h5"));
        using var names = file.OpenArray("train/names");
        var values = new double[1];

        Assert.Equal(Hdf5Exception.WrongType, Assert.Throws<Hdf5Exception>(() => names.Read(0, 1, values.AsSpan())).Code);
    }

    [Fact]
    public void Open_OfATruncatedFile_SaysSo()
    {
        var path = Path.Combine(TestFiles.NewFolder(), "cut.h5");
        File.WriteAllBytes(path, File.ReadAllBytes(At("galaxy10.h5"))[..4000]);

        var refused = Assert.Throws<Hdf5Exception>(() => Hdf5File.Open(path));

        Assert.Equal(Hdf5Exception.DoesNotOpen, refused.Code);
        Assert.Contains("truncated", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Open_OfAnotherFormatOrNothing_SaysSo()
    {
        var path = Path.Combine(TestFiles.NewFolder(), "text.h5");
        File.WriteAllText(path, "not an HDF5 file");

        Assert.Equal(Hdf5Exception.DoesNotOpen, Assert.Throws<Hdf5Exception>(() => Hdf5File.Open(path)).Code);
        Assert.Equal(Hdf5Exception.NotFound, Assert.Throws<Hdf5Exception>(() => Hdf5File.Open(path + ".absent")).Code);
    }

    [Fact]
    public void Read_WithAFlippedByteInAChunk_IsRefusedByItsChecksum()
    {
        var path = Path.Combine(TestFiles.NewFolder(), "flipped.h5");
        var bytes = File.ReadAllBytes(At("chunked.h5"));
        var deflated = bytes.AsSpan().LastIndexOf([(byte)0x78, (byte)0x5E]); // the start of a zlib stream at h5py's level
        bytes[deflated + 20] ^= 0xFF;
        File.WriteAllBytes(path, bytes);
        using var file = Hdf5File.Open(path);
        using var images = file.OpenArray("train/cutouts");
        var all = new float[Images * 144];

        Assert.Equal(Hdf5Exception.DoesNotRead, Assert.Throws<Hdf5Exception>(() => images.Read(0, Images, all.AsSpan())).Code);
    }

    [Fact]
    public async Task Read_FromManyThreads_GivesTheSame()
    {
        using var file = Hdf5File.Open(At("chunked.h5"));
        using var images = file.OpenArray("train/cutouts");

        var sums = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() =>
        {
            var all = new float[Images * 144];
            images.Read(0, Images, all.AsSpan());
            return all.Sum();
        })));

        Assert.Single(sums.Distinct());
    }

    private static float Expected(int n, int y, int x, int c) => ((n * 7) + (y * 5) + (x * 3) + c) % 251;

    private static string At(string name) => Path.Combine(TestFiles.Root, "tests", "oracles", "hdf5", name);
}
