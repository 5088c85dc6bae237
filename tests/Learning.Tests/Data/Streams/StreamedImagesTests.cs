using LensGrains.Imaging;
using LensGrains.Learning.Data;
using LensGrains.Learning.Data.Streams;

namespace LensGrains.Learning.Tests.Data.Streams;

public sealed class StreamedImagesTests
{
    private static readonly ImageContract Contract = new() { Bands = 1, Size = 8 };

    [Fact]
    public async Task Collect_OfAStream_GivesTargetsAndGroupsAndNamesWhatIsLeftOut()
    {
        var faults = new List<DataFault>();
        ImageSample[] samples =
        [
            Sample("a", 1, 1, ra: 10), Sample("b", 0, 2, ra: 20), Sample("c", null, 3, ra: 30), Sample("d", 7, 4, ra: 40),
            Sample("e", 0.75, 5, ra: 10), Sample("f", 0.25, 2, ra: null), Sample("g", 0, 6, ra: null),
        ];

        var (set, keys) = await StreamedImages.CollectAsync(samples.ToAsyncEnumerable(), Contract, faults.Add);

        Assert.Equal(["a", "b", "e", "f", "g"], keys);
        Assert.Equal([1f, 0, 0.75f, 0.25f, 0], set.Targets.ToArray());
        Assert.Equal([true, false, true, false, false], set.Positives.ToArray());
        Assert.Equal([("c", DataFaultCodes.BadLabel), ("d", DataFaultCodes.BadLabel)], faults.Select(fault => (fault.Key, fault.Code)));
        var groups = set.Groups.ToArray();
        Assert.Equal(groups[0], groups[2]); // one place
        Assert.Equal(groups[1], groups[3]); // the same pixels
        Assert.Equal(3, groups.Distinct().Count());
        var (expected, read) = (new float[Contract.Length], new float[Contract.Length]);
        NetworkImage.Write(samples[4].Cutout, Contract, expected);
        set.Images.Read([2], read);
        Assert.All(expected.Zip(read), pair => Assert.Equal(pair.First, pair.Second, 2e-3f));
    }

    private static ImageSample Sample(string key, double? label, int picture, double? ra) => new(key, new Cutout(
        ["g"], 8, 8, [.. Enumerable.Range(0, 64).Select(i => (float)((i * (picture + 2)) % 13))])
    {
        Header = new CutoutHeader { RaDeg = ra, DecDeg = ra is null ? null : 0 },
    })
    {
        Label = label,
    };
}
