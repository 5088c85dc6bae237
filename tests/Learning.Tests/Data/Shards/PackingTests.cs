using System.Text;
using LensGrains.Core.Ports;
using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Data;
using LensGrains.Learning.Data.Shards;
using LensGrains.Learning.Data.Streams;
using LensGrains.Tests;
using NSubstitute;

namespace LensGrains.Learning.Tests.Data.Shards;

public sealed class PackingTests
{
    [Fact]
    public async Task Pack_OfAFolderWithATable_ReadsBackTheSame()
    {
        var (folder, shards) = (TestFiles.NewFolder(), TestFiles.NewFolder());
        var table = new StringBuilder("name,is_lens,einstein_radius_arcsec,kind\n");
        for (var i = 0; i < 12; i++)
        {
            FitsWriter.WriteBands(Picture(i), folder, $"S{i}.x");
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"S{i}.x,{i % 2},{(i % 2 == 1 ? "1.5" : "")},{(i % 2 == 1 ? "Arc" : "Galaxy")}\n");
        }

        File.WriteAllText(Path.Combine(folder, "truth.csv"), table.ToString());
        await using var writer = new ShardWriter(shards, "train", new ShardSizes { Samples = 5 });
        var report = await Packer.PackAsync(PackTable.Read(folder, Path.Combine(folder, "truth.csv"), null), writer, seed: 1);

        Assert.Equal(12, report.Samples);
        Assert.Equal([5, 5, 2], report.Shards.Select(shard => shard.Samples));
        Assert.Equal(new Dictionary<string, int> { ["0"] = 6, ["1"] = 6 }, report.Labels);
        var samples = await AllAsync(ShardSet.Of([Path.Combine(shards, "train-{000000..000002}.tar")], [new FileShards()], new ShardOptions { Bands = ["g", "r"] }));
        Assert.Equal(12, samples.Count);
        Assert.All(samples, sample =>
        {
            var i = int.Parse(sample.Texts["name"][1..^2], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(Picture(i).Pixels, sample.Cutout.Pixels);
            Assert.Equal(i % 2, sample.Label);
            Assert.Equal(i % 2 == 1, sample.Columns.ContainsKey("einstein_radius_arcsec"));
            Assert.StartsWith($"S{i}_x-", sample.Key, StringComparison.Ordinal); // a key has no dot
        });
    }

