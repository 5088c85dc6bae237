using LensGrains.Catalogs.Ingest;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Imaging;

namespace LensGrains.Tests.Catalogs;

/// <summary>Real images through the real readers and features.</summary>
public sealed class RealImageIngestTests : IDisposable
{
    private readonly IngestBench _bench = new() { Inspector = new CutoutInspector(ImageLimits.Default) };

    public void Dispose() => _bench.Dispose();

    [SharedDataFact("sled_ps1/cutouts")]
    public async Task RunAsync_OfThreeBandFits_MakesOneSourcePerFolderWithHeaderFacts()
    {
        var report = await _bench.IngestAsync(new FolderInput(Shared("sled_ps1", "cutouts")));

        var catalog = await _bench.OpenAsync();
        var folders = Directory.GetDirectories(Shared("sled_ps1", "cutouts")).Length;
        Assert.Equal(folders, catalog.Count + report.Failures.Length);
        Assert.All(report.Failures, f => Assert.Contains(f.Reason, new[] { "incomplete-group", "no-finite-pixels" }));
        var rows = Enumerable.Range(0, catalog.Count).Select(i => catalog.Get(new Ordinal(i))).ToList();
        Assert.All(rows, r => Assert.Equal(["g", "i", "r"], r.Files.Select(f => f.Band)));
        Assert.All(rows, r => Assert.Equal(0.25, r.PixelScaleArcsec!.Value, 2));
        Assert.Equal(catalog.Count, catalog.Embeddings("features").Count);
        Assert.Equal(Features.Dimensions, catalog.Embeddings("features").Dimension);

        var known = KnownLensList.Match(new KnownLensInput(Shared("sled_ps1", "sled_catalogue.csv")), catalog);
        Assert.True(known.MatchedRows > 0.9 * catalog.Count, $"{known.MatchedRows} of {catalog.Count}");
    }

    [SharedDataFact("spacewarps_cfhtls")]
    public async Task RunAsync_OfAManifestOfPngs_KeepsGradesAndCutsByThem()
    {
        var labels = Shared("spacewarps_cfhtls", "labels.csv");

        var report = await _bench.IngestAsync(new ManifestInput(labels));

        var catalog = await _bench.OpenAsync();
        Assert.Equal((429, 0, 429), (report.Progress.Added, report.Progress.Failed, catalog.Embeddings("features").Count));
        var known = KnownLensList.Match(new KnownLensInput(labels) { GradeColumn = "expert_grade", GradeCut = "1.3" }, catalog);
        Assert.Equal((429, 141), (known.MatchedRows, known.Lenses.Count(l => l.IsKept)));
    }

    [SharedDataFact("space_lenses/euclid")]
    public async Task RunAsync_OfAFitsWithManyUnits_TakesItsBandsFromTheFile()
    {
        const string Name = "102018665_NEG570040238507752998";
        await _bench.IngestAsync(new FolderInput(Shared("space_lenses", "euclid", "q1_walsmley")));

        var catalog = await _bench.OpenAsync();
        Assert.True(catalog.TryFind(Slug.SourceIdFor(Name), out var ordinal));
        var row = catalog.Get(ordinal);
        Assert.True(row.Bands.Length >= 8, string.Join(",", row.Bands.Select(b => b.Band)));
        Assert.Contains(row.Bands, b => b.PsfFwhmArcsec > 0);
    }

    [SharedDataFact("tricky")]
    public async Task RunAsync_OfEveryTrickyFile_GivesASourceOrAReason()
    {
        var report = await _bench.IngestAsync(new FolderInput(Shared("tricky")) { Grouping = new GroupingRule("^(?<name>.+)(?<part>\0)$") });

        var catalog = await _bench.OpenAsync();
        Assert.Equal(report.Progress.Total, report.Progress.Done);
        Assert.InRange(catalog.Count, 1, report.Progress.Total);
        Assert.All(report.Failures, f => Assert.Matches("^[a-z-]+$", f.Reason));
        Assert.Equal(catalog.Count, catalog.Embeddings("features").Count);
    }

    private static string Shared(params string[] parts) => Path.Combine([TestFiles.SharedData!, .. parts]);
}
