using System.Text.Json;
using LensGrains.Tests;

namespace LensGrains.Cli.Tests;

public sealed class DatasetCommandTests
{
    private readonly string _folder = TestFiles.NewFolder("dataset");

    [Fact]
    public async Task Pack_OfASimulatedSky_IsDescribedAsItWas()
    {
        Assert.Equal(0, await new CliRun(new FakeServer()).Lens("simulate", Sky, "--count", "6", "--prevalence", "0.5", "--size", "32"));
        var packed = new CliRun(new FakeServer());

        var exit = await packed.Lens("dataset", "pack", Path.Combine(Sky, "cutouts"), "--table", Path.Combine(Sky, "truth.csv"), "--out", Shards, "--samples", "4");

        Assert.Equal(0, exit);
        Assert.Contains("6 samples in 2 shards, 0 left out", packed.Out, StringComparison.Ordinal);
        var described = new CliRun(new FakeServer());
        await described.Lens("dataset", "describe", Path.Combine(Shards, "train-{000000..000001}.tar"), "--json");
        var summary = JsonDocument.Parse(described.Out).RootElement;
        Assert.Equal(6, summary.GetProperty("samples").GetInt64());
        Assert.Equal(6, summary.GetProperty("labels").EnumerateObject().Sum(label => label.Value.GetInt64()));
        Assert.Contains("einstein_radius_arcsec", summary.GetProperty("columns").EnumerateArray().Select(column => column.GetString()));
    }

    [Fact]
    public async Task Check_OfBrokenShards_ListsTheFaultsAndFails()
    {
        var run = new CliRun(new FakeServer());

        var exit = await run.Lens("dataset", "check", At("shards", "faults.tar"));

        Assert.Equal(1, exit);
        Assert.Contains("faults.tar, 0002: unknown-format", run.Error, StringComparison.Ordinal);
        Assert.Contains("2 samples in 1 blocks, 9 faults", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfWholeShards_Succeeds()
        => Assert.Equal(0, await new CliRun(new FakeServer()).Lens("dataset", "check", At("shards", "kinds.tar")));

    [Fact]
    public async Task Describe_OfGalaxy10_CountsItsClasses()
    {
        var run = new CliRun(new FakeServer());

        await run.Lens("dataset", "describe", At("hdf5", "galaxy10.h5"));

        Assert.Contains("23 samples in 1 blocks, 0 faults", run.Out, StringComparison.Ordinal);
        Assert.Contains("0: 3, 1: 3, 2: 3, 3: 2", run.Out, StringComparison.Ordinal);
        Assert.Contains("dec, pxscale, ra, redshift", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_OfAnHdf5FileWithoutTheArray_SaysWhatItHas()
    {
        var run = new CliRun(new FakeServer());

        var exit = await run.Lens("dataset", "describe", At("hdf5", "galaxy10.h5"), "--images", "cutouts");

        Assert.Equal(1, exit);
        Assert.Contains("has no array 'cutouts'; it has ans, dec, images", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pack_WithoutAFolder_SaysSo()
    {
        var run = new CliRun(new FakeServer());

        Assert.Equal(1, await run.Lens("dataset", "pack", Sky + "-absent", "--out", Shards));
        Assert.Contains("there is no folder", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check", "{a")]
    [InlineData("check", "ftp://host/a.tar")]
    public async Task Check_OfWhatNothingOpens_IsWrongUsage(string command, string file)
        => Assert.Equal(2, await new CliRun(new FakeServer()).Lens("dataset", command, file));

    [Fact]
    public async Task Cards_AreListed()
    {
        var run = new CliRun(new FakeServer());

        await run.Lens("dataset", "cards");

        Assert.Contains("galaxy10", run.Out, StringComparison.Ordinal);
        Assert.Contains("Pretraining", run.Out, StringComparison.Ordinal);
    }

    private string Sky => Path.Combine(_folder, "sky");

    private string Shards => Path.Combine(_folder, "shards");

    private static string At(string folder, string file) => Path.Combine(TestFiles.Root, "tests", "oracles", folder, file);
}
