using System.Text.Json.Nodes;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class VerdictTests(ApiHost api)
{
    [Fact]
    public async Task Verdict_WhenGiven_StandsBesideTheSourceWithWhoAndWhen()
    {
        using var ana = await api.AnnotatorAsync("ana");
        using var ben = await api.AnnotatorAsync("ben");
        var campaign = await api.CampaignAsync();
        await LabelAsync(ana, campaign, "s0003", "s0009", "s0011");
        await GiveAsync(ana, campaign, "v1", ("s0003", "interesting"), ("s0009", "confirmed"));
        var before = await GetAsync(ana, campaign);

        var answer = await GiveAsync(ben, campaign, "v1", ("s0003", "falsePositive"));

        Assert.Equal(("v1", "accepted", 1), ((string)answer["operationId"]!, (string)answer["outcome"]!, (int)answer["accepted"]!));
        var source = await GetAsync(ana, $"{campaign}/sources/s0003");
        Assert.Equal(("falsePositive", "ben", "lens"), ((string)source["verdict"]!, (string)source["verdictBy"]!, (string)source["label"]!));
        Assert.Equal(
            [("label", null), ("verdict", "interesting"), ("verdict", "falsePositive")],
            source["history"]!.AsArray().Select(h => ((string)h!["kind"]!, (string?)h["verdict"])));
        var gallery = (await GetAsync(ana, $"{campaign}/gallery"))["items"]!.AsArray();
        Assert.Equal(["falsePositive", "confirmed", null], gallery.Select(i => (string?)i!["verdict"]));
        Assert.All(gallery, i => Assert.Equal("ana", (string)i!["annotator"]!)); // who labelled, not who gave the verdict
        Assert.Equal((DateTimeOffset)source["verdictAt"]!, (DateTimeOffset)gallery[0]!["verdictAt"]!);
        Assert.Equal(["s0009"], (await GetAsync(ana, $"{campaign}/gallery?verdict=confirmed"))["items"]!.AsArray().Select(i => (string)i!["sourceId"]!));
        await GetProblemAsync(ana, $"{campaign}/gallery?verdict=perhaps", 422);
        var labels = await GetAsync(ana, $"{campaign}/labels");
        Assert.Equal("falsePositive", (string)labels["items"]!.AsArray().Single(l => (string)l!["sourceId"]! == "s0003")!["verdict"]!);
        var after = await GetAsync(ana, campaign);
        Assert.Equal((int)before["available"]!, (int)after["available"]!);
    }

    [Fact]
    public async Task Verdict_WhenTakenBackOrRetried_HoldsAsJournalsSay()
    {
        using var ana = await api.AnnotatorAsync("ana");
        var campaign = await api.CampaignAsync();
        await GiveAsync(ana, campaign, "v1", ("s0003", "confirmed"));
        await GiveAsync(ana, campaign, "v2", ("s0003", "normal"));

        await GiveAsync(ana, campaign, "v1", ("s0003", "confirmed")); // a retry
        Assert.Equal("normal", await VerdictAsync(ana, campaign));
        await PostAsync(ana, $"{campaign}/undo", new { operationId = "u1" });
        Assert.Equal("confirmed", await VerdictAsync(ana, campaign));
        await GiveAsync(ana, campaign, "v3", ("s0003", "none"));
        Assert.Null(await VerdictAsync(ana, campaign));
        await PostAsync(ana, $"{campaign}/labels", Body("v1", ("s0003", "interesting")), 422);
    }

    [Theory]
    [InlineData("""{"operationId":"o","kind":"verdict","labels":[{"sourceId":"s0003"}]}""", "labels[0].verdict")]
    [InlineData("""{"operationId":"o","kind":"verdict","labels":[{"sourceId":"s0003","label":"lens","verdict":"confirmed"}]}""", "labels[0]")]
    [InlineData("""{"operationId":"o","labels":[{"sourceId":"s0003","label":"lens","verdict":"confirmed"}]}""", "labels[0].verdict")]
    [InlineData("""{"operationId":"o","kind":"label","dataSet":"castles","labels":[{"sourceId":"s0003","label":"lens"}]}""", "dataSet")]
    [InlineData("""{"operationId":"o","kind":"import","dataSet":"nobody-knows","labels":[{"sourceId":"s0003","label":"lens"}]}""", "dataSet")]
    public async Task Labels_WhenAVerdictOrItsOriginCannotBe_NamesTheField(string body, string field)
    {
        using var ana = await api.AnnotatorAsync("ana");
        var campaign = await api.CampaignAsync();

        var problem = await PostAsync(ana, $"{campaign}/labels", JsonNode.Parse(body), 422);

        Assert.Contains(field, problem["errors"]!.AsObject().Select(e => e.Key));
    }

    [Fact]
    public async Task Import_WithADataSet_KeepsItsCardsOriginWithTheLabel()
    {
        using var ana = await api.AnnotatorAsync("ana");
        var campaign = await api.CampaignAsync();

        await PostAsync(
            ana, $"{campaign}/labels", new { operationId = "i", kind = "import", dataSet = "castles", labels = new[] { new { sourceId = "s0003", label = "lens" } } });
        await PostAsync(ana, $"{campaign}/labels", new { operationId = "j", kind = "import", labels = new[] { new { sourceId = "s0009", label = "lens" } } });

        var values = (await GetAsync(ana, $"{campaign}/labels"))["items"]!.AsArray().Select(l => l!["values"]![0]!).ToArray();
        Assert.Equal([("catalogue", "castles"), ("import", null)], values.Select(v => ((string)v["origin"]!, (string?)v["dataSet"])));
    }

    private static async Task<string?> VerdictAsync(HttpClient client, string campaign)
        => (string?)(await GetAsync(client, $"{campaign}/sources/s0003"))["verdict"];

    private static Task<JsonObject> GiveAsync(HttpClient client, string campaign, string operation, params (string Source, string Verdict)[] verdicts)
        => PostAsync(client, $"{campaign}/labels", Body(operation, verdicts));

    private static object Body(string operation, params (string Source, string Verdict)[] verdicts)
        => new { operationId = operation, kind = "verdict", labels = verdicts.Select(v => new { sourceId = v.Source, verdict = v.Verdict }) };

    private static Task<JsonObject> LabelAsync(HttpClient client, string campaign, params string[] sources) => PostAsync(
        client, $"{campaign}/labels", new { operationId = "labels", labels = sources.Select(s => new { sourceId = s, label = "lens" }) });

    private static async Task GetProblemAsync(HttpClient client, string path, int status)
    {
        using var answer = await client.GetAsync(path);
        Assert.Equal(status, (int)answer.StatusCode);
    }
}
