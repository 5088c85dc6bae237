using System.Globalization;
using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Painted;
using LensGrains.Learning.Experiments;
using LensGrains.Learning.Members;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Experiments;

/// <summary>Members over neighbours in experiments, where a table of labels has positions.</summary>
public sealed class FieldExperimentTests
{
    private readonly string _folder = TestFiles.NewFolder("field-files");

    [Fact]
    public void Run_OnATableWithPositions_ScoresEverySourceByItsNeighbours()
    {
        var result = TinyExperiment.Run(Config(i => FormattableString.Invariant($"{10 + (i / 4)},{i % 4 * 0.002:R}")), Out);

        Assert.Empty(result.Seeds[0].Failures);
        Assert.Equal(40, result.Seeds[0].Sources);
        var member = MemberCheckpoint.Parse(File.ReadAllBytes(Path.Combine(Out, "members", "field.fold-1.safetensors")));
        Assert.Equal((2, 20.0), (member.Shape.Neighbours, member.Shape.RadiusArcsec));
        Assert.Contains(member.Moments("layers.0.place.weight").First, value => value != 0); // somebody was near somebody
    }

    [Fact]
    public void Run_OnATableWithoutPositions_SaysWhatIsMissing()
    {
        var refused = Assert.Throws<ExperimentException>(() => TinyExperiment.Run(Config(_ => ","), Out));

        Assert.Contains("no source has a position (columns ra and dec)", refused.Message, StringComparison.Ordinal);
    }

    private string Out => Path.Combine(_folder, "run");

    private ExperimentConfig Config(Func<int, string> place)
    {
        var images = Directory.CreateDirectory(Path.Combine(_folder, "images")).FullName;
        var lines = new List<string> { "id,label,ra,dec" };
        for (var i = 0; i < 40; i++)
        {
            var source = PaintedSky.Create(new PaintedSkyOptions { Size = 32, Seed = 3 }, i);
            FitsWriter.WriteCube(source.Cutout, Path.Combine(images, $"s{i}.fits"));
            var label = source.Truth.Kind == SourceKind.PaintedArcs ? "lens" : "non-lens";
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"s{i},{label},{place(i)}"));
        }

        File.WriteAllLines(Path.Combine(_folder, "labels.csv"), lines);
        var options = TinyExperiment.Vector.Vector! with { Kind = "field_attention", TokenWidth = 8, Heads = 2, Depth = 1, Neighbours = 2, RadiusArcsec = 20 };
        return TinyExperiment.Config with
        {
            Data = new DataConfig { Kind = DataKind.Files, Images = images, Labels = Path.Combine(_folder, "labels.csv"), Folds = 2 },
            Members = [new MemberConfig("field", null, options)],
        };
    }
}
