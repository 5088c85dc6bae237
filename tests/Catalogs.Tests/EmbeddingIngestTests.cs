using LensGrains.Catalogs.Ingest;
using LensGrains.Core.Ids;

namespace LensGrains.Tests.Catalogs;

public sealed class EmbeddingIngestTests : IDisposable
{
    private readonly IngestBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task RunAsync_WhenNpzIsUnsorted_GivesOrdinalsInNameOrder()
    {
        var npz = _bench.Npz("e.npz", ["c", "a", "b"], [3, 30, 1, 10, 2, 20]);

        var report = await _bench.IngestAsync(new EmbeddingInput(npz));

        var catalog = await _bench.OpenAsync();
        Assert.Equal((3, 3, 0), (report.Progress.Added, catalog.Count, report.Progress.Failed));
        Assert.Equal(["a", "b", "c"], Enumerable.Range(0, 3).Select(i => catalog.Get(new Ordinal(i)).Name));
        Assert.True(catalog.TryFind(new SourceId("c"), out var ordinal));
        Assert.Equal(2, ordinal.Value);
        Assert.False(catalog.TryFind(new SourceId("d"), out _));
        Assert.Equal([(Half)3, (Half)30], catalog.Embeddings("imported").Vector(ordinal).ToArray());
        Assert.Equal([1f, 10, 2, 20, 3, 30], catalog.Embeddings("imported").Rows(0).Single().Vectors.ToArray().Select(h => (float)h));
    }

    [Fact]
    public async Task RunAsync_WhenSecondFileOverlaps_AppendsNewAndUpdatesChanged()
    {
        await _bench.IngestAsync(new EmbeddingInput(_bench.Npz("1.npz", ["b", "d"], [2, 4])));
        var before = await _bench.OpenAsync();

        var report = await _bench.IngestAsync(new EmbeddingInput(_bench.Npz("2.npz", ["a", "b", "d"], [1, 2, 44])));

        var after = await _bench.OpenAsync();
        Assert.Equal((1, 1, 1), (report.Progress.Added, report.Progress.Updated, report.Progress.Unchanged));
        Assert.Equal(["b", "d", "a"], Enumerable.Range(0, 3).Select(i => after.Get(new Ordinal(i)).Name));
        Assert.Equal([2f, 44, 1], after.Embeddings("imported").Rows(0)[0].Vectors.ToArray().Select(h => (float)h));
        Assert.Equal(2, after.Embeddings("imported").Version);
        Assert.Equal(2, before.Count);
        Assert.Equal([2f, 4], before.Embeddings("imported").Rows(0)[0].Vectors.ToArray().Select(h => (float)h));
    }

    [Fact]
    public async Task RunAsync_WhenNothingChanged_LeavesTheVersion()
    {
        var npz = _bench.Npz("e.npz", ["a", "b"], [1, 2]);
        await _bench.IngestAsync(new EmbeddingInput(npz));
        var version = (await _bench.OpenAsync()).Version;

        var report = await _bench.IngestAsync(new EmbeddingInput(npz));

        Assert.Equal(2, report.Progress.Unchanged);
        Assert.Equal(version, (await _bench.OpenAsync()).Version);
    }

    [Fact]
    public async Task RunAsync_WhenVectorsAreBroken_ListsThemAndKeepsTheRest()
    {
        var npz = _bench.Npz("e.npz", ["a", "b", "c", "d", "a"], [1, float.NaN, float.PositiveInfinity, 70_000, 5]);

        var report = await _bench.IngestAsync(new EmbeddingInput(npz));

        Assert.Equal(1, report.Progress.Added);
        Assert.Equal(2, report.FailureCounts["vector-not-finite"]);
        Assert.Equal(1, report.FailureCounts["vector-too-large"]);
        Assert.Equal(1, report.FailureCounts["duplicate-name"]);
        Assert.Equal(1f, (float)(await _bench.OpenAsync()).Embeddings("imported").Vector(new Ordinal(0))[0]);
    }

    [Fact]
    public async Task RunAsync_WhenDimensionDiffers_RefusesAndNamesBoth()
    {
        await _bench.IngestAsync(new EmbeddingInput(_bench.Npz("1.npz", ["a"], [1, 2])));

        var refused = await Assert.ThrowsAsync<IngestInputException>(() => _bench.IngestAsync(new EmbeddingInput(_bench.Npz("2.npz", ["b"], [1, 2, 3]))));

        Assert.Equal("embedding-dimension", refused.Reason);
    }

    [Fact]
    public async Task RunAsync_WhenSetIsNew_CoversOldRowsAsMissing()
    {
        await _bench.IngestAsync(new EmbeddingInput(_bench.Npz("1.npz", ["a", "b", "c"], [1, 2, 3])));

        await _bench.IngestAsync(new EmbeddingInput(_bench.Npz("2.npz", ["b", "z"], [7, 8, 9, 10])) { Set = "other" });

        var catalog = await _bench.OpenAsync();
        var set = catalog.Embeddings("other");
        Assert.Equal([false, true, false, true], Enumerable.Range(0, 4).Select(i => set.Has(new Ordinal(i))));
        Assert.Equal(4, set.Rows(0).Sum(b => b.Count));
        Assert.Equal(4, catalog.Embeddings("imported").Rows(0).Sum(b => b.Count));
        var gathered = new float[4];
        set.Gather([new Ordinal(3), new Ordinal(0)], gathered);
        Assert.Equal([9, 10, float.NaN, float.NaN], gathered);
    }

    [Fact]
    public async Task RunAsync_WhenNamesAreInACsv_JoinsThemToTheArray()
    {
        var npy = Path.Combine(_bench.Folder, "e.npy");
        File.WriteAllBytes(npy, LensGrains.Catalogs.Npy.NpyFile.ToBytes<double>([1, 2], 2, 1));
        var names = _bench.Text("names.csv", "ra,name", "1,x", "2,\"y, z\"");

        await _bench.IngestAsync(new EmbeddingInput(npy) { NamesPath = names });

        var catalog = await _bench.OpenAsync();
        Assert.Equal(["x", "y, z"], Enumerable.Range(0, 2).Select(i => catalog.Get(new Ordinal(i)).Name));
    }
}
