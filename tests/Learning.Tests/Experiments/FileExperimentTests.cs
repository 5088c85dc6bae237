using System.Globalization;
using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Painted;
using LensGrains.Learning.Experiments;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Experiments;

public sealed class FileExperimentTests
{
    private readonly string _folder = TestFiles.NewFolder("files");

    [Fact]
    public void Run_InFolds_ScoresEverySourceByAMemberThatHasNotSeenIt()
    {
        var result = TinyExperiment.Run(Config(folds: 2), Out);

        Assert.Equal(40, result.Seeds[0].Sources);
        Assert.True(File.Exists(Path.Combine(Out, "members", "net.fold-1.safetensors")));
        Assert.Contains("fold", File.ReadLines(Path.Combine(Out, "predictions.csv")).First(), StringComparison.Ordinal);
        Assert.Contains(result.Seeds[0].Columns, column => column is { Name: "guess", Role: ColumnRole.Reference });
        Assert.Contains(result.Seeds[0].Differences, pair => pair is { Second: "guess", Metric: "roc_auc" });
    }

    [Fact]
    public void Run_WithoutFolds_MeasuresWhatWasHeldOutAndSaysSo()
    {
        var result = TinyExperiment.Run(Config(folds: 0), Out);

        Assert.InRange(result.Seeds[0].Sources, 7, 9);
        Assert.Contains("held out to know when to stop, so the figures flatter a little", result.Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WhenSomeImagesAreMissingOrBroken_LeavesThemOutAndSaysHowMany()
    {
        var config = Config(folds: 2);
        File.Delete(Path.Combine(_folder, "images", "s3.fits"));
        File.WriteAllText(Path.Combine(_folder, "images", "s4.fits"), "no image");

        var result = TinyExperiment.Run(config, Out);

        Assert.Equal(38, result.Seeds[0].Sources);
        Assert.Contains("- 1 labelled sources have no image", result.Markdown, StringComparison.Ordinal);
        Assert.Contains("- 1 images could not be read", result.Markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one,s0,lens\ntwo,s1,lens", "both classes are needed")]
    [InlineData("one,s0,lens\ntwo,s1,other", "'s1': 'other' is no label")]
    [InlineData("one,s0,lens\ntwo,s0,non-lens", "has the id 's0' 2 times")]
    [InlineData("one,s90,lens\ntwo,s91,non-lens", "none of the 2 labelled sources has an image")]
    public void Run_WithLabelsThatCannotTrain_SaysWhy(string rows, string reason)
    {
        var config = Config(folds: 2);
        File.WriteAllText(Path.Combine(_folder, "labels.csv"), "note,id,label\n" + rows + "\n");

        var refused = Assert.Throws<ExperimentException>(() => TinyExperiment.Run(config with { Data = config.Data with { References = new Dictionary<string, string>() } }, Out));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithFewerLensesThanFolds_SaysSo()
    {
        var config = Config(folds: 2);
        var lines = File.ReadAllLines(Path.Combine(_folder, "labels.csv"));
        var kept = lines.Take(1).Concat(lines.Where(line => line.Contains(",lens,", StringComparison.Ordinal)).Take(1))
            .Concat(lines.Where(line => line.Contains(",non-lens,", StringComparison.Ordinal)));
        File.WriteAllLines(Path.Combine(_folder, "labels.csv"), kept);

        var refused = Assert.Throws<ExperimentException>(() => TinyExperiment.Run(config, Out));

        Assert.Contains("too few for 2 folds", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhenTwoRowsShareAPlace_MakesThemOneObject()
    {
        var path = Path.Combine(_folder, "places.csv");
        File.WriteAllText(path, "id,label,ra,dec\na,1,10.0,-5.0\nb,0,10.0003,-5.0\nc,0,11.0,-5.0\nd,1,,\n");

        var labels = LabelTable.Read(path, new DataConfig());

        Assert.Equal(labels.Objects[0], labels.Objects[1]);
        Assert.Equal(3, labels.Objects.Distinct().Count());
    }

    [Fact]
    public void Ordinals_FollowFromTheIdsAlone()
    {
        var path = Path.Combine(_folder, "ids.csv");
        File.WriteAllText(path, "id,label\na,1\nb,0\nc,0\n");

        var labels = LabelTable.Read(path, new DataConfig());

        Assert.Equal(labels.Ordinals()[1..], labels.Take([1, 2]).Ordinals());
        Assert.Equal(3, labels.Ordinals().Distinct().Count());
    }

    [Fact]
    public void Find_InAFolder_GroupsFilesAsAnIngestDoes()
    {
        var root = Directory.CreateDirectory(Path.Combine(_folder, "names")).FullName;
        Directory.CreateDirectory(Path.Combine(root, "c"));
        foreach (var name in new[] { "a.png", "b_g.fits", "b_r.fits", "c/i.fits.gz", "notes.txt" })
        {
            File.WriteAllText(Path.Combine(root, name), "");
        }

        var files = CutoutFiles.Find(root);

        Assert.Equal(["a", "b", "c"], files.Keys.Order());
        Assert.Equal(["g", "r"], files["b"].Select(file => file.Band));
        Assert.Equal("i", files["c"][0].Band);
    }

    private string Out => Path.Combine(_folder, "run");

    private ExperimentConfig Config(int folds)
    {
        var images = Directory.CreateDirectory(Path.Combine(_folder, "images")).FullName;
        var lines = new List<string> { "id,label,guess" };
        for (var i = 0; i < 40; i++)
        {
            var source = PaintedSky.Create(new PaintedSkyOptions { Size = 32, Seed = 3 }, i);
            FitsWriter.WriteCube(source.Cutout, Path.Combine(images, $"s{i}.fits"));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"s{i},{(source.Truth.Kind == SourceKind.PaintedArcs ? "lens" : "non-lens")},{i % 7}"));
        }

        File.WriteAllLines(Path.Combine(_folder, "labels.csv"), lines);
        return TinyExperiment.Config with
        {
            Data = new DataConfig
            {
                Kind = DataKind.Files, Images = images, Labels = Path.Combine(_folder, "labels.csv"), Folds = folds,
                References = new Dictionary<string, string> { ["guess"] = "guess" },
            },
        };
    }
}
