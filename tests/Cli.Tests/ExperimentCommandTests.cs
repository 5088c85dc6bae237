using System.Text.Json;
using LensGrains.Tests;

namespace LensGrains.Cli.Tests;

public sealed class ExperimentCommandTests
{
    private readonly string _folder = TestFiles.NewFolder("experiment-command");

    [Fact]
    public async Task Experiment_FromAFile_RunsAndIsListedAndCompared()
    {
        var runs = Path.Combine(_folder, "runs");
        var run = new CliRun(new FakeServer());

        Assert.Equal(0, await run.Lens("experiment", "--config", Config(), "--out", Path.Combine(runs, "a")));
        Assert.Equal(0, await run.Lens("experiment", "--config", Config(), "--members", "mlp", "--seeds", "2", "--out", Path.Combine(runs, "b")));
        Assert.Contains("# small", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, await run.Lens("runs", "list", "--dir", runs));
        Assert.Contains("2 of 2", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, await run.Lens("runs", "compare", "a", "b", "--dir", runs, "--bootstrap", "20"));
        Assert.Contains("a - b, 30 sources that both have scored", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("experiment", "--config", "nosuch")]
    [InlineData("experiment", "--quick", "--config", "painted")]
    [InlineData("experiment", "--quick", "--members", "nosuch")]
    [InlineData("train", "--out", "x")]
    [InlineData("train", "--images", "a", "--labels", "b", "--out", "x", "--stage", "finetune")]
    [InlineData("train", "--images", "a", "--labels", "b", "--out", "x", "--stage", "pretrain")]
    [InlineData("train", "--images", "a", "--out", "x", "--stage", "pretrain", "--targets", "z")]
    [InlineData("train", "--images", "a", "--labels", "b", "--out", "x", "--stage", "pretrain", "--targets", "z,Is_Lens")]
    [InlineData("train", "--images", "a", "--labels", "b", "--out", "x", "--targets", "z")]
    [InlineData("train", "--images", "a", "--labels", "b", "--out", "x", "--classes", "lens,other")]
    [InlineData("train", "--images", "a", "--labels", "b", "--out", "x", "--epochs", "0")]
    [InlineData("train", "--images", "a", "--labels", "b", "--out", "x", "--member", "mlp", "--freeze", "conv1")]
    [InlineData("train", "--images", "a", "--labels", "b", "--out", "x", "--member", "resnet18_narrow", "--columns", "redshift")]
    [InlineData("train", "--images", "a", "--labels", "b", "--out", "x", "--member", "mlp", "--graph", "g.json")]
    [InlineData("train", "--images", "a", "--labels", "b", "--out", "x", "--member", "resnet18_narrow", "--graph", "g.json")]
    [InlineData("runs", "compare", "one")]
    public async Task Command_ThatCannotWork_IsWrongUsage(params string[] arguments)
        => Assert.Equal(2, await new CliRun(new FakeServer()).Lens(arguments));

    [Fact]
    public async Task Train_OnASimulatedSky_FineTunesFromWhatItPretrained()
    {
        var sky = Path.Combine(_folder, "sky");
        var run = new CliRun(new FakeServer());
        Assert.Equal(0, await run.Lens("simulate", sky, "--count", "40", "--prevalence", "0.5", "--size", "32"));
        string[] network = ["--member", "resnet18_narrow", "--epochs", "1", "--batch-size", "16", "--size", "16"];
        var (encoder, member) = (Path.Combine(_folder, "pretrained"), Path.Combine(_folder, "trained"));

        var pretrained = await run.Lens(["train", "--stage", "pretrain", "--images", Path.Combine(sky, "cutouts"), "--out", encoder, .. network]);
        var trained = await run.Lens(["train", "--images", Path.Combine(sky, "cutouts"), "--labels", Path.Combine(sky, "truth.csv"), "--out", member,
            "--stage", "finetune", "--from", Path.Combine(encoder, "encoder.safetensors"), "--freeze", "conv1", "--folds", "2", .. network]);

        Assert.True((pretrained, trained) == (0, 0), run.Error);
        var config = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(member, "config.json"))).RootElement.GetProperty("members")[0];
        Assert.Equal("conv1", config.GetProperty("frozen")[0].GetString());
        Assert.Equal(41, (await File.ReadAllLinesAsync(Path.Combine(member, "predictions.csv"))).Length);
        Assert.Equal(0, await run.Lens("evaluate", "--predictions", Path.Combine(member, "predictions.csv"), "--out", Path.Combine(_folder, "results"), "--bootstrap", "20"));
    }

    [Fact]
    public async Task Train_OnColumnsOfACatalogue_LeavesAnEncoderAndSaysHowWellItTellsThem()
    {
        var (sky, encoder) = (Path.Combine(_folder, "sky"), Path.Combine(_folder, "pretrained"));
        var run = new CliRun(new FakeServer());
        Assert.Equal(0, await run.Lens("simulate", sky, "--count", "40", "--prevalence", "0.5", "--size", "32"));
        string[] pretrain = ["train", "--stage", "pretrain", "--images", Path.Combine(sky, "cutouts"), "--labels", Path.Combine(sky, "truth.csv"), "--out", encoder,
            "--member", "resnet18_narrow", "--epochs", "1", "--batch-size", "16", "--size", "16", "--targets"];

        Assert.True(await run.Lens([.. pretrain, "redshift"]) == 0, run.Error);

        Assert.Contains("- redshift: R² ", await File.ReadAllTextAsync(Path.Combine(encoder, "report.md")), StringComparison.Ordinal);
        var kept = LensGrains.Learning.Embeddings.EncoderCheckpoint.Parse(await File.ReadAllBytesAsync(Path.Combine(encoder, "encoder.safetensors")));
        Assert.Equal("redshift", kept.Metadata["columns"]);
        Assert.Equal(1, await run.Lens([.. pretrain, "no_such_column"]));
        Assert.Contains("there is no column 'no_such_column'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_WithLayersOfOnesOwn_KeepsThemInTheConfigurationAndTheMember()
    {
        var sky = Path.Combine(_folder, "sky");
        var run = new CliRun(new FakeServer());
        Assert.Equal(0, await run.Lens("simulate", sky, "--count", "30", "--prevalence", "0.5", "--size", "32"));
        var (graph, wrong, member) = (Path.Combine(_folder, "graph.json"), Path.Combine(_folder, "wrong.json"), Path.Combine(_folder, "trained"));
        await File.WriteAllTextAsync(graph, """{"name": "mine", "nodes": [{"id": "image", "kind": "input"}, {"id": "only", "kind": "conv2d", "inputs": ["image"], "filters": 4}]}""");
        await File.WriteAllTextAsync(wrong, """{"name": "mine", "nodes": [{"id": "image", "kind": "input"}, {"id": "only", "kind": "conv2d", "inputs": ["image"]}]}""");
        string[] train = ["train", "--images", Path.Combine(sky, "cutouts"), "--labels", Path.Combine(sky, "truth.csv"), "--member", "layers", "--epochs", "1", "--size", "16", "--out"];

        Assert.Equal(2, await run.Lens([.. train, Path.Combine(_folder, "refused"), "--graph", wrong]));
        Assert.Contains("'only' (conv2d) needs 'filters'", run.Error, StringComparison.Ordinal);
        Assert.True(await run.Lens([.. train, member, "--graph", graph]) == 0, run.Error);

        var config = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(member, "config.json"))).RootElement.GetProperty("members")[0];
        Assert.Equal("only", config.GetProperty("graph").GetProperty("nodes")[1].GetProperty("id").GetString());
        var trained = LensGrains.Learning.Training.ImageMemberCheckpoint.Parse(await File.ReadAllBytesAsync(Path.Combine(member, "members", "layers.safetensors")));
        Assert.Equal(("layers", "mine"), (trained.Kind, trained.Graph!.Name));
    }

    [Fact]
    public async Task Runs_WithoutACampaign_IsStillWrongUsage()
        => Assert.Equal(2, await new CliRun(new FakeServer()).Lens("runs"));

    private string Config()
    {
        var file = Path.Combine(_folder, "small.json");
        File.WriteAllText(file, """
            {
              // as small as can be
              "name": "small",
              "data": { "kind": "painted", "train": 60, "test": 30, "size": 32 },
              "contract": { "bands": 1, "size": 16, "normalisation": "Unit" },
              "members": [ { "kind": "mlp", "hiddenWidth": 8, "maximumEpochs": 3 }, { "kind": "mobilenet_v2_narrow", "epochs": 1 } ],
              "evaluation": { "bootstrap": { "resamples": 20 } },
            }
            """);
        return file;
    }
}
