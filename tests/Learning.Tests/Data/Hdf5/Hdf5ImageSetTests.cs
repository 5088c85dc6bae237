using LensGrains.Imaging.Hdf5;
using LensGrains.Learning.Data;
using LensGrains.Learning.Data.Hdf5;
using LensGrains.Learning.Data.Streams;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Data.Hdf5;

/// <summary>Image sets of h5py's files (<c>tests/oracles/hdf5/make_files.py</c>).</summary>
public sealed class Hdf5ImageSetTests
{
    private const int Images = 23;

    private static readonly Hdf5Layout Packed = new()
    {
        Images = "train/cutouts", Labels = "train/is_lens", Keys = "train/names", Bands = ["g", "r", "i"],
    };

    [Fact]
    public async Task Read_OfGalaxy10_GivesImagesClassesAndColumns()
    {
        using var set = Hdf5ImageSet.Open(At("galaxy10.h5"), Hdf5Layout.Galaxy10);

        var samples = await AllAsync(set);

        Assert.Equal(Images, samples.Count);
        var sample = samples[13];
        Assert.Equal(("13", 3.0), (sample.Key, sample.Label));
        Assert.Equal(["R", "G", "B"], sample.Cutout.Bands);
        Assert.Equal((6, 8, true), (sample.Cutout.Width, sample.Cutout.Height, sample.Cutout.IsDisplayEncoded));
        Assert.Equal(((13 * 7) + (2 * 5) + (4 * 3) + 1) % 251, sample.Cutout.Plane(1)[(2 * 6) + 4]);
        Assert.Equal([151.625, -1.1875, 0.13, 0.262], new[] { "ra", "dec", "redshift", "pxscale" }.Select(name => sample.Columns[name]));
        Assert.Equal((151.625, 0.262), (sample.Cutout.Header.RaDeg, sample.Cutout.Header.PixelScaleArcsec));
        Assert.True(double.IsNaN(samples[4].Columns["redshift"]));
    }

    [Fact]
    public async Task Read_OfBandsFirst_GivesTheSamePlanesAndTheFilesKeys()
    {
        using var last = Hdf5ImageSet.Open(At("galaxy10.h5"), Hdf5Layout.Galaxy10);
        using var first = Hdf5ImageSet.Open(At("chunked.h5"), Packed);

        var (expected, actual) = (await AllAsync(last), await AllAsync(first));

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Cutout.Pixels, pair.Second.Cutout.Pixels));
        Assert.Equal("galaxy-7-é", actual[7].Key);
        Assert.Equal([1.0, 0, 0, 0, 1], actual.Take(5).Select(sample => sample.Label!.Value));
    }

    [Fact]
    public async Task Blocks_WithinLittleMemory_AreWholeChunksAndCoverEveryRow()
    {
        using var set = Hdf5ImageSet.Open(At("chunked.h5"), Packed with { SlabBytes = 13 * 144 * sizeof(float) });

        var samples = await AllAsync(set);

        Assert.Equal(["rows 0 to 9", "rows 10 to 19", "rows 20 to 22"], set.Blocks);
        Assert.Equal(Enumerable.Range(0, Images).Select(i => $"galaxy-{i}-é"), samples.Select(sample => sample.Key));
    }

    [Fact]
    public async Task Read_FromTheMiddleOfABlock_GoesOnThere()
    {
        using var set = Hdf5ImageSet.Open(At("chunked.h5"), Packed with { SlabBytes = 13 * 144 * sizeof(float) });

        var rest = await set.ReadAsync(1, 7).ToListAsync();

        Assert.Equal([new SampleAddress(1, 7), new SampleAddress(1, 8), new SampleAddress(1, 9)], rest.Select(stored => stored.Address));
        Assert.Equal("galaxy-17-é", rest[0].Key);
    }

    [Fact]
    public void ReadImages_OfBandsLast_GivesPlanes()
    {
        using var set = Hdf5ImageSet.Open(At("galaxy10.h5"), Hdf5Layout.Galaxy10);

        var images = set.ReadImages(3, 2);

        Assert.Equal(((4 * 7) + (1 * 5) + (5 * 3) + 2) % 251, images[144 + (2 * 48) + (1 * 6) + 5]);
    }

    [Theory]
    [InlineData("absent", null, Hdf5Exception.NoSuchArray)]
    [InlineData("train/flat", null, Hdf5Exception.WrongShape)]
    [InlineData("train/names", null, Hdf5Exception.WrongType)]
    [InlineData("train/cutouts", "train/wrong_length", Hdf5Exception.WrongShape)]
    [InlineData("train/cutouts", "train/names", Hdf5Exception.WrongType)]
    public void Open_WithArraysThatDoNotFit_NamesTheFault(string images, string? labels, string code)
    {
        var refused = Assert.Throws<Hdf5Exception>(() => Hdf5ImageSet.Open(At("chunked.h5"), new Hdf5Layout { Images = images, Labels = labels }));

        Assert.Equal(code, refused.Code);
    }

    [Fact]
    public async Task Read_OfABlockThatDoesNotRead_IsAFaultOfThatBlock()
    {
        using var set = Hdf5ImageSet.Open(At("lzf.h5"), new Hdf5Layout());

        var broken = await Assert.ThrowsAsync<DataFaultException>(() => AllAsync(set));

        Assert.Equal((Hdf5Exception.DoesNotRead, "rows 0 to 22"), (broken.Fault.Code, broken.Fault.Block));
    }

    private static async Task<List<ImageSample>> AllAsync(Hdf5ImageSet set)
    {
        var samples = new List<ImageSample>();
        for (var block = 0; block < set.Blocks.Count; block++)
        {
            await foreach (var stored in set.ReadAsync(block, 0))
            {
                samples.Add(stored.Decode().Sample!);
            }
        }

        return samples;
    }

    private static string At(string name) => Path.Combine(TestFiles.Root, "tests", "oracles", "hdf5", name);
}
