using System.Text;
using LensGrains.Catalogs.Npy;

namespace LensGrains.Tests.Catalogs;

public sealed class NpyTests : IDisposable
{
    private static readonly string Fixtures = Path.Combine(TestFiles.Root, "tests", "oracles", "npy");
    private readonly string _folder = TestFiles.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ReadRow_OfEveryTypeOrderAndEndianness_EqualsNumpy()
    {
        using var archive = NpzArchive.Open(Path.Combine(Fixtures, "all.npz"));
        var arrays = archive.Names.Where(n => n[0] == 'f').ToList();

        Assert.Equal(12, arrays.Count);
        foreach (var name in arrays)
        {
            using var array = await archive.MapAsync(name, _folder);
            var row = new float[3];
            for (var i = 0; i < 4; i++)
            {
                array.ReadRow(i, row);
                Assert.Equal([(i * 1.5f) - 1, (i * 1.5f) - 0.5f, i * 1.5f], row);
            }
        }
    }

    [Theory]
    [InlineData("names")]
    [InlineData("names_big")]
    [InlineData("names_bytes")]
    public async Task ReadText_OfUnicodeAndBytes_EqualsNumpy(string member)
    {
        using var archive = NpzArchive.Open(Path.Combine(Fixtures, "all.npz"));
        using var names = await archive.MapAsync(member, _folder);

        Assert.Equal(["b", "a", "Zürich", "δ☉𝄞"], Enumerable.Range(0, 4).Select(i => names.ReadText(i)));
    }

    [Fact]
    public async Task ReadText_OfIntegers_IsTheirDecimal()
    {
        using var archive = NpzArchive.Open(Path.Combine(Fixtures, "all.npz"));
        using var integers = await archive.MapAsync("integers", _folder);

        Assert.Equal(["-5", "7"], [integers.ReadText(0), integers.ReadText(1)]);
    }

    [Fact]
    public void Open_OfAnObjectArray_RefusesThePickle()
        => Assert.Equal("npy-object", Assert.Throws<NpyFormatException>(() => MappedNpy.Open(Path.Combine(Fixtures, "objects.npy"))).Reason);

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", null)]
    [InlineData("{'shape': (6,), 'fortran_order': False, 'descr': '<f4'}", null)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), }", "npy-truncated")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807), }", "npy-shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 3), }", "npy-shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "npy-shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9223372036854775807, 8), }", "npy-shape")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (6,), }", "npy-object")]
    [InlineData("{'descr': [('a', '<f4'), ('b', '|O')], 'fortran_order': False, 'shape': (6,), }", "npy-object")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,), }", "npy-dtype")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (3,), }", "npy-dtype")]
    [InlineData("{'descr': '<f4', 'fortran_order': __import__('os').system('x'), 'shape': (6,), }", "npy-header")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'more': 'x', }", "npy-header")]
    [InlineData("", "npy-header")]
    public void Open_OfAHeader_AcceptsOrNamesAReason(string header, string? reason)
    {
        var path = Path.Combine(_folder, "h.npy");
        var text = Encoding.ASCII.GetBytes(header);
        File.WriteAllBytes(path, [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. text, .. new byte[24]]);

        Assert.Equal(reason, ReasonOf(path));
    }

    [Fact]
    public void Open_OfEveryPrefixOfAFile_NamesAReasonOrReads()
    {
        var whole = NpyFile.ToBytes<float>([1, 2, 3]);
        var path = Path.Combine(_folder, "cut.npy");

        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.NotNull(ReasonOf(path));
        }
    }

    [Fact]
    public async Task MapAsync_WhenAMemberHoldsMoreThanItsHeaderSays_Refuses()
    {
        using var bench = new IngestBench();
        var npz = bench.Npz("long.npz", ("embeddings", [.. NpyFile.ToBytes<float>([1]), .. new byte[1000]]));
        using var archive = NpzArchive.Open(npz);

        Assert.Equal("npy-too-long", (await Assert.ThrowsAsync<NpyFormatException>(() => archive.MapAsync("embeddings", _folder))).Reason);
        Assert.Equal("npz-member", (await Assert.ThrowsAsync<NpyFormatException>(() => archive.MapAsync("names", _folder))).Reason);
    }

    [Fact]
    public void Open_OfAFileThatIsNoZip_IsNamed()
    {
        var path = Path.Combine(_folder, "x.npz");
        File.WriteAllText(path, "<html>not found</html>");

        Assert.Equal("not-npz", Assert.Throws<NpyFormatException>(() => NpzArchive.Open(path)).Reason);
    }

    [Fact]
    public void Write_ThenRead_GivesTheSameNumbersOnASixtyFourByteGrid()
    {
        var bytes = NpyFile.ToBytes<double>([1.5, double.NaN, -0.0, 1e300]);

        Assert.Equal([1.5, double.NaN, -0.0, 1e300], NpyFile.Read<double>(new MemoryStream(bytes)));
        Assert.Equal(0, (bytes.Length - 32) % 64);
    }

    [SharedDataFact("tricky/derived")]
    public void Open_OfHostileRealFiles_ReadsWhatNumpyReads()
    {
        string Path1(string name) => Path.Combine(TestFiles.SharedData!, "tricky", "derived", name);
        using var big = MappedNpy.Open(Path1("big_endian_f4.npy"));
        using var fortran = MappedNpy.Open(Path1("f8_fortran.npy"));
        var (rowBig, rowFortran) = (new float[120], new float[120]);

        for (var row = 0; row < 120; row++)
        {
            big.ReadRow(row, rowBig);
            fortran.ReadRow(row, rowFortran);
            Assert.Equal(rowBig, rowFortran);
        }

        using var cube = MappedNpy.Open(Path1("f4_c_order.npy"));
        Assert.Equal([3, 120, 120], cube.Header.Shape);
        Assert.Equal("not-npy", ReasonOf(Path1("one_pixel.fits")));
    }

    private static string? ReasonOf(string path)
    {
        try
        {
            using var array = MappedNpy.Open(path);
            return null;
        }
        catch (NpyFormatException e)
        {
            return e.Reason;
        }
    }
}
