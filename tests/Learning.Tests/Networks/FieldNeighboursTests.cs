using System.Text.Json;
using LensGrains.Core.Sky;
using LensGrains.Learning.Networks;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Networks;

public sealed class FieldNeighboursTests
{
    [Fact]
    public void Of_PositionsAcrossZeroHoursAndThePoles_AreAstropys()
    {
        var recorded = JsonSerializer.Deserialize<Recording>(
            File.ReadAllBytes(Path.Combine(TestFiles.Root, "tests", "oracles", "learning", "neighbours.json")), JsonSerializerOptions.Web)!;

        var found = FieldNeighbours.Of([.. recorded.Ra.Zip(recorded.Dec, Known)], recorded.Most, recorded.RadiusArcsec);

        Assert.All(Enumerable.Range(0, recorded.Rows.Length), source =>
        {
            var row = recorded.Rows[source];
            Assert.Equal(row.Neighbours, found.Of(source));
            for (var i = 0; i < row.Neighbours.Length; i++)
            {
                var (east, north) = found.Offset(source, i);
                Assert.Equal(row.East[i], east, 1e-4);
                Assert.Equal(row.North[i], north, 1e-4);
            }
        });
    }

    [Fact]
    public void Of_SourcesWithoutPositions_AreNobodysNeighbours()
    {
        var found = FieldNeighbours.Of([Known(10, 0), null, Known(10.001, 0), null], 2, 60);

        Assert.Equal([2], found.Of(0));
        Assert.Empty(found.Of(1));
        Assert.Equal([0], found.Of(2));
    }

    [Fact]
    public void Of_SourcesAtOnePlace_AreNeighboursWithTheLowerRowFirst()
    {
        var found = FieldNeighbours.Of([Known(10, 0), Known(10, 0), Known(10, 0), Known(11, 0)], 2, 5);

        Assert.Equal([1, 2], found.Of(0));
        Assert.Equal([0, 1], found.Of(2));
        Assert.Equal((0.0, 0.0), found.Offset(0, 0));
        Assert.Empty(found.Of(3));
    }

    [Fact]
    public void Batch_OfSomeSources_HoldsTheirNeighboursAndTheirPlaces()
    {
        using var scope = torch.NewDisposeScope();
        var found = FieldNeighbours.Of([Known(10, 0), Known(10.001, 0), Known(10, 0.002), Known(50, 0)], 3, 60);
        var embeddings = torch.arange(8).@float().reshape(4, 2);
        using var table = new FieldTable(found, embeddings.narrow(0, 0, 3)); // the last one is nobody's neighbour
        var chosen = torch.tensor(new long[] { 3, 0 });

        var batch = table.Batch(embeddings.index_select(0, chosen), chosen);

        Assert.Equal([6f, 7f, 0f, 1f], batch.Centres.flatten().data<float>().ToArray());
        Assert.Equal([false, false, false, true, true, false], batch.Present.flatten().data<bool>().ToArray());
        Assert.Equal([2f, 3f, 4f, 5f], batch.Neighbours.select(0, 1).narrow(0, 0, 2).flatten().data<float>().ToArray());
        Assert.Equal(3.6f, batch.OffsetsArcsec.select(0, 1).select(0, 0).select(0, 0).item<float>(), 1e-4f);
        Assert.Equal(7.2f, batch.OffsetsArcsec.select(0, 1).select(0, 1).select(0, 1).item<float>(), 1e-4f);
        Assert.Equal([0, 1, 2], found.Keys);
        Assert.Throws<ArgumentException>(() => new FieldTable(found, embeddings));
    }

    private static SkyPosition? Known(double ra, double dec) => new SkyPosition(ra, dec);

    private sealed record Recording(int Most, double RadiusArcsec, double[] Ra, double[] Dec, Row[] Rows);

    private sealed record Row(int[] Neighbours, double[] East, double[] North);
}
