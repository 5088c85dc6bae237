using LensGrains.Tests;

namespace LensGrains.Cli.Tests;

public sealed class ExportCommandTests
{
    private readonly FakeServer _server = new();
    private readonly string _folder = TestFiles.NewFolder("export");

    [Fact]
    public async Task Export_OfACampaignWithARound_WritesFourFiles()
    {
        AnswerWith("labels?format=csv", "source,label\n");
        AnswerWith("sources?format=csv", "source\n");
        AnswerWith("scores?round=2&format=csv", "source,score\n");
        AnswerWith("rounds/2/manifest", "{}");
        var run = new CliRun(_server);

        var exit = await run.Lens("export", _folder, "--campaign", "demo", "--round", "2");

        Assert.Equal(0, exit);
        var written = Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(["labels.csv", "manifest.json", "scores.csv", "sources.csv"], written);
        Assert.Equal("source,score\n", await File.ReadAllTextAsync(Path.Combine(_folder, "scores.csv")));
    }

    [Fact]
    public async Task Export_WhenADownloadIsRefused_LeavesNoFileUnderItsName()
    {
        AnswerWith("labels?format=csv", "source,label\n");
        _server.Refuses("GET /api/v1/campaigns/demo/sources?format=csv", 503, """{"title":"Draining"}""");
        var run = new CliRun(_server);

        var exit = await run.Lens("export", _folder, "--campaign", "demo", "--round", "2");

        Assert.Equal(1, exit);
        Assert.False(File.Exists(Path.Combine(_folder, "sources.csv")));
    }

    private void AnswerWith(string path, string body) => _server.Answers("GET /api/v1/campaigns/demo/" + path, body);
}
