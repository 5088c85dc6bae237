using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Sky;

namespace LensGrains.Tests.Core.Catalogs;

public class KnownLensMatchingTests
{
    private readonly Sources _sources = new([("a", new SkyPosition(10, 0)), ("b", new SkyPosition(10, 2 / 3600.0)), ("c", new SkyPosition(20, 0))]);

    [Fact]
    public void Match_ByName_WinsOverPosition()
    {
        var report = Match(null, new KnownLensRow(1, "c", new SkyPosition(10, 0), null));

        Assert.Equal([new KnownLens(new Ordinal(2), "c", null, true, null)], report.Lenses.ToArray());
    }

    [Fact]
    public void Match_WhenTwoSourcesAreNear_TakesTheNearestAndSaysSo()
    {
        var row = new KnownLensRow(1, "unknown", new SkyPosition(10, 1.9 / 3600), "A");

        var report = Match(null, row);

        Assert.Equal(1, Assert.Single(report.Lenses).Ordinal.Value);
        Assert.Equal(0.1, report.Lenses[0].SeparationArcsec!.Value, 6);
        Assert.Equal([row], report.Ambiguous.ToArray());
    }

    [Fact]
    public void Match_WhenRowsShareASource_KeepsTheBestGradeInAnyOrder()
    {
        KnownLensRow[] rows = [new(1, "c", null, "B"), new(2, null, new SkyPosition(20, 0), "A"), new(3, "c", null, null)];

        foreach (var order in new[] { rows, rows.Reverse() })
        {
            var report = Match("A", [.. order]);
            Assert.Equal(("A", true, 3), (Assert.Single(report.Lenses).Grade, report.Lenses[0].IsKept, report.MatchedRows));
        }
    }

    [Fact]
    public void Match_BelowTheCut_IsThereButNotKept()
    {
        var report = Match("B", new KnownLensRow(1, "a", null, "A"), new KnownLensRow(2, "b", null, "C"), new KnownLensRow(3, "c", null, null));

        Assert.Equal([true, false, false], report.Lenses.Select(l => l.IsKept));
    }

    [Fact]
    public void Match_OfNothingNear_ListsTheRow()
    {
        var report = Match(null, new KnownLensRow(7, "x", new SkyPosition(30, 0), null), new KnownLensRow(8, "y", null, null));

        Assert.Empty(report.Lenses);
        Assert.Equal([7, 8], report.Unmatched.Select(r => r.Row));
    }

    private KnownLensReport Match(string? cut, params KnownLensRow[] rows) => new KnownLensMatching(5, new GradeOrder(), cut).Match(rows, _sources);

    private sealed class Sources(IReadOnlyList<(string Name, SkyPosition Position)> all) : ISourceLookup
    {
        public Ordinal? ByName(string name)
            => all.Index().Where(s => s.Item.Name == name).Select(s => (Ordinal?)new Ordinal(s.Index)).FirstOrDefault();

        public IReadOnlyList<SkyMatch> Near(SkyPosition position, double radiusArcsec)
            => [.. all.Index().Select(s => new SkyMatch(s.Index, position.SeparationArcsec(s.Item.Position))).Where(m => m.SeparationArcsec <= radiusArcsec).OrderBy(m => m.SeparationArcsec)];
    }
}
