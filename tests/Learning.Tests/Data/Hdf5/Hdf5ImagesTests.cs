using LensGrains.Imaging;
using LensGrains.Learning.Data.Hdf5;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Data.Hdf5;

public sealed class Hdf5ImagesTests
{
    private static readonly ImageContract Contract = new() { Bands = 3, Size = 8, BandNames = ["R", "G", "B"] };

    [Fact]
    public async Task Read_OfRowsInAnyOrder_GivesWhatTheNetworkTakes()
    {
        using var set = Hdf5ImageSet.Open(At("galaxy10.h5"), Hdf5Layout.Galaxy10);
        var images = new Hdf5Images(set, Contract);
        long[] rows = [4, 5, 6, 22, 0];
        var read = new float[rows.Length * Contract.Length];

        images.Read(rows, read);

        Assert.Equal(23, images.Count);
        var samples = await set.ReadAsync(0, 0).ToListAsync();
        for (var i = 0; i < rows.Length; i++)
        {
            var expected = new float[Contract.Length];
            NetworkImage.Write(samples[(int)rows[i]].Decode().Sample!.Cutout, Contract, expected);
            Assert.Equal(expected, read[(i * Contract.Length)..((i + 1) * Contract.Length)]);
        }
    }

    [Fact]
    public void Read_OfRowsThatDoNotRead_CountsThemAsUnreadable()
    {
        using var set = Hdf5ImageSet.Open(At("lzf.h5"), new Hdf5Layout());
        var read = new float[2 * Contract.Length];

        new Hdf5Images(set, Contract).Read([0, 1], read);

        Assert.All(read, value => Assert.True(float.IsNaN(value)));
    }

    private static string At(string name) => Path.Combine(TestFiles.Root, "tests", "oracles", "hdf5", name);
}
