using LensGrains.Imaging;
using LensGrains.Learning.Data;
using LensGrains.Learning.Data.Shards;
using LensGrains.Learning.Data.Streams;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Data.Shards;

/// <summary>Shards that Python's tools wrote (<c>tests/oracles/shards/make_shards.py</c>): every pixel follows from its place.</summary>
public sealed class ShardSetTests
{
    private static readonly string Folder = Path.Combine(TestFiles.Root, "tests", "oracles", "shards");

    [Fact]
    public async Task Read_OfEveryKindOfFile_GivesPixelsLabelsAndColumns()
    {
        var samples = await SamplesAsync("kinds.tar");

        Assert.Equal(["a/0001", "0002", "0003", "0004", "0005", "0006", "588017_jpg", "long/" + new string('x', 140)], samples.Select(sample => sample.Key));
        Assert.Equal([1, 0, 0.25, 0, null, null, 2, null], samples.Select(sample => sample.Label));
        Assert.Equal([3, 4, 2, 3, 1, 3, 3, 1], samples.Select(sample => sample.Cutout.Bands.Length));
        Assert.All(samples, sample => Assert.Equal((5, 6), (sample.Cutout.Width, sample.Cutout.Height)));
        HasValues(samples[0], value => value);
        HasValues(samples[1], value => value);
        HasValues(samples[2], value => value);
        HasValues(samples[4], value => value * 100);
        HasValues(samples[6], value => value);
        Assert.Equal(["R", "G", "B"], samples[6].Cutout.Bands);
        Assert.Equal(11, samples[6].Columns["bar-gz2_no"]);
        HasValues(samples[5], value => value + 0.5f); // the array keeps more than the picture beside it
        Assert.Equal((150.25, -1.5, 1.0), (samples[0].Columns["ra"], samples[0].Columns["dec"], samples[0].Columns["is_blue"]));
        Assert.Equal("DES", Assert.Single(samples[0].Texts).Value);
        Assert.True(samples[0].Cutout.IsDisplayEncoded);
        Assert.Equal((150.25, -1.5), (samples[0].Cutout.Header.RaDeg, samples[0].Cutout.Header.DecDeg));
    }

    [Fact]
    public async Task Read_OfAFilePerBand_StacksThemInTheOrderAskedFor()
    {
        var asStored = (await SamplesAsync("kinds.tar"))[3];
        var asked = (await SamplesAsync("kinds.tar", new ShardOptions { Bands = ["g", "r", "i"] }))[3];

        Assert.Equal(["i", "g", "r"], asStored.Cutout.Bands);
        Assert.Equal(["g", "r", "i"], asked.Cutout.Bands);
        HasValues(asked, value => value);
    }

    [Fact]
    public async Task Read_WithBrokenSamples_NamesEachAndGoesOn()
    {
        var outcomes = await OutcomesAsync("faults.tar", new ShardOptions());

        Assert.Equal(
            [
                null, ImageFaultCodes.UnknownFormat, DataFaultCodes.NoImage, DataFaultCodes.BadLabel, DataFaultCodes.BadLabel,
                DataFaultCodes.DuplicatePart, "npy-truncated", ImageFaultCodes.NoFinitePixels, "npy-object", ImageFaultCodes.WrongDimensions, null,
            ],
            outcomes.Select(outcome => outcome.Fault?.Code));
        Assert.All(outcomes.Where(outcome => outcome.Fault is not null), outcome => Assert.Equal("faults.tar", outcome.Fault!.Block));
        Assert.Equal("0004", outcomes[3].Fault!.Key);
        Assert.Contains("perhaps", outcomes[3].Fault!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WithClassNames_NumbersThem()
    {
        var samples = (await OutcomesAsync("faults.tar", new ShardOptions { Classes = ["no", "perhaps"] })).Select(outcome => outcome.Sample).ToList();

        Assert.Equal(1, samples[3]!.Label);
    }

    [Fact]
    public async Task Read_WithASampleBeyondTheLimit_NamesItUnread()
    {
        var outcomes = await OutcomesAsync("kinds.tar", new ShardOptions { MaxSampleBytes = 300 });

        Assert.Contains(outcomes, outcome => outcome.Fault?.Code == DataFaultCodes.TooLarge);
        Assert.Contains(outcomes, outcome => outcome.Sample is not null);
    }

    [Fact]
    public async Task Read_FromASampleOn_KeepsTheNumbers()
    {
        var set = Set("kinds.tar");

        var rest = await set.ReadAsync(0, 4).ToListAsync();

        Assert.Equal([4, 5, 6, 7], rest.Select(stored => stored.Address.Sample));
        Assert.Equal("0005", rest[0].Key);
    }

    [Fact]
    public async Task Read_OfAShardCutAnywhere_GivesWholeSamplesAndNamesTheCut()
    {
        var whole = File.ReadAllBytes(Path.Combine(Folder, "kinds.tar"));
        var keys = (await SamplesAsync("kinds.tar")).ConvertAll(sample => sample.Key);
        var path = Path.Combine(TestFiles.NewFolder(), "cut.tar");
        var end = whole.AsSpan().LastIndexOfAnyExcept((byte)0) / 512 * 512 + 512;

        for (var length = 0; length <= end; length += 256)
        {
            File.WriteAllBytes(path, whole[..length]);
            var (read, fault) = await UntilFaultAsync(ShardSet.Of([path], [new FileShards()], new ShardOptions()));

            Assert.NotNull(fault);
            Assert.Equal(DataFaultCodes.Truncated, fault.Code);
            Assert.Equal(keys.Take(read.Count), read.Select(stored => stored.Key));
            Assert.All(read, stored => Assert.NotNull(stored.Decode().Sample));
        }
    }

    [Fact]
    public async Task Read_OfSomethingElse_NamesIt()
    {
        var path = Path.Combine(TestFiles.NewFolder(), "text.tar");
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("this is no archive at all; ", 100)));

        var (read, fault) = await UntilFaultAsync(ShardSet.Of([path], [new FileShards()], new ShardOptions()));

        Assert.Empty(read);
        Assert.Equal(("text.tar", DataFaultCodes.Corrupt), (fault!.Block, fault.Code));
    }

