using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Evaluation;
using LensGrains.Learning.Experiments;
using LensGrains.Learning.Members;
using LensGrains.Learning.Training;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Experiments;

public sealed class ExperimentRunTests
{
    private readonly string _folder = TestFiles.NewFolder("experiment");

    [Fact]
    public void Run_FromNothing_LeavesEverythingThatAReaderNeeds()
    {
        var result = TinyExperiment.Run(TinyExperiment.Config, _folder);

        string[] wanted = ["config.json", "metrics.jsonl", "predictions.csv", "report.md", "figures.json", "members/mlp.safetensors", "members/net.safetensors",
            "results/evaluation_summary.json", "results/ensemble_metrics.json", "data/truth.csv"];
        Assert.Empty(wanted.Except(TinyExperiment.Files(_folder)));
        Assert.DoesNotContain(TinyExperiment.Files(_folder), file => file.EndsWith(".part", StringComparison.Ordinal) || file.Contains("training", StringComparison.Ordinal));
        var table = PredictionTable.Read(Path.Combine(_folder, "predictions.csv"), new PredictionColumns());
        Assert.Equal((40, 2), (table.Ids.Count, table.Members.Members));
        Assert.Equal(8, File.ReadAllLines(Path.Combine(_folder, "metrics.jsonl")).Length); // six epochs of one member, two of the other
        Assert.Contains("| **ensemble** |", result.Markdown, StringComparison.Ordinal);
        Assert.Equal(["ensemble", "mlp", "net"], result.Seeds[0].Columns.Select(column => column.Name));
    }

    [Fact]
    public void Run_WhenAllIsDone_DoesNothingTwice()
    {
        TinyExperiment.Run(TinyExperiment.Config, _folder);
        var before = File.ReadAllText(Path.Combine(_folder, "report.md"));
        var told = new TinyExperiment.Told();

        TinyExperiment.Run(TinyExperiment.Config, _folder, told);

        Assert.Equal(["evaluate"], told.Stages.Distinct());
        Assert.Equal(before, File.ReadAllText(Path.Combine(_folder, "report.md")));
    }

    [Fact]
    public void Run_WhenAStageWasLeftHalfWritten_DoesThatOneAgainAndGivesTheSame()
    {
        TinyExperiment.Run(TinyExperiment.Config, _folder);
        var member = Path.Combine(_folder, "members", "net.safetensors");
        var whole = File.ReadAllBytes(member);
        File.WriteAllBytes(member, whole[..100]);
        var told = new TinyExperiment.Told();

        TinyExperiment.Run(TinyExperiment.Config, _folder, told);

        Assert.Equal(whole, File.ReadAllBytes(member));
        Assert.DoesNotContain("simulate", told.Stages);
        Assert.Equal(8, File.ReadAllLines(Path.Combine(_folder, "metrics.jsonl")).Length);
    }

    [Fact]
    public void Run_WhenAMemberChanges_TrainsThatOneAlone()
    {
        TinyExperiment.Run(TinyExperiment.Config, _folder);
        var untouched = File.GetLastWriteTimeUtc(Path.Combine(_folder, "members", "net.safetensors"));
        var changed = TinyExperiment.Vector with { Vector = TinyExperiment.Vector.Vector! with { HiddenWidth = 8 } };

        TinyExperiment.Run(TinyExperiment.Config with { Members = [changed, TinyExperiment.Network] }, _folder);

        Assert.Equal(untouched, File.GetLastWriteTimeUtc(Path.Combine(_folder, "members", "net.safetensors")));
        Assert.Equal(8, MemberCheckpoint.Parse(File.ReadAllBytes(Path.Combine(_folder, "members", "mlp.safetensors"))).HiddenWidth);
    }

