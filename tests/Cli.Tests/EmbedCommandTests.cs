using System.Text.Json;
using LensGrains.Catalogs;
using LensGrains.Catalogs.Ingest;
using LensGrains.Catalogs.Storage;
using LensGrains.Core.Ids;
using LensGrains.Imaging;
using LensGrains.Learning.Embeddings;
using LensGrains.Storage;
using LensGrains.Tests;

namespace LensGrains.Cli.Tests;

public sealed class EmbedCommandTests : IAsyncLifetime
{
    private static readonly string[] Quick = ["--epochs", "2", "--batch", "16", "--size", "32", "--one-orientation"];

    private readonly string _sky = TestFiles.NewFolder("sky");
    private readonly string _data = TestFiles.NewFolder("data");
    private readonly CatalogStore _store;

    public EmbedCommandTests() => _store = new CatalogStore(new DirectoryBlobStore(Path.Combine(_data, "blobs")));

    public async Task InitializeAsync()
    {
        await new CliRun(new FakeServer()).Lens("simulate", _sky, "--count", "40", "--prevalence", "0.4", "--size", "32");
        await new IngestEngine(_store, TimeProvider.System, new CutoutInspector(ImageLimits.Default)).RunAsync(
            new IngestRequest(new CatalogId("sky"), new FolderInput(_sky)), new IngestJobState());
    }

    public Task DisposeAsync()
    {
        _store.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Embed_Ssl_AddsASetThatItsEncoderMakesAgain()
    {
        var run = new CliRun(new FakeServer());

        var exit = await run.Lens(["embed", "--data", _data, "--catalog", "sky", "--method", "ssl", .. Quick]);

        Assert.True(exit == 0, run.Error);
        var catalog = await _store.OpenAsync(new CatalogId("sky"));
        var set = catalog.Embeddings("ssl");
        Assert.Equal((EmbeddingKind.Learned, 40, 128), (set.Kind, set.Count, set.Dimension));
        Assert.Equal(("ssl", true, "resnet18_narrow", 1234L), (set.Recipe!.Method, set.Recipe.TrainedOnPool, set.Recipe.Network, set.Recipe.Seed));
        Assert.Equal(EncoderCheckpoint.Parse(await _store.ReadFileAsync(set.Recipe.Checkpoint!)).Hash(), set.Recipe.CheckpointSha256);
        Assert.NotNull(catalog.Prior("ssl"));
        Assert.Contains("set ssl version 1: 40 sources with 128 numbers each, 0 without", run.Out, StringComparison.Ordinal);
        Assert.Contains("auto takes features: features made by hand", run.Out, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_data, "embed")));

        var weights = Path.Combine(_data, "encoder.safetensors");
        await File.WriteAllBytesAsync(weights, (await _store.ReadFileAsync(set.Recipe.Checkpoint!)).ToArray());
        Assert.Equal(0, await run.Lens("embed", "--data", _data, "--catalog", "sky", "--method", "pretrained", "--weights", weights, "--one-orientation"));
        var again = (await _store.OpenAsync(new CatalogId("sky"))).Embeddings("pretrained");
        Assert.False(again.Recipe!.TrainedOnPool);
        Assert.All(Enumerable.Range(0, 40), row => Assert.Equal(set.Vector(new Ordinal(row)).ToArray(), again.Vector(new Ordinal(row)).ToArray()));
    }

    [Fact]
    public async Task Embed_PcaWithLabels_ComparesTheSetsAndNotesIt()
    {
        var run = new CliRun(new FakeServer());

        var exit = await run.Lens(
            "embed", "--data", _data, "--catalog", "sky", "--method", "pca", "--components", "8", "--unit", "--name", "axes",
            "--labels", Path.Combine(_sky, "truth.csv"), "--json");

        Assert.True(exit == 0, run.Error);
        var set = (await _store.OpenAsync(new CatalogId("sky"))).Embeddings("axes");
        Assert.Equal((8, "features"), (set.Dimension, set.Recipe!.From));
        Assert.InRange(set.Recipe.Figures["explainedShare"], 0.1, 1);
        Assert.True(EmbeddingProjection.Parse(await _store.ReadFileAsync(set.Recipe.Projection!)).IsUnit);
        Assert.Equal(1, set.Vector(new Ordinal(0)).ToArray().Sum(value => (double)value * (double)value), 1e-2);
        var answer = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(2, answer.GetProperty("compared").GetArrayLength());
        Assert.Equal(answer.GetProperty("compared")[0].GetProperty("set").GetString(), answer.GetProperty("auto").GetProperty("set").GetString());
        Assert.Equal(40, set.Measure!.Positives + set.Measure.Negatives);
    }

    [Theory]
    [InlineData(2, "one of them is needed", "--catalog", "sky")]
    [InlineData(2, "epochs are 1", "--catalog", "sky", "--method", "ssl", "--epochs", "0")]
    [InlineData(2, "there is no network 'vgg'", "--catalog", "sky", "--method", "ssl", "--network", "vgg")]
    [InlineData(2, "--weights names", "--catalog", "sky", "--method", "pretrained")]
    [InlineData(1, "there is no catalogue 'none'", "--catalog", "none", "--method", "ssl")]
    [InlineData(1, "no set 'nothing': features", "--catalog", "sky", "--method", "pca", "--from", "nothing")]
    [InlineData(1, "The set 'features' is there already", "--catalog", "sky", "--method", "pca", "--name", "features")]
    [InlineData(1, "there is no file missing.csv", "--catalog", "sky", "--labels", "missing.csv")]
    public async Task Embed_AskedForWhatCannotBe_SaysWhyAndChangesNothing(int expected, string complaint, params string[] arguments)
    {
        var run = new CliRun(new FakeServer());

        var exit = await run.Lens(["embed", "--data", _data, .. arguments]);

        Assert.Equal(expected, exit);
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
        Assert.Equal(["features"], (await _store.OpenAsync(new CatalogId("sky"))).EmbeddingNames);
    }

    [Fact]
    public async Task Embed_WithAFileThatIsNoNetwork_SaysSo()
    {
        var run = new CliRun(new FakeServer());
        var weights = Path.Combine(_data, "broken.safetensors");
        await File.WriteAllBytesAsync(weights, new byte[20]);

        Assert.Equal(1, await run.Lens("embed", "--data", _data, "--catalog", "sky", "--method", "pretrained", "--weights", weights));
        Assert.NotEqual(0, run.Error.Length);
        Assert.Equal(1, await run.Lens("embed", "--data", Path.Combine(_data, "none"), "--catalog", "sky", "--method", "ssl"));
        Assert.Contains("is no data folder", run.Error, StringComparison.Ordinal);
    }
}
