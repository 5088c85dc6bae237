using LensGrains.Learning.Experiments;
using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Tests.Physics;

public sealed class TableTruthTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lens-truth-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_OfATruthTable_KnowsTheParametersOfGalaxiesBehindOneGalaxy()
    {
        var table = Read(
            "name,is_lens,kind,einstein_radius_arcsec,axis_ratio,position_angle_deg,shear,shear_angle_deg,source_x_arcsec,source_y_arcsec",
            "a,1,Lens,1.3,0.6,45,0.05,90,0.1,-0.2",
            "b,0,Ring,,,,,,,",
            "c,1,Cluster,2.5,0.7,10,,,0.3,0.1");

        var rows = table.Parameters()!.Chunk(LensParameters.Count).ToArray();

        Assert.Equal([1.3f, 0f, 0.25f, -0.05f, 0f, 0.1f, -0.2f], rows[0][..7].Select(value => MathF.Round(value, 6) + 0f));
        Assert.All([.. rows[1], .. rows[2]], value => Assert.True(float.IsNaN(value)));
        Assert.Equal(rows[2].Concat(rows[0]), table.Take([2, 0]).Parameters()!);
    }

    [Fact]
    public void Read_OfATableWithoutThem_KnowsNothing()
        => Assert.Null(Read("name,is_lens", "a,1", "b,0").Parameters());

    private LabelTable Read(params string[] lines)
    {
        var path = Path.Combine(_folder, "truth.csv");
        File.WriteAllLines(path, lines);
        return LabelTable.Read(path, new DataConfig());
    }
}
