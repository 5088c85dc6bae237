using System.Globalization;
using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Tests.Physics;

public sealed class LensTruthTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Turn_OfTheParameters_IsTheSameAsTurningTheirImages(int orientation)
    {
        var tracer = new RayTracer(new RayTracerOptions { Size = 18, PixelScaleArcsec = Lenses.PixelScaleArcsec });
        var turned = LensTruth.Turn(Lenses.All(), torch.full([Lenses.Count], orientation, torch.int64));

        var rendered = tracer.Render(turned);

        var expected = Orientation.Turn(tracer.Render(Lenses.All()).unsqueeze(1), orientation).squeeze(1);
        Assert.True(rendered.allclose(expected, 1e-9, 1e-12), $"{(rendered - expected).abs().max().item<double>()}");
    }

    [Fact]
    public void Turn_OfSamplesInDifferentOrientations_TurnsEachByItsOwn()
    {
        var orientations = torch.tensor(new long[] { 0, 3, 5, 6 });

        var together = LensTruth.Turn(Lenses.All(), orientations);

        var alone = Enumerable.Range(0, 4).Select(i => LensTruth.Turn(Lenses.All().narrow(0, i, 1), orientations.narrow(0, i, 1)));
        Assert.True(together.Equals(torch.cat(alone.ToArray())));
        Assert.True(LensTruth.Turn(LensTruth.Unknown(4), orientations).isnan().all().item<bool>());
    }

    [Fact]
    public void Row_OfALens_HoldsWhatTheTableKnows()
    {
        var truth = Truth(SourceKind.Lens) with { AxisRatio = 0.6, PositionAngleDeg = 30, Shear = 0.05, ShearAngleDeg = 100, SourcePosition = new SkyVector(0.1, -0.2) };

        var row = LensTruth.Row(truth);

        Assert.Equal(1.3, row[(int)LensParameter.EinsteinRadius], 1e-6);
        Assert.Equal(0.25 * Math.Cos(Math.PI / 3), row[(int)LensParameter.Ellipticity1], 1e-6);
        Assert.Equal(0.25 * Math.Sin(Math.PI / 3), row[(int)LensParameter.Ellipticity2], 1e-6);
        Assert.Equal(0.05 * Math.Cos(200 * Math.PI / 180), row[(int)LensParameter.Shear1], 1e-6);
        Assert.Equal(0.05 * Math.Sin(200 * Math.PI / 180), row[(int)LensParameter.Shear2], 1e-6);
        Assert.Equal([0.1f, -0.2f], row[(int)LensParameter.SourceX..((int)LensParameter.SourceY + 1)]);
        Assert.All(row[(int)LensParameter.SourceRadius..], value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Row_OfATablesColumns_EqualsThatOfTheSource()
    {
        var truth = Truth(SourceKind.Lens) with { AxisRatio = 0.6, PositionAngleDeg = 30, Shear = 0.05, ShearAngleDeg = 100, SourcePosition = new SkyVector(0.1, -0.2) };
        var columns = TruthCsv.Columns.ToDictionary(column => column.Name, column => column.Value(truth));

        var row = LensTruth.Row([.. LensTruth.Columns.Select(name => double.Parse(columns[name], CultureInfo.InvariantCulture))]);

        Assert.Equal(LensTruth.Row(truth), row);
    }

    [Theory]
    [InlineData(SourceKind.Ring)]
    [InlineData(SourceKind.Group)]
    [InlineData(SourceKind.Quasar)]
    public void Row_OfWhatIsNoGalaxyBehindOneGalaxy_KnowsNothing(SourceKind kind)
        => Assert.All(LensTruth.Row(Truth(kind)), value => Assert.True(float.IsNaN(value)));

    private static SourceTruth Truth(SourceKind kind) => new("s", kind, 1.3, 0.2, 50, 4, 19, 0.7, 0, 0);
}
