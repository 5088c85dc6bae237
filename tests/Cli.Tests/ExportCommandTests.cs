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

    [Theory]
    [InlineData("export", "export", "--out", "OUT")]
    [InlineData("export?round=3", "export", "--out", "OUT", "--round", "3")]
    public async Task Export_OfACampaign_WritesOneFile(string path, params string[] arguments)
    {
        AnswerWith(path, "a zip");
        var file = Path.Combine(_folder, "demo.zip");

        var exit = await new CliRun(_server).Lens([.. arguments.Select(a => a == "OUT" ? file : a), "demo"]);

        Assert.Equal(0, exit);
        Assert.Equal("a zip", await File.ReadAllTextAsync(file));
        Assert.Equal([file], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Export_WhenItBreaksOff_LeavesNoFileUnderItsName()
    {
        _server.Breaks("GET /api/v1/campaigns/demo/export");
        var file = Path.Combine(_folder, "demo.zip");
        var run = new CliRun(_server);

        var exit = await run.Lens("export", "demo", "--out", file);

        Assert.Equal(1, exit);
        Assert.False(File.Exists(file));
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
