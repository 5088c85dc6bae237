using LensGrains.Catalogs.Ingest;
using LensGrains.Core.Ids;

namespace LensGrains.Tests.Catalogs;

public sealed class ManifestIngestTests : IDisposable
{
    private readonly IngestBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task RunAsync_WhenManifestHasPositionsAndColumns_KeepsThem()
    {
        var csv = _bench.Text("m.csv",
            "Name,RA [deg],DEC,z,mag,survey,psf_g,zeropoint_g,colour,ebv",
            "B,10.5,-20.25,0.5,19.5,PS1,1.2,25,red,0.01",
            "A,09:46:56.7,+10:06:52,,,PS1,,,blue,");

        var report = await _bench.IngestAsync(new ManifestInput(csv));

        var catalog = await _bench.OpenAsync();
        var (a, b) = (catalog.Get(new Ordinal(0)), catalog.Get(new Ordinal(1)));
        Assert.Equal(2, report.Progress.Added);
        Assert.Equal(("A", "B"), (a.Name, b.Name));
        Assert.Equal((146.73625, 10.114444), (a.RaDeg!.Value, Math.Round(a.DecDeg!.Value, 6)));
        Assert.Equal((0.5, 19.5, "PS1", "red"), (b.Redshift, b.Magnitude, b.Survey, b.Columns["colour"]));
        Assert.Equal((25, 1.2), (b.Bands[0].ZeroPoint, b.Bands[0].PsfFwhmArcsec));
        Assert.Equal([double.NaN, 0.01], catalog.Column("ebv", 0).ToArray());
        Assert.Equal([double.NaN, 19.5], catalog.Column("magnitude", 0).ToArray());
        Assert.DoesNotContain("colour", catalog.ColumnNames);
        Assert.Equal(1, Assert.Single(catalog.CrossMatch(10.5, -20.25 + (4.9 / 3600), 5)).Key);
    }

    [Fact]
    public async Task RunAsync_WhenRowsAreBad_ListsThemWithStableReasons()
    {
        var csv = _bench.Text("m.csv", "id,path,ra,dec", "a,none.fits,1,1", ",x.fits,1,1", "b,,400,1", "c,,1,1", "c,,2,2", "d,,one,two");

        var report = await _bench.IngestAsync(new ManifestInput(csv));

        Assert.Equal(1, report.Progress.Added);
        Assert.Equal(
            ["duplicate-name 1", "file-not-found 1", "name-missing 1", "position-invalid 2"],
            report.FailureCounts.Select(c => $"{c.Key} {c.Value}"));
    }

    [Fact]
    public async Task RunAsync_WhenARowChanges_MakesANewVersionUnderTheSameOrdinal()
    {
        await _bench.IngestAsync(new ManifestInput(_bench.Text("1.csv", "id,mag", "a,20", "b,21")));

        var report = await _bench.IngestAsync(new ManifestInput(_bench.Text("2.csv", "id,mag", "a,20", "b,22")));

        var catalog = await _bench.OpenAsync();
        Assert.Equal((0, 1, 1), (report.Progress.Added, report.Progress.Updated, report.Progress.Unchanged));
        Assert.Equal((2, 22.0), (catalog.Get(new Ordinal(1)).Version, catalog.Get(new Ordinal(1)).Magnitude));
        Assert.Equal(1, catalog.Get(new Ordinal(0)).Version);
        Assert.Equal([20.0, 22], catalog.Column("magnitude", 0).ToArray());
    }

    [Fact]
    public async Task RunAsync_WhenManifestHasNoNames_Refuses()
    {
        var refused = await Assert.ThrowsAsync<IngestInputException>(() => _bench.IngestAsync(new ManifestInput(_bench.Text("m.csv", "ra,dec", "1,2"))));

        Assert.Equal("manifest-no-name", refused.Reason);
    }
}
