using LensGrains.Catalogs.Ingest;
using LensGrains.Core.Ids;

namespace LensGrains.Tests.Catalogs;

/// <summary>Real lists of lenses against each other; the expected counts are recorded in the data's own README.</summary>
public sealed class RealCatalogTests : IDisposable
{
    private readonly IngestBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [SharedDataFact("catalogs")]
    public async Task Match_OfSledAndSpaceWarpsInLenscat_FindsTheRecordedNumbers()
    {
        var catalogs = Path.Combine(TestFiles.SharedData!, "catalogs");
        await _bench.IngestAsync(new ManifestInput(Positions(Path.Combine(catalogs, "lenscat.csv"))));
        var catalog = await _bench.OpenAsync();

        var sled = KnownLensList.Match(new KnownLensInput(Positions(Path.Combine(catalogs, "sled_confirmed_752.csv"))), catalog);
        var warps = KnownLensList.Match(new KnownLensInput(Positions(Path.Combine(TestFiles.SharedData!, "spacewarps_cfhtls", "labels.csv"))), catalog);

        Assert.Equal(32_838, catalog.Count);
        Assert.Equal((407, 752 - 407), (sled.MatchedRows, sled.Unmatched.Length));
        Assert.Equal((199, 429 - 199), (warps.MatchedRows, warps.Unmatched.Length));
    }

    [SharedDataFact("catalogs")]
    public void Read_OfRealLists_FindsTheirColumns()
    {
        string Of(string file) => Path.Combine(TestFiles.SharedData!, "catalogs", file);

        var lenscat = KnownLensList.Read(new KnownLensInput(Of("lenscat.csv"))).ToList();
        var cowls = KnownLensList.Read(new KnownLensInput(Of("cowls_primer32.csv"))).ToList();
        var ssl = KnownLensList.Read(new KnownLensInput(Of("ssl_legacysurvey_new_lenses.tsv"))).ToList();

        Assert.Equal((2309, 30_529), (lenscat.Count(r => r.Grade == "confident"), lenscat.Count(r => r.Grade == "probable")));
        Assert.Equal(("COSJ100020+021308", "S04"), (cowls[0].Name, cowls[0].Grade));
        Assert.Equal((404, 788), (ssl.Count(r => r.Grade == "A"), ssl.Count(r => r.Grade == "B")));
        Assert.All(lenscat.Concat(cowls).Concat(ssl), r => Assert.NotNull(r.Position));
    }

    [SharedDataFact("catalogs/sdss_lrg_ps1")]
    public async Task RunAsync_OfAMillionRowCataloguesBatch_TakesEveryRowAndNumericColumn()
    {
        var report = await _bench.IngestAsync(new ManifestInput(Path.Combine(TestFiles.SharedData!, "catalogs", "sdss_lrg_ps1", "batch_1.csv")));

        var catalog = await _bench.OpenAsync();
        Assert.Equal(report.Progress.Total, catalog.Count);
        Assert.Equal(0, report.Progress.Failed);
        Assert.Contains("ps1_g_mag", catalog.ColumnNames);
        Assert.True(catalog.TryFind(new SourceId("4541992743808030720"), out var ordinal));
        Assert.Equal((0.5080674, 211.94409332093), (catalog.Get(ordinal).Redshift, catalog.Get(ordinal).RaDeg));
        Assert.Equal("-1.10842433785112", catalog.Get(ordinal).DecDeg!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>A copy of the list with only positions, under names of their rows, so that nothing matches by name.</summary>
    private string Positions(string path)
    {
        var rows = KnownLensList.Read(new KnownLensInput(path)).Where(r => r.Position is not null)
            .Select(r => FormattableString.Invariant($"{Path.GetFileName(path)}-{r.Row},{r.Position!.Value.RaDeg},{r.Position.Value.DecDeg}"));
        return _bench.Text(Path.GetFileNameWithoutExtension(path) + "-positions.csv", ["name,ra,dec", .. rows]);
    }
}
