using LensGrains.Catalogs.Ingest;
using LensGrains.Core.Ids;
using LensGrains.Core.Sky;

namespace LensGrains.Tests.Catalogs;

public sealed class CatalogTests : IDisposable
{
    private readonly IngestBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task OpenAsync_OfNothing_IsAnEmptyCatalogue()
    {
        var catalog = await _bench.OpenAsync();

        Assert.Equal((0, 0, false), (catalog.Count, catalog.ShardCount, catalog.TryFind(new SourceId("a"), out _)));
        Assert.Throws<ArgumentOutOfRangeException>(() => catalog.Get(new Ordinal(0)));
        Assert.Throws<KeyNotFoundException>(() => catalog.Embeddings("x"));
    }

    [Fact]
    public async Task TombstoneAsync_LeavesTheRowAndHidesItFromTheSky()
    {
        await _bench.IngestAsync(new ManifestInput(_bench.Text("m.csv", "id,ra,dec", "a,10,0", "b,10,0", "c,50,0")));
        var before = await _bench.OpenAsync();

        await _bench.Store.TombstoneAsync(IngestBench.Sky, [new Ordinal(0)]);
        var after = await _bench.Store.TombstoneAsync(IngestBench.Sky, [new Ordinal(2), new Ordinal(0)]);

        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(i => after.IsTombstoned(new Ordinal(i))));
        Assert.Equal([1], after.CrossMatch(10, 0, 5).Select(m => m.Key));
        Assert.Equal("a", after.Get(new Ordinal(0)).Name);
        Assert.Equal(0, before.TombstoneCount);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _bench.Store.TombstoneAsync(IngestBench.Sky, [new Ordinal(3)]));
    }

    [Fact]
    public async Task Sky_OfEveryVersionWithTheSameRows_IsMadeOnce()
    {
        await _bench.IngestAsync(new ManifestInput(_bench.Text("m.csv", "id,ra,dec", "a,10,0", "b,,", "c,350,-20")));
        var before = await _bench.OpenAsync();
        await _bench.Store.TombstoneAsync(IngestBench.Sky, [new Ordinal(0)]);

        var (again, without) = (await _bench.OpenAsync(), await _bench.Store.OpenAsync(new CatalogId("other")));
        var same = ReferenceEquals(before.Sky, again.Sky);
        await _bench.IngestAsync(new ManifestInput(_bench.Text("n.csv", "id,ra,dec", "a,10,0", "b,10,0.001", "c,350,-20")));
        var after = await _bench.OpenAsync();

        Assert.True(same);
        Assert.Equal((2, 0, 3), (before.Sky.Count, without.Sky.Count, after.Sky.Count));
        Assert.Equal([1, 0], after.Sky.Within(new SkyPosition(10, 0.001), 5).Select(m => m.Key)); // deleted ones too
        Assert.Equal((null, new SkyPosition(350, -20)), (before.PositionOf(new Ordinal(1)), before.PositionOf(new Ordinal(2))));
    }

    [Fact]
    public async Task RefreshAsync_WhenNothingHappened_ReturnsTheSameSnapshot()
    {
        await _bench.IngestAsync(new ManifestInput(_bench.Text("m.csv", "id", "a")));
        var catalog = await _bench.OpenAsync();

        Assert.Same(catalog, await _bench.Store.RefreshAsync(catalog));
        await _bench.IngestAsync(new ManifestInput(_bench.Text("n.csv", "id", "b")));

        Assert.Equal(2, (await _bench.Store.RefreshAsync(catalog)).Count);
    }

    [Fact]
    public async Task RunAsync_WhenNamesAreForeign_KeepsTheNameAndFindsByItsId()
    {
        await _bench.IngestAsync(new ManifestInput(_bench.Text("m.csv", "name", "\"a, \"\"b\"\" / ../é\"", "a_b")));

        var catalog = await _bench.OpenAsync();

        Assert.True(catalog.TryFind(Slug.SourceIdFor("a, \"b\" / ../é"), out var ordinal));
        Assert.Equal("a, \"b\" / ../é", catalog.Get(ordinal).Name);
    }
}