    [Fact]
    public void Run_WhenStoppedInATraining_GoesOnToTheSameBytes()
    {
        var config = TinyExperiment.Config with { Members = [TinyExperiment.Network] };
        var other = TestFiles.NewFolder("experiment-whole");
        TinyExperiment.Run(config, other);
        using var stop = new CancellationTokenSource();
        var told = new TinyExperiment.Told(progress =>
        {
            if (progress.Stage == "train" && progress.Text is not null)
            {
                stop.Cancel(); // after the first epoch
            }
        });

        Assert.Throws<OperationCanceledException>(() => TinyExperiment.Run(config, _folder, told, stop.Token));
        var kept = ImageTrainingCheckpoint.Parse(File.ReadAllBytes(Path.Combine(_folder, "members", "net.training.safetensors")));
        TinyExperiment.Run(config, _folder);

        Assert.Single(kept.Position.Epochs);
        Assert.Equal(
            SafeTensors.Parse(File.ReadAllBytes(Path.Combine(other, "members", "net.safetensors"))).ToBytes(),
            File.ReadAllBytes(Path.Combine(_folder, "members", "net.safetensors")));
        Assert.Equal(File.ReadAllText(Path.Combine(other, "predictions.csv")), File.ReadAllText(Path.Combine(_folder, "predictions.csv")));
        Assert.Equal(2, File.ReadAllLines(Path.Combine(_folder, "metrics.jsonl")).Length);
    }

    [Fact]
    public void Run_WithSeveralSeeds_KeepsEachAndTellsTheSpread()
    {
        var result = TinyExperiment.Run(TinyExperiment.Config with { Seeds = [1, 2], Members = [TinyExperiment.Vector] }, _folder);

        Assert.True(File.Exists(Path.Combine(_folder, "seed-2", "members", "mlp.safetensors")));
        Assert.NotEqual(result.Seeds[0].Head.Figures["roc_auc"].Value, result.Seeds[1].Head.Figures["roc_auc"].Value);
        Assert.Contains("Mean ± standard deviation over 2 seeds", result.Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WhenABaselineCannotRun_SaysWhyAndGoesOn()
    {
        var script = Path.Combine(_folder, "forest.py");
        File.WriteAllText(script, "raise SystemExit(1)\n");
        var config = TinyExperiment.Config with { Members = [TinyExperiment.Vector], Baselines = [new BaselineConfig("forest", script)] };

        var result = TinyExperiment.Run(config, _folder);

        Assert.Equal("there is no python3-that-is-not-there here", result.Seeds[0].Failures["forest"]);
        Assert.Contains("- forest: there is no python3-that-is-not-there here", result.Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WhenAMembersStartIsOfAnotherArchitecture_LeavesItOutByName()
    {
        var first = TinyExperiment.Run(TinyExperiment.Config with { Members = [TinyExperiment.Network] }, TestFiles.NewFolder("experiment-other"));
        var start = Path.Combine(first.Folder, "members", "net.safetensors");
        var odd = TinyExperiment.Network with { Name = "odd", From = start, Image = TinyExperiment.Network.Image! with { Kind = "resnet18_narrow" } };
        var data = TinyExperiment.Config.Data with { Seed = 8 };

        var result = TinyExperiment.Run(TinyExperiment.Config with { Data = data, Members = [TinyExperiment.Vector, odd] }, _folder);

        Assert.Equal(["odd"], result.Seeds[0].Failures.Keys);
        Assert.Equal(["mlp"], result.Seeds[0].Columns.Select(column => column.Name));
    }

    [Fact]
    public void Run_WhenTheStartWasTrainedOnTheTestSources_Refuses()
    {
        var first = TinyExperiment.Run(TinyExperiment.Config with { Members = [TinyExperiment.Network] }, TestFiles.NewFolder("experiment-first"));
        var again = TinyExperiment.Network with { From = Path.Combine(first.Folder, "members", "net.safetensors") };
        var swapped = TinyExperiment.Config.Data with { Train = 20, Test = 80 };

        var refused = Assert.Throws<ExperimentException>(
            () => TinyExperiment.Run(TinyExperiment.Config with { Data = swapped, Members = [again] }, _folder));

        Assert.Matches("trained on [0-9]+ of the sources that it is to be tested on", refused.Message);
    }

    [Fact]
    public void Run_WithTheRareSky_TellsWhatIsFoundThere()
    {
        var config = TinyExperiment.Config with
        {
            Data = new DataConfig { Kind = DataKind.Survey, Train = 40, Test = 20, Size = 32, Prevalence = 0.5 },
            Members = [TinyExperiment.Vector, TinyExperiment.Network],
            Rare = new RareConfig { Others = 24, Lenses = 12, Prevalence = 0.01 },
        };

        var result = TinyExperiment.Run(config, _folder);

        Assert.Equal(["mlp", "net", "ensemble"], result.Rare.Select(one => one.Name));
        Assert.All(result.Rare, one => Assert.Equal((12, 24), (one.Lenses, one.Others)));
        Assert.Contains("24 other non-lenses and 12 other lenses", result.Markdown, StringComparison.Ordinal);
    }
}
