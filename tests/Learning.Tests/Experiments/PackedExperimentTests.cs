using System.Globalization;
using System.Text;
using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Painted;
using LensGrains.Learning.Data.Shards;
using LensGrains.Learning.Experiments;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Experiments;

public sealed class PackedExperimentTests
{
    private const int Sources = 40;
    private readonly string _folder = TestFiles.NewFolder("packed");

    [Fact]
    public async Task Run_OnShards_SeesWhatTheFilesHoldAndReadsThemOnce()
    {
        var (files, shards) = await ConfigsAsync();
        var told = new TinyExperiment.Told();

        var result = TinyExperiment.Run(shards, Out("shards"), told);
        var same = TinyExperiment.Run(files, Out("files"));

        Assert.Equal(Sources, result.Seeds[0].Sources);
        Assert.Contains("read", told.Stages);
        Assert.Equal(Images("files"), Images("shards")); // bit for bit, in whatever order
        Assert.Equal(same.Seeds[0].Sources, result.Seeds[0].Sources);
        Assert.Contains(File.ReadLines(Path.Combine(Out("shards"), "predictions.csv")).First().Split(','), name => name == "kind");

        var again = new TinyExperiment.Told();
        TinyExperiment.Run(shards, Out("shards"), again);
        Assert.DoesNotContain("read", again.Stages);
    }

    [Fact]
    public async Task Run_WhenAPictureIsThereTwice_TakesBothForOneObject()
    {
        var (_, shards) = await ConfigsAsync(copies: 1);

        TinyExperiment.Run(shards, Out("shards"));

        var labels = LabelTable.Read(Path.Combine(Out("shards"), "data", "table.csv"), shards.Data);
        Assert.Equal((Sources + 1, Sources), (labels.Count, labels.Objects.Distinct().Count()));
    }

    [Fact]
    public async Task Run_WhenAShardBreaksOff_GoesOnWithTheOthersAndSaysSo()
    {
        var (_, shards) = await ConfigsAsync();
        var last = Directory.GetFiles(Path.Combine(_folder, "shards")).Order(StringComparer.Ordinal).Last();
        await File.WriteAllBytesAsync(last, (await File.ReadAllBytesAsync(last))[..4_000]);

        var result = TinyExperiment.Run(shards, Out("shards"));

        Assert.InRange(result.Seeds[0].Sources, 30, Sources - 1);
        Assert.Contains("faults in the shards: truncated", result.Markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none-{0..1}.tar", "no labelled sample could be read: none-0.tar")]
    [InlineData("x-{0..1.tar", "data.packed: ")]
    [InlineData("none.h5", "data.packed: ")]
    public void Run_OnWhatIsNotThere_SaysSo(string pattern, string reason)
    {
        var config = TinyExperiment.Config with { Data = new DataConfig { Kind = DataKind.Packed, Packed = [Path.Combine(_folder, pattern)], Folds = 2 } };

        Assert.Contains(reason, Assert.Throws<ExperimentException>(() => TinyExperiment.Run(config, Out("shards"))).Message, StringComparison.Ordinal);
    }

    private string Out(string run) => Path.Combine(_folder, "run-" + run);

    /// <summary>What members see, by the sources' ids.</summary>
    private SortedDictionary<string, string> Images(string run)
    {
        var ids = File.ReadLines(Path.Combine(Out(run), "predictions.csv")).Skip(1).Select(line => line.Split(',')[0].Split('-')[0]).ToArray();
        var bytes = File.ReadAllBytes(Directory.GetFiles(Path.Combine(Out(run), "data"), "images-*.f16").Single());
        var length = bytes.Length / ids.Length;
        return new SortedDictionary<string, string>(
            ids.Select((id, row) => (id, Convert.ToHexString(bytes.AsSpan(row * length, length)))).ToDictionary(p => p.id, p => p.Item2), StringComparer.Ordinal);
    }

    private async Task<(ExperimentConfig Files, ExperimentConfig Shards)> ConfigsAsync(int copies = 0)
    {
        var images = Directory.CreateDirectory(Path.Combine(_folder, "images")).FullName;
        var lines = new StringBuilder("name,label,kind\n");
        for (var i = 0; i < Sources + copies; i++)
        {
            var source = PaintedSky.Create(new PaintedSkyOptions { Size = 32, Seed = 3 }, i % Sources);
            FitsWriter.WriteCube(source.Cutout, Path.Combine(images, $"s{i}.fits"));
            lines.Append(CultureInfo.InvariantCulture, $"s{i},{(source.Truth.Kind == SourceKind.PaintedArcs ? 1 : 0)},{source.Truth.Kind}\n");
        }

        var table = Path.Combine(_folder, "labels.csv");
        await File.WriteAllTextAsync(table, lines.ToString());
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "shards")).FullName;
        await using (var writer = new ShardWriter(folder, "train", new ShardSizes { Samples = 10 }))
        {
            await Packer.PackAsync(PackTable.Read(images, table, null), writer, seed: 1);
        }

        var files = TinyExperiment.Config with { Data = new DataConfig { Kind = DataKind.Files, Images = images, Labels = table, Folds = 2 } };
        var all = "train-{000000..00000" + ((Sources + copies - 1) / 10) + "}.tar";
        return (files, files with { Data = new DataConfig { Kind = DataKind.Packed, Packed = [Path.Combine(folder, all)], Folds = 2 } });
    }
}
