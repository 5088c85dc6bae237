using System.Net;
using System.Text.RegularExpressions;

namespace LensGrains.Tests.Server;

/// <summary>What the process as a whole promises: health, figures, an orderly end, and no error of its own for any nonsense.</summary>
public sealed partial class ProcessTests
{
    [Fact]
    public async Task Health_WhenTheServerRuns_AnswersWithoutAToken()
    {
        using var scene = new Scene();
        await using var server = await ServerProcess.StartAsync(scene.Data);
        using var nobody = server.Client(token: null);

        Assert.Equal("live", await nobody.GetStringAsync("/health/live"));
        Assert.Equal("ready", await nobody.GetStringAsync("/health/ready"));
        using var refused = await nobody.GetAsync("/api/v1/campaigns");
        await Http.BodyOfAsync(refused, 401);
    }

    [Fact]
    public async Task Metrics_AfterLabels_AreWellFormedAndNameNobody()
    {
        using var scene = new Scene();
        await using var server = await ServerProcess.StartAsync(scene.Data);
        await scene.PrepareAsync(server, sources: 20);
        using var owner = server.Client();
        await owner.SendAsync(Scene.Campaign + "/labels", new { operationId = "a", labels = new[] { new { sourceId = "s00001", label = "lens" } } });

        var lines = (await owner.GetStringAsync("/metrics")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.All(lines, l => Assert.Matches(Sample(), l));
        Assert.Contains(lines, l => l.StartsWith("lensgrains_", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("s00001", StringComparison.Ordinal) || l.Contains("\"owner\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_WhenLabelsComeIn_DrainsAndEndsWithZero()
    {
        using var scene = new Scene();
        ScriptedAnnotator[] annotators;
        await using (var server = await ServerProcess.StartAsync(scene.Data))
        {
            await scene.PrepareAsync(server, sources: 2_000, new { numSubmissionTrain = 1_000_000, leaseSeconds = 86_400 });
            var dealt = new DealtSources();
            annotators = await Task.WhenAll(new[] { "ana", "ben" }.Select((name, i) => Scene.AnnotatorAsync(server, name, dealt, i)));
            var clients = annotators.Select(a => server.Client(a.Token)).ToArray();
            var labelling = annotators.Zip(clients, (a, c) => a.RunAsync(c, () => { })).ToArray();
            await Eventually.BecomesAsync(() => Task.FromResult(annotators.Min(a => a.Acknowledged.Count)), least => least >= 5);

            var status = await server.StopAsync(TimeSpan.FromSeconds(10));

            await Task.WhenAll(labelling);
            Array.ForEach(clients, c => c.Dispose());
            Assert.Equal(0, status);
            Assert.DoesNotContain("Unhandled", server.Log, StringComparison.Ordinal);
        }

        await using var again = await ServerProcess.StartAsync(scene.Data);
        using var owner = again.Client();
        await Evidence.CheckLabelsAsync(owner, annotators);
        await Evidence.CheckJournalsAsync(scene.Database, annotators.Select(a => (a, a.Acknowledged)));
    }

    [Fact]
    public async Task Submit_WhenTheLeaseHasEnded_IsAcceptedLateAndOthersGet409()
    {
        using var scene = new Scene();
        await using var server = await ServerProcess.StartAsync(scene.Data);
        await scene.PrepareAsync(server, sources: 20, new { leaseSeconds = 1 });
        var ben = await Scene.AnnotatorAsync(server, "ben", new DealtSources(), seed: 1);
        using var owner = server.Client();
        using var other = server.Client(ben.Token);
        var page = await owner.SendAsync(Scene.Campaign + "/pages", new { operationId = "p" });
        var body = new { operationId = "s", labels = new[] { new { sourceId = (string)page["tiles"]![0]!["sourceId"]!, label = "lens" } } };
        var path = $"{Scene.Campaign}/pages/{page["pageId"]}/labels";

        var foreign = await other.SendAsync(path, body, 409);
        await Eventually.BecomesAsync(() => owner.ReadAsync(Scene.Campaign + "/pages"), open => open["items"]!.AsArray().Count == 0);
        var late = await owner.SendAsync(path, body);
        var again = await owner.SendAsync(path, body);

        Assert.Equal("urn:lensgrains:problem:page-held-by-another", (string)foreign["type"]!);
        Assert.Equal("""{"operationId":"s","outcome":"acceptedLate","accepted":1}""", late.ToJsonString());
        Assert.Equal(late.ToJsonString(), again.ToJsonString());
        Assert.Equal("lens", Assert.Single(await owner.RowsAsync(Scene.Campaign + "/labels"))["label"]);
    }

    [Fact]
    public async Task AnyRequest_WhenItIsNonsense_IsTheClientsErrorAndTheServerGoesOn()
    {
        using var scene = new Scene();
        await using var server = await ServerProcess.StartAsync(scene.Data);
        await scene.PrepareAsync(server, sources: 20);
        using var owner = server.Client();
        var open = string.Concat(Enumerable.Repeat("[", 200));
        (string Method, string Path, string? Body)[] requests =
        [
            ("GET", "/campaigns/%2e%2e%2f%2e%2e%2fetc%2fpasswd", null),
            ("GET", "/campaigns/night%00", null),
            ("GET", "/campaigns/night/sources/..%2f..%2flensgrains.db", null),
            ("GET", "/campaigns/night/sources/%ff%fe", null),
            ("GET", $"/campaigns/night/sources/{new string('x', 4_000)}", null),
            ("GET", "/campaigns/night/rounds/99999999999999999999", null),
            ("GET", "/campaigns/night/rounds/-1", null),
            ("GET", "/campaigns/night/scores?round=-1", null),
            ("GET", "/campaigns/night/labels?after=-5&limit=99999999999", null),
            ("GET", "/campaigns/night/sources/s00001/image?size=1e9", null),
            ("POST", "/campaigns/night/pages/..%2f1/labels", """{"operationId":"a","labels":[]}"""),
            ("POST", "/campaigns/night/pages/nobody.99999999999999/labels", """{"operationId":"a","labels":[]}"""),
            ("POST", "/campaigns/night/pages", """{"size":1e400}"""),
            ("POST", "/campaigns/night/pages", """{"size":2147483648}"""),
            ("POST", "/campaigns/night/pages", "\u0000"),
            ("POST", "/campaigns/night/labels", open),
            ("POST", "/campaigns/night/labels", """{"operationId":"\ud800","labels":[{"sourceId":"s00001","label":"lens"}]}"""),
            ("POST", "/campaigns/night/labels", $$"""{"operationId":"{{new string('o', 201)}}","labels":[{"sourceId":"s00001","label":"lens"}]}"""),
            ("POST", "/campaigns/night/undo", """{"operationId":"u","target":"never"}"""),
            ("POST", "/campaigns/night/rounds/1/restore", null),
            ("POST", "/campaigns/night/rounds", "{}"),
            ("POST", "/campaigns/night/ingests", """{"embeddings":"/dev/null\u0000"}"""),
            ("POST", "/tokens", """{"annotator":"../x"}"""),
            ("POST", "/tokens", """{"annotator":"x","role":"god"}"""),
            ("POST", "/session", """{"token":""}"""),
        ];

        foreach (var (method, path, body) in requests)
        {
            using var message = new HttpRequestMessage(new HttpMethod(method), new Uri("/api/v1" + path, UriKind.Relative));
            message.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var answer = await owner.SendAsync(message);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{method} {path} {body}: {(int)answer.StatusCode} {text}");
        }

        Assert.Empty(await owner.RowsAsync(Scene.Campaign + "/labels"));
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync("/health/ready")).StatusCode);
    }

    [GeneratedRegex("""^(# (HELP|TYPE|UNIT) .+|# EOF|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_]\w*="([^"\\]|\\.)*",?)*\})? (NaN|[+-]Inf|[-+0-9.eE]+))\r?$""")]
    private static partial Regex Sample();
}
