using LensGrains.Learning.Experiments;
using LensGrains.Learning.Metrics;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Experiments;

public sealed class RunFoldersTests
{
    private readonly string _folder = TestFiles.NewFolder("runs");

    [Fact]
    public void List_TellsFinishedAndUnfinishedRuns()
    {
        TinyExperiment.Run(TinyExperiment.Config with { Members = [TinyExperiment.Vector] }, Path.Combine(_folder, "a"));
        Directory.CreateDirectory(Path.Combine(_folder, "b"));
        File.WriteAllText(Path.Combine(_folder, "b", "config.json"), TinyExperiment.Config.ToJson().ToJsonString());
        Directory.CreateDirectory(Path.Combine(_folder, "c"));

        var runs = RunFolders.List(_folder);

        Assert.Equal(["a", "b"], runs.Select(run => run.Name));
        Assert.Equal([1, 0], runs.Select(run => run.Figures.Count));
        Assert.Equal(runs[0].Figures[0].Head.Figures["roc_auc"].Value, runs[0].Summary("roc_auc").Mean);
    }

    [Fact]
    public void Compare_PairsTheSourcesThatBothHaveScored()
    {
        var (a, b) = (Path.Combine(_folder, "a"), Path.Combine(_folder, "b"));
        Scores(a, ("x", 1, 0.9), ("y", 1, 0.6), ("z", 0, 0.7), ("w", 0, 0.1), ("only a", 1, 0.5));
        Scores(b, ("w", 0, 0.2), ("z", 0, 0.3), ("y", 1, 0.8), ("x", 1, 0.7), ("only b", 0, 0.5));

        var comparison = RunFolders.Compare(a, b, new BootstrapOptions { Resamples = 50 });

        var auc = comparison.Differences.Single(pair => pair.Metric == "roc_auc").Estimate;
        Assert.Equal((4, 2), (comparison.Sources, comparison.Lenses));
        Assert.Equal((0.75, 1.0), (auc.First, auc.Second));
    }

    [Theory]
    [InlineData("q", 1, "have scored no source in common")]
    [InlineData("x", 0, "label 'x' differently")]
    public void Compare_WhenRunsDoNotGoTogether_SaysWhy(string id, int label, string reason)
    {
        var (a, b) = (Path.Combine(_folder, "a"), Path.Combine(_folder, "b"));
        Scores(a, ("x", 1, 0.9), ("y", 0, 0.6));
        Scores(b, (id, label, 0.9));

        var refused = Assert.Throws<ExperimentException>(() => RunFolders.Compare(a, b, new BootstrapOptions()));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    private static void Scores(string run, params (string Id, int Label, double Score)[] rows)
    {
        Directory.CreateDirectory(run);
        File.WriteAllLines(Path.Combine(run, "predictions.csv"), ["id,label,object,score_m", .. rows.Select((row, i) => FormattableString.Invariant($"{row.Id},{row.Label},{i},{row.Score}"))]);
    }
}
