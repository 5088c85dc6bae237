using LensGrains.Catalogs;
using LensGrains.Catalogs.Ingest;
using LensGrains.Catalogs.Priors;
using LensGrains.Catalogs.Storage;
using LensGrains.Core.Ids;

namespace LensGrains.Tests.Catalogs;

public sealed class EmbeddingWriterTests : IDisposable
{
    private static readonly EmbeddingRecipe Ssl = new("ssl", TrainedOnPool: true, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
        Network = "resnet18_narrow", Seed = 7, Figures = System.Collections.Immutable.ImmutableSortedDictionary<string, double>.Empty.Add("loss", 1.5),
    };

    private readonly IngestBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task PublishAsync_AddsASetBesideTheOthersWithItsRecipe()
    {
        await IngestAsync(3);
        var before = await _bench.OpenAsync();
        var writer = EmbeddingWriter.Begin(_bench.Store, before, "ssl", 2);
        await writer.AddAsync(new[] { 1f, 2 });
        await writer.AddAsync(new[] { float.NaN, 4, 5, 6 });
        var file = await writer.StoreFileAsync("encoder", new byte[] { 1, 2, 3 });

        var after = await writer.PublishAsync(Ssl with { Checkpoint = file });

        var set = (await _bench.OpenAsync()).Embeddings("ssl");
        Assert.Equal(["imported", "ssl"], after.EmbeddingNames.Order());
        Assert.Null(before.TryEmbeddings("ssl"));
        Assert.Equal((1, 2, 2, EmbeddingKind.Learned), (set.Version, set.Dimension, set.Count, set.Kind));
        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(i => set.Has(new Ordinal(i))));
        Assert.Equal([5f, 6], set.Vector(new Ordinal(2)).ToArray().Select(h => (float)h));
        Assert.Equal(("ssl", 7L, 1.5), (set.Recipe!.Method, set.Recipe.Seed, set.Recipe.Figures["loss"]));
        Assert.Equal([1, 2, 3], (await _bench.Store.ReadFileAsync(set.Recipe.Checkpoint!)).ToArray());
    }

    [Fact]
    public async Task PublishAsync_OfTheSameNameAgain_IsANewVersionOfAnyLength()
    {
        await IngestAsync(3);
        await AddAsync("ssl", 2, [1, 2, 3, 4, 5, 6]);

        await AddAsync("ssl", 1, [7, 8, 9]);

        var set = (await _bench.OpenAsync()).Embeddings("ssl");
        Assert.Equal((2, 1), (set.Version, set.Dimension));
        Assert.Equal(8f, (float)set.Vector(new Ordinal(1))[0]);
    }

    [Fact]
    public async Task PublishAsync_WhenAnIngestCameBetween_KeepsBothAndLeavesNewSourcesWithoutVector()
    {
        await IngestAsync(3);
        var writer = EmbeddingWriter.Begin(_bench.Store, await _bench.OpenAsync(), "ssl", 1);
        await writer.AddAsync(new[] { 1f, 2, 3 });
        await _bench.IngestAsync(new EmbeddingInput(_bench.Npz("more.npz", ["x", "y"], [8, 9])));

        var catalog = await writer.PublishAsync(Ssl);

        Assert.Equal((5, 3, 5), (catalog.Count, catalog.Embeddings("ssl").Count, catalog.Embeddings("imported").Count));
        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(i => catalog.Embeddings("ssl").Has(new Ordinal(i))));
        Assert.Equal(5, catalog.Embeddings("ssl").Rows(0).Sum(block => block.Count));
    }

    [Fact]
    public async Task PublishAsync_OverSeveralSegments_KeepsEveryRowInItsPlace()
    {
        await IngestAsync(4096 + 10);
        var values = Enumerable.Range(0, 4106).Select(i => (float)(i % 1000)).ToArray();
        var writer = EmbeddingWriter.Begin(_bench.Store, await _bench.OpenAsync(), "ssl", 1);
        foreach (var block in values.Chunk(777))
        {
            await writer.AddAsync(block);
        }

        var catalog = await writer.PublishAsync(Ssl);

        Assert.Equal(values, Enumerable.Range(0, 4106).Select(i => (float)catalog.Embeddings("ssl").Vector(new Ordinal(i))[0]));
        Assert.True(await new PriorEngine(_bench.Store).ComputeAsync(IngestBench.Sky, "ssl", new PriorOptions()));
        Assert.Equal("ssl", (await _bench.OpenAsync()).Embeddings("ssl").Recipe!.Method);
    }

    [Fact]
    public async Task PublishAsync_OfTooFewOrTooManyRows_Refuses()
    {
        await IngestAsync(3);
        var writer = EmbeddingWriter.Begin(_bench.Store, await _bench.OpenAsync(), "ssl", 1);
        await writer.AddAsync(new[] { 1f, 2 });

        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.PublishAsync(Ssl));
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.AddAsync(new[] { 3f, 4 }));
        Assert.Null((await _bench.OpenAsync()).TryEmbeddings("ssl"));
    }

    [Theory]
    [InlineData("imported")]
    [InlineData("auto")]
    [InlineData("No Name")]
    public async Task Begin_WithANameThatCannotBe_Refuses(string name)
    {
        await IngestAsync(2);
        var catalog = await _bench.OpenAsync();

        Assert.Contains(name, Assert.Throws<EmbeddingRefusedException>(() => EmbeddingWriter.Begin(_bench.Store, catalog, name, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_WithoutMeasures_GoesByOrigin()
    {
        await IngestAsync(20);
        Assert.Equal("imported", await ChosenAsync());

        await AddAsync("elsewhere", 1, Values(20), Ssl with { Method = "pretrained", TrainedOnPool = false });
        Assert.Equal("imported", await ChosenAsync());

        await AddAsync("axes", 1, Values(20), Ssl with { Method = "pca", From = "imported" });
        Assert.Equal("imported", await ChosenAsync());

        await AddAsync("ssl", 1, Values(20));
        Assert.Equal("imported", await ChosenAsync());
    }

    [Fact]
    public async Task For_WithMeasuresOnTheSameLabels_TakesTheBestAndSaysSo()
    {
        await IngestAsync(20);
        await AddAsync("ssl", 1, Values(20));
        await AddAsync("other", 1, Values(20), Ssl with { Method = "pretrained", TrainedOnPool = false });

        await MeasureAsync(("imported", 0.85, "a"), ("ssl", 0.91, "b"));
        Assert.Equal("imported", await ChosenAsync());

        await MeasureAsync(("ssl", 0.91, "a"));
        var chosen = EmbeddingChoice.For("auto", await _bench.OpenAsync())!;
        Assert.Equal("ssl", chosen.Set);
        Assert.Contains("best of 2 measured: AUROC 0.910", chosen.Reason, StringComparison.Ordinal);

        await AddAsync("ssl", 1, Values(20));
        Assert.Null((await _bench.OpenAsync()).Embeddings("ssl").Measure);
        Assert.Equal("imported", await ChosenAsync());
    }

    [Fact]
    public async Task For_ABetterSetThatLacksATenthOfTheVectors_LeavesItAside()
    {
        await IngestAsync(20);
        await AddAsync("ssl", 1, [.. Values(18), float.NaN, float.NaN]);
        await MeasureAsync(("imported", 0.85, "a"), ("ssl", 0.91, "a"));
        Assert.Equal("ssl", await ChosenAsync());

        await AddAsync("ssl", 1, [.. Values(17), float.NaN, float.NaN, float.NaN]);
        await MeasureAsync(("imported", 0.85, "a"), ("ssl", 0.91, "a"));
        Assert.Equal("imported", await ChosenAsync());
    }

    [Fact]
    public async Task For_ANamedSet_TakesItOrNone()
    {
        await IngestAsync(2);
        var catalog = await _bench.OpenAsync();

        Assert.Equal(new ChosenEmbedding("imported", "named by the policy"), EmbeddingChoice.For("imported", catalog));
        Assert.Null(EmbeddingChoice.For("ssl", catalog));
    }

    private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => (float)i)];

    private Task IngestAsync(int sources)
        => _bench.IngestAsync(new EmbeddingInput(_bench.Npz("e.npz", [.. Enumerable.Range(0, sources).Select(i => $"s{i:D5}")], Values(sources))));

    private async Task<string> ChosenAsync() => EmbeddingChoice.For("auto", await _bench.OpenAsync())!.Set;

    private async Task AddAsync(string set, int dimension, float[] vectors, EmbeddingRecipe? recipe = null)
    {
        var writer = EmbeddingWriter.Begin(_bench.Store, await _bench.OpenAsync(), set, dimension);
        await writer.AddAsync(vectors);
        await writer.PublishAsync(recipe ?? Ssl);
    }

    private Task MeasureAsync(params (string Set, double Auroc, string Labels)[] figures)
        => _bench.Store.NoteMeasuresAsync(
            IngestBench.Sky, figures.ToDictionary(f => f.Set, f => new EmbeddingMeasurement(f.Auroc, 0.01, 30, 300, f.Labels, 1)));
}
