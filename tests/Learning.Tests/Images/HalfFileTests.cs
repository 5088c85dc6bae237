using LensGrains.Imaging;
using LensGrains.Learning.Images;

namespace LensGrains.Learning.Tests.Images;

public sealed class HalfFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lensgrains-half-").FullName;

    private string FilePath => Path.Combine(_folder, "rows.f16");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_OfRowsWrittenInAnyOrder_GivesThemInTheirs()
    {
        using var file = Written(3, row => [row, -row / 4f, float.NaN], [.. Enumerable.Range(0, 1000).Reverse()]);

        Assert.Equal(1000, file.Count);
        Assert.Equal([(Half)7, (Half)(-1.75f), Half.NaN], file.Row(7).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Row(1000)[0]);
    }

    [Fact]
    public void Read_OfMappedImages_GivesWhatWasWritten()
    {
        var contract = new ImageContract { Bands = 1, Size = 8 };
        using var file = Written(contract.Length, row => [.. Enumerable.Range(0, contract.Length).Select(i => (row * 64f) + i)], [4, 0, 2, 1, 3]);
        var read = new float[2 * contract.Length];

        new MappedImages(file, contract).Read([3, 1], read);

        Assert.Equal([.. Enumerable.Range(192, 64).Concat(Enumerable.Range(64, 64)).Select(i => (float)i)], read);
    }

    [Fact]
    public void Open_OfATruncatedFile_IsRefused()
    {
        Written(3, _ => [1, 2, 3], [0, 1, 2, 3]).Dispose();
        using (var cut = File.OpenWrite(FilePath))
        {
            cut.SetLength(cut.Length - 2);
        }

        Assert.Contains("22 bytes", Assert.Throws<InvalidDataException>(() => HalfFile.Open(FilePath, 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_OfAnUnfinishedWriter_LeavesWhatWasThere()
    {
        Written(1, _ => [5], [0]).Dispose();

        using (var writer = new HalfFileWriter(FilePath, 1))
        {
            writer.Write(0, [6]);
        }

        using var file = HalfFile.Open(FilePath, 1);
        Assert.Equal((Half)5, file.Row(0)[0]);
        Assert.Single(Directory.GetFiles(_folder));
    }

    private HalfFile Written(int width, Func<int, float[]> values, int[] order)
    {
        using (var writer = new HalfFileWriter(FilePath, width))
        {
            Parallel.ForEach(order, row => writer.Write(row, values(row)));
            writer.Finish();
        }

        return HalfFile.Open(FilePath, width);
    }
}