    [Fact]
    public async Task Pack_Twice_GivesTheSameBytes()
    {
        var (folder, first, second) = (TestFiles.NewFolder(), TestFiles.NewFolder(), TestFiles.NewFolder());
        for (var i = 0; i < 4; i++)
        {
            FitsWriter.WriteCube(Picture(i), Path.Combine(folder, $"S{i}.fits"));
        }

        foreach (var shards in new[] { first, second })
        {
            await using var writer = new ShardWriter(shards, "train", new ShardSizes());
            await Packer.PackAsync(PackTable.Read(folder, null, null), writer, seed: 7);
        }

        Assert.Equal(File.ReadAllBytes(Path.Combine(first, "train-000000.tar")), File.ReadAllBytes(Path.Combine(second, "train-000000.tar")));
        Assert.Equal(["train-000000.tar"], Directory.GetFiles(first).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task Pack_OfFoldersOfClasses_LabelsByThem()
    {
        var folder = TestFiles.NewFolder();
        foreach (var (name, label) in new[] { ("a", "lens"), ("b", "non-lens"), ("c", "lens") })
        {
            Directory.CreateDirectory(Path.Combine(folder, label));
            FitsWriter.WriteCube(Picture(1), Path.Combine(folder, label, name + ".fits"));
        }

        var items = PackTable.Read(folder, null, null);

        Assert.Equal([("a", "lens"), ("b", "non-lens"), ("c", "lens")], items.Select(item => (item.Name, item.Label!)));
        var shards = TestFiles.NewFolder();
        await using var writer = new ShardWriter(shards, "t", new ShardSizes());
        await Packer.PackAsync(items, writer, seed: null);
        var samples = await AllAsync(ShardSet.Of([Path.Combine(shards, "t-000000.tar")], [new FileShards()], new ShardOptions()));
        Assert.Equal([1, 0, 1], samples.Select(sample => sample.Label));
    }

    [Fact]
    public void Read_OfTablesThatDoNotFit_SaysWhy()
    {
        var folder = TestFiles.NewFolder();
        var table = Path.Combine(folder, "t.csv");

        Assert.Contains("no folder", Assert.Throws<PackException>(() => PackTable.Read(folder + "-absent", null, null)).Message, StringComparison.Ordinal);
        Assert.Contains("no table", Assert.Throws<PackException>(() => PackTable.Read(folder, table, null)).Message, StringComparison.Ordinal);
        File.WriteAllText(table, "colour\nred\n");
        Assert.Contains("no column of names", Assert.Throws<PackException>(() => PackTable.Read(folder, table, null)).Message, StringComparison.Ordinal);
        File.WriteAllText(table, "name\na\na\n");
        Assert.Contains("twice", Assert.Throws<PackException>(() => PackTable.Read(folder, table, null)).Message, StringComparison.Ordinal);
        Assert.Contains("'grade'", Assert.Throws<PackException>(() => PackTable.Read(folder, table, "grade")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_WithAKeyThatReadersWouldCut_Refuses()
    {
        await using var writer = new ShardWriter(TestFiles.NewFolder(), "t", new ShardSizes());
        SamplePart[] parts = [new("cls", "1"u8.ToArray())];

        await writer.AddAsync("a", parts);

        await Assert.ThrowsAsync<ArgumentException>(() => writer.AddAsync("a.b", parts));
        await Assert.ThrowsAsync<ArgumentException>(() => writer.AddAsync("a", parts));
        await Assert.ThrowsAsync<ArgumentException>(() => writer.AddAsync("c", [.. parts, .. parts]));
    }

    [Fact]
    public async Task Read_FromTheBlobStore_OpensItsLocalFile()
    {
        var folder = TestFiles.NewFolder();
        await using var writer = new ShardWriter(folder, "t", new ShardSizes());
        await writer.AddAsync("a", [new SamplePart("cls", "1"u8.ToArray())]);
        var written = await writer.CompleteAsync();
        var store = Substitute.For<IBlobStore>();
        store.GetLocalFileAsync("datasets/t-000000.tar", Arg.Any<CancellationToken>()).Returns(written[0].Path);
        store.GetLocalFileAsync("datasets/t-000001.tar", Arg.Any<CancellationToken>()).Returns((string?)null);

        var set = ShardSet.Of(["blob:datasets/t-{000000..000001}.tar"], [new FileShards(), new BlobShards(store)], new ShardOptions());

        Assert.Equal("a", Assert.Single(await set.ReadAsync(0, 0).ToListAsync()).Key);
        var missing = await Assert.ThrowsAsync<DataFaultException>(() => set.ReadAsync(1, 0).ToListAsync().AsTask());
        Assert.Equal(DataFaultCodes.NotFound, missing.Fault.Code);
    }

    [Fact]
    public async Task Batches_OfAStream_AreNormalisedAsTheContractSays()
    {
        var samples = new[] { 0, 1, 2 }.Select(i => new ImageSample($"{i}", Picture(i)) { Label = i }).Append(new ImageSample("odd", new Cutout(["g"], 8, 8, new float[64])));
        var contract = new ImageContract { Bands = 2, Size = 8 };
        var faults = new List<DataFault>();

        var batches = await SampleBatches.Of(samples.ToAsyncEnumerable(), contract, 2, faults.Add).ToListAsync();

        Assert.Equal([2, 1], batches.Select(batch => batch.Samples.Count));
        Assert.Equal([0f, 1f], batches[0].Labels);
        var expected = new float[contract.Length];
        NetworkImage.Write(Picture(2), contract, expected);
        Assert.Equal(expected, batches[1].Images);
        Assert.Equal(("odd", DataFaultCodes.DoesNotFit), (Assert.Single(faults).Key, faults[0].Code));
    }

    private static Cutout Picture(int number)
        => new(["g", "r"], 9, 8, [.. Enumerable.Range(0, 144).Select(i => (float)(((number + 1) * i * 7) % 31))]) { IsBottomUp = true };

    private static async Task<List<ImageSample>> AllAsync(ShardSet set)
        => await new SampleStream(set, new StreamOptions { Order = SampleOrder.AsStored, Faults = FaultPolicy.Stop }).ReadEpochAsync().ToListAsync();
}
