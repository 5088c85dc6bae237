using System.Text.Json;
using LensGrains.Tests;

namespace LensGrains.Cli.Tests;

public sealed class EvaluateCommandTests
{
    private readonly string _folder = TestFiles.NewFolder("evaluate");

    [Fact]
    public async Task Evaluate_ATable_WritesTheFilesAndPrintsTheFigures()
    {
        var run = new CliRun(new FakeServer());

        var exit = await run.Lens("evaluate", "--predictions", Table(), "--out", Out, "--bootstrap", "50");

        Assert.Equal(0, exit);
        Assert.Contains("roc_auc", run.Out, StringComparison.Ordinal);
        Assert.Contains("in lists of 20", run.Out, StringComparison.Ordinal);
        Assert.Contains("warning: 80 negatives cannot tell a false positive rate of 0.0001 or 0.001 from 0", run.Error, StringComparison.Ordinal);
        Assert.All(
            new[] { "evaluation_summary.json", "detailed_predictions.csv", "ensemble_metrics.json", "roc.svg", "reliability.svg" },
            name => Assert.True(File.Exists(Path.Combine(Out, name))));
    }

    [Fact]
    public async Task Evaluate_WithJson_PrintsTheSummaryThatItWrites()
    {
        var run = new CliRun(new FakeServer());

        await run.Lens("evaluate", "--predictions", Table(), "--out", Out, "--bootstrap", "50", "--calibrate", "platt", "--json");

        var printed = JsonDocument.Parse(run.Out).RootElement;
        var written = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Out, "evaluation_summary.json"))).RootElement;
        Assert.True(JsonElement.DeepEquals(written, printed));
        Assert.InRange(printed.GetProperty("roc_auc").GetDouble(), 0.8, 0.9);
    }

    [Fact]
    public async Task Evaluate_ATableThatCannotBeEvaluated_SaysWhyAndFails()
    {
        var file = Path.Combine(_folder, "bad.csv");
        await File.WriteAllTextAsync(file, "id,label,score\na,1,2\n");
        var run = new CliRun(new FakeServer());

        var exit = await run.Lens("evaluate", "--predictions", file, "--out", Out);

        Assert.Equal(1, exit);
        Assert.Contains("row 1: score '2' is no score from 0 to 1", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [Theory]
    [InlineData("--combine", "sum")]
    [InlineData("--threshold", "2")]
    [InlineData("--folds", "1")]
    public async Task Evaluate_WithAnOptionOutOfRange_IsWrongUsage(string option, string value)
        => Assert.Equal(2, await new CliRun(new FakeServer()).Lens("evaluate", "--predictions", Table(), "--out", Out, option, value));

    private string Out => Path.Combine(_folder, "results");

    private string Table()
    {
        var file = Path.Combine(_folder, "predictions.csv");
        var rows = Enumerable.Range(0, 100).Select(i => FormattableString.Invariant(
            $"source {i},{(i < 20 ? "lens" : "non-lens")},{(i < 20 ? 0.5 + (i / 50.0) : i / 150.0)},{(i < 20 ? 0.4 + (i / 60.0) : i / 140.0)}"));
        File.WriteAllText(file, "id,label,score_a,score_b\n" + string.Join('\n', rows) + "\n");
        return file;
    }
}