    [Fact]
    public async Task Read_OfAMissingShard_NamesItWithoutItsFolder()
    {
        var (_, fault) = await UntilFaultAsync(ShardSet.Of([Path.Combine(TestFiles.NewFolder(), "absent.tar")], [new FileShards()], new ShardOptions()));

        Assert.Equal(new DataFault("absent.tar", null, DataFaultCodes.NotFound, "There is no such file."), fault);
    }

    [Fact]
    public async Task Read_OfAGzippedShard_UnfoldsIt()
    {
        var path = Path.Combine(TestFiles.NewFolder(), "kinds.tar.gz");
        await using (var file = File.Create(path))
        await using (var gzip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Fastest))
        {
            await gzip.WriteAsync(File.ReadAllBytes(Path.Combine(Folder, "kinds.tar")));
        }

        var (read, fault) = await UntilFaultAsync(ShardSet.Of([path], [new FileShards()], new ShardOptions()));

        Assert.Null(fault);
        Assert.Equal(8, read.Count);
    }

    [Theory]
    [InlineData("a.tar", "a.tar")]
    [InlineData("ftp://somewhere/a.tar")]
    [InlineData("{a")]
    public void Of_ShardsTwiceOrOfNoPlace_Refuses(params string[] patterns)
        => Assert.Throws<ArgumentException>(() => ShardSet.Of(patterns, [new FileShards()], new ShardOptions()));

    [Fact]
    public void Blocks_OfAddressesWithSecrets_DoNotTellThem()
    {
        using var client = new HttpClient();

        var set = ShardSet.Of(["https://host/data/s-{0..1}.tar?token=secret"], [new HttpShards(client, new HttpShardOptions(), TimeProvider.System)], new ShardOptions());

        Assert.Equal(["s-0.tar", "s-1.tar"], set.Blocks);
    }

    private static ShardSet Set(string name, ShardOptions? options = null)
        => ShardSet.Of([Path.Combine(Folder, name)], [new FileShards()], options ?? new ShardOptions());

    private static async Task<List<ImageSample>> SamplesAsync(string name, ShardOptions? options = null)
        => (await OutcomesAsync(name, options ?? new ShardOptions())).ConvertAll(outcome => outcome.Sample!);

    private static async Task<List<SampleOutcome>> OutcomesAsync(string name, ShardOptions options)
    {
        var stored = await Set(name, options).ReadAsync(0, 0).ToListAsync();
        return stored.ConvertAll(sample => sample.Decode());
    }

    private static async Task<(List<StoredSample> Read, DataFault? Fault)> UntilFaultAsync(ShardSet set)
    {
        var read = new List<StoredSample>();
        try
        {
            await foreach (var stored in set.ReadAsync(0, 0))
            {
                read.Add(stored);
            }

            return (read, null);
        }
        catch (DataFaultException broken)
        {
            return (read, broken.Fault);
        }
    }

    private static void HasValues(ImageSample sample, Func<float, float> map)
    {
        var pixels = sample.Cutout.Pixels;
        Assert.All(Enumerable.Range(0, pixels.Length), i => Assert.Equal(map((40 * (i / 30)) + (7 * (i / 5 % 6)) + (i % 5)), pixels[i]));
    }
}
