using LensGrains.Catalogs.Ingest;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;

namespace LensGrains.Tests.Catalogs;

public sealed class FolderIngestTests : IDisposable
{
    private readonly IngestBench _bench = new();
    private readonly PixelStatistics _inspector = new();

    public FolderIngestTests() => _bench.Inspector = _inspector;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task RunAsync_WhenFilesAreGrouped_MakesOneSourceWithItsBandsAndFeatures()
    {
        Files("in/b_g.fits:GG", "in/b_r.fits:RR", "in/sub/a/g.fits.fz:1", "in/sub/a/r.fits:2", "in/notes.txt:x", "in/c.png:P");

        var report = await _bench.IngestAsync(new FolderInput(Folder));

        var catalog = await _bench.OpenAsync();
        Assert.Equal(3, report.Progress.Added);
        Assert.Equal(["a", "b", "c"], Rows(catalog).Select(r => r.Name));
        Assert.Equal(["g", "r"], catalog.Get(new Ordinal(1)).Files.Select(f => f.Band));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("GG"u8)), catalog.Get(new Ordinal(1)).Files[0].Sha256);
        Assert.Equal(("eye", 0.25, 25.0), (catalog.Get(new Ordinal(1)).Instrument, catalog.Get(new Ordinal(1)).PixelScaleArcsec, catalog.Get(new Ordinal(1)).Bands[0].ZeroPoint));
        Assert.Equal([76.5f, 5.5f], catalog.Embeddings("features").Vector(new Ordinal(1)).ToArray().Select(h => (float)h));
    }

    [Fact]
    public async Task RunAsync_WhenAGroupLacksAPart_ListsItAndGoesOn()
    {
        Files("in/a_g.fits:1", "in/a_r.fits:1", "in/b_g.fits:1", "in/b_r.fits:1", "in/c_g.fits:1");

        var report = await _bench.IngestAsync(new FolderInput(Folder));
        var kept = await _bench.IngestAsync(new FolderInput(Folder) { KeepIncomplete = true });

        Assert.Equal(new IngestFailure("c", "incomplete-group", "No file for r."), Assert.Single(report.Failures));
        Assert.Equal((2, 1, 1), (report.Progress.Added, kept.Progress.Added, kept.FailureCounts["incomplete-group"]));
    }

    [Fact]
    public async Task RunAsync_WhenAFileIsBroken_ListsItAndGoesOn()
    {
        Files("in/a.fits:1", "in/b.fits:!", "in/c.fits:", "in/d.fits:4");

        var report = await _bench.IngestAsync(new FolderInput(Folder));

        Assert.Equal(["a", "d"], Rows(await _bench.OpenAsync()).Select(r => r.Name));
        Assert.Equal([("b", "corrupt"), ("c", "file-empty")], report.Failures.Select(f => (f.Name, f.Reason)));
        Assert.Equal((4, 4, 2), (report.Progress.Total, report.Progress.Done, report.Progress.Failed));
    }

    [Fact]
    public async Task RunAsync_WhenNothingChanged_OpensNoFile()
    {
        Files("in/a.fits:1", "in/b.fits:2");
        await _bench.IngestAsync(new FolderInput(Folder));
        var (version, inspections) = ((await _bench.OpenAsync()).Version, _inspector.Inspections);

        var report = await _bench.IngestAsync(new FolderInput(Folder));

        Assert.Equal((2, inspections), (report.Progress.Unchanged, _inspector.Inspections));
        Assert.Equal(version, (await _bench.OpenAsync()).Version);
    }

    [Fact]
    public async Task RunAsync_WhenAFileChanged_MakesANewVersionWithNewFeatures()
    {
        Files("in/a.fits:1", "in/b.fits:2");
        await _bench.IngestAsync(new FolderInput(Folder));
        Files("in/b.fits:33", "in/c.fits:3");

        var report = await _bench.IngestAsync(new FolderInput(Folder));

        var catalog = await _bench.OpenAsync();
        Assert.Equal((1, 1, 1), (report.Progress.Added, report.Progress.Updated, report.Progress.Unchanged));
        Assert.Equal([1, 2, 1], Rows(catalog).Select(r => r.Version));
        Assert.Equal(["a", "b", "c"], Rows(catalog).Select(r => r.Name));
        Assert.Equal([51f, 0f], catalog.Embeddings("features").Vector(new Ordinal(1)).ToArray().Select(h => (float)h));
        Assert.Equal(2, catalog.Embeddings("features").Version);
    }

    [Fact]
    public async Task RunAsync_WhenAFileWasOnlyTouched_IsNoNewVersion()
    {
        Files("in/a.fits:1");
        await _bench.IngestAsync(new FolderInput(Folder));
        File.SetLastWriteTimeUtc(Path.Combine(Folder, "a.fits"), new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var report = await _bench.IngestAsync(new FolderInput(Folder));

        Assert.Equal(1, report.Progress.Unchanged);
    }

    [Fact]
    public async Task RunAsync_WhenImagesAreJoinedByName_LeavesUnknownNamesOut()
    {
        await _bench.IngestAsync(new EmbeddingInput(_bench.Npz("e.npz", ["a", "b"], [1, 2])));
        Files("in/b.jpg:B", "in/z.jpg:Z");

        await _bench.IngestAsync(new FolderInput(Folder), r => r with { UnknownNames = UnknownNames.Skip, FeatureSet = null });

        var catalog = await _bench.OpenAsync();
        Assert.Equal(2, catalog.Count);
        Assert.Equal([0, 1], Rows(catalog).Select(r => r.Files.Length));
        Assert.Equal((Half)2, catalog.Embeddings("imported").Vector(new Ordinal(1))[0]);
        Assert.DoesNotContain("features", catalog.EmbeddingNames);
    }

    [Fact]
    public async Task RunAsync_WhenFeaturesAreOfAnotherVersion_RefusesToMixThem()
    {
        Files("in/a.fits:1");
        await _bench.IngestAsync(new FolderInput(Folder));
        _inspector.FeatureProvenance = "bytes-2";

        var refused = await Assert.ThrowsAsync<IngestInputException>(() => _bench.IngestAsync(new FolderInput(Folder)));
        await _bench.IngestAsync(new FolderInput(Folder), r => r with { FeatureSet = "features-2" });

        Assert.Equal("embedding-provenance", refused.Reason);
        Assert.Equal("bytes-2", (await _bench.OpenAsync()).Embeddings("features-2").Provenance);
    }

    [Fact]
    public async Task RunAsync_OfNoFolder_Refuses()
        => Assert.Equal("folder-not-found", (await Assert.ThrowsAsync<IngestInputException>(() => _bench.IngestAsync(new FolderInput("/nowhere-at-all")))).Reason);

    private string Folder => Path.Combine(_bench.Folder, "in");

    private static IEnumerable<SourceRow> Rows(LensGrains.Catalogs.Catalog catalog) => Enumerable.Range(0, catalog.Count).Select(i => catalog.Get(new Ordinal(i)));

    private void Files(params string[] files)
    {
        foreach (var file in files)
        {
            var (name, content) = (file.Split(':')[0], file.Split(':')[1]);
            var path = Path.Combine(_bench.Folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
        }
    }
}
