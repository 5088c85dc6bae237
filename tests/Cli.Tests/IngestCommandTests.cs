using LensGrains.Cli.Client;
using LensGrains.Cli.Commands;
using LensGrains.Tests;

namespace LensGrains.Cli.Tests;

public sealed class IngestCommandTests
{
    private readonly FakeServer _server = new();

    [Fact]
    public async Task Ingest_OfAFolderIntoAnUnknownCampaign_MakesItAndFollowsTheJobToItsEnd()
    {
        var folder = TestFiles.NewFolder();
        _server.Refuses("GET /api/v1/campaigns/sky", 404, """{"title":"No such campaign"}""");
        _server.Answers("POST /api/v1/campaigns", Campaign("sky"), 201);
        _server.Answers("POST /api/v1/campaigns/sky/ingests", Job("queued", 0), 202);
        _server.Answers("GET /api/v1/campaigns/sky/ingests/1", Job("running", 3));
        _server.Answers("GET /api/v1/campaigns/sky/ingests/1", Job("done", 5));
        var run = new CliRun(_server);

        var exit = await run.Lens("ingest", folder, "--campaign", "sky");

        Assert.Equal(0, exit);
        Assert.Contains("""{"id":"sky","name":"sky","classes":["non-lens","lens"],"positive":"lens"}""", _server.Asked[1], StringComparison.Ordinal);
        Assert.Contains($"\"folder\":\"{folder}\"", _server.Asked[2], StringComparison.Ordinal);
        Assert.Equal(2, _server.Asked.Count(line => line.StartsWith("GET /api/v1/campaigns/sky/ingests/1", StringComparison.Ordinal)));
        Assert.Contains("4 added, 0 changed, 0 unchanged, 1 failed", run.Out, StringComparison.Ordinal);
        Assert.Contains("broken.fits: no image in it", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ingest_WhenTheJobAsAWholeFails_EndsWithStatusOne()
    {
        _server.Answers("GET /api/v1/campaigns/sky", Campaign("sky"));
        _server.Answers("POST /api/v1/campaigns/sky/ingests", Job("failed", 0), 202);
        var run = new CliRun(_server);

        Assert.Equal(1, await run.Lens("ingest", TestFiles.NewFolder(), "--campaign", "sky"));
    }

    [Theory]
    [InlineData("vectors.NPZ", "embeddings")]
    [InlineData("list.csv", "manifest")]
    public async Task Ingest_OfAFile_NamesItsKind(string file, string kind)
    {
        _server.Answers("GET /api/v1/campaigns/sky", Campaign("sky"));
        _server.Answers("POST /api/v1/campaigns/sky/ingests", Job("queued", 0), 202);
        var run = new CliRun(_server);

        await run.Lens("ingest", file, "--campaign", "sky", "--no-wait");

        Assert.Contains($"\"{kind}\":\"{Path.GetFullPath(file)}\"", _server.Asked[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ingest_OfSomethingElse_IsWrongUsage()
    {
        var run = new CliRun(_server);

        Assert.Equal(2, await run.Lens("ingest", "notes.txt", "--campaign", "sky"));
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public void Describe_OfARunningJob_HasRateAndTimeLeft()
    {
        var job = new IngestJob(1, "running", null, 5000, 1200, 1190, 0, 8, 2, [], 240.4, 15.2, null);

        Assert.Equal("1200 of 5000, 240 per second, 16 s left, 2 failed", IngestProgress.Describe(job));
    }

    private static string Campaign(string id) => """
        {"id":"ID","name":"ID","state":"ready","classes":["non-lens","lens"],"positive":"lens","sources":0,"labelled":{}}
        """.Replace("ID", id, StringComparison.Ordinal);

    private static string Job(string state, int done) => $$"""
        {"number":1,"state":"{{state}}","total":5,"done":{{done}},"added":4,"changed":0,"unchanged":0,"failed":1,
         "failures":[{"name":"broken.fits","reason":"no image in it"}]}
        """;
}
