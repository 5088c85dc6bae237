using System.Text.Json;

namespace LensGrains.Cli.Tests;

public sealed class StatusCommandTests
{
    private const string Demo = """
        {"id":"demo","name":"Demo","state":"ready","classes":["non-lens","lens"],"positive":"lens","sources":2000,
         "labelled":{"non-lens":31,"lens":4},"unsure":1,"skipped":2,"knownLenses":0,"available":1965,"submissions":38,
         "currentRound":2,"activeRound":3,"labelsUntilRound":65,"refusal":null,"threshold":0.43216,"version":9}
        """;

    private readonly FakeServer _server = new();

    [Fact]
    public async Task Status_OfTwoPartsOfAListing_PrintsEveryCampaign()
    {
        _server.Answers("GET /api/v1/campaigns", $$"""{"items":[{{Demo}}],"next":"demo"}""");
        _server.Answers("GET /api/v1/campaigns?after=demo", $$"""{"items":[{{Demo.Replace("\"demo\"", "\"late\"", StringComparison.Ordinal)}}],"next":null}""");
        var run = new CliRun(_server);

        var exit = await run.Lens("status");

        Assert.Equal(0, exit);
        Assert.Contains("demo", run.Out, StringComparison.Ordinal);
        Assert.Contains("late", run.Out, StringComparison.Ordinal);
        Assert.Contains("non-lens 31, lens 4", run.Out, StringComparison.Ordinal);
        Assert.Contains("2 (3 under way)", run.Out, StringComparison.Ordinal);
        Assert.Contains("0.4322", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_AsJson_PrintsNothingButJson()
    {
        _server.Answers("GET /api/v1/campaigns/demo", Demo);
        var run = new CliRun(_server);

        await run.Lens("status", "demo", "--json");

        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal(4, json.RootElement[0].GetProperty("labelled").GetProperty("lens").GetInt32());
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Status_WhenNothingListens_SaysSoAndFails()
    {
        var run = new CliRun(_server);

        var exit = await run.Lens("status");

        Assert.Equal(1, exit);
        Assert.Contains("no answer from the server", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task Status_OfAnUnknownCampaign_PrintsTheProblemWithItsHint()
    {
        _server.Refuses("GET /api/v1/campaigns/nope", 404, """{"type":"x/unknown-campaign","title":"No such campaign","status":404,"hint":"List them with lens status."}""");
        var run = new CliRun(_server);

        var exit = await run.Lens("status", "nope");

        Assert.Equal(1, exit);
        Assert.Equal("lens: No such campaign; List them with lens status.\n", run.Error);
    }

    [Theory]
    [InlineData("status", "--url", "ftp://host")]
    [InlineData("status", "--frobnicate")]
    [InlineData("export")]
    [InlineData("token", "create", "--annotator", "ana", "--role", "king")]
    [InlineData("no-such-command")]
    public async Task AnyCommand_CalledWrongly_EndsWithStatusTwo(params string[] arguments)
    {
        var run = new CliRun(_server);

        Assert.Equal(2, await run.Lens(arguments));
        Assert.NotEqual("", run.Error);
        Assert.Empty(_server.Asked);
    }
}
