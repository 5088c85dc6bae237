using System.Text.Json.Nodes;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class RoundTests(ApiHost api)
{
    [Fact]
    public async Task StartRound_WhenOneClassIsMissing_IsRefusedWithTheReason()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();

        var nothing = await PostAsync(owner, $"{campaign}/rounds", new { }, 409);
        await PostAsync(owner, $"{campaign}/labels", new { operationId = "1", labels = new[] { new { sourceId = "s0001", label = "non-lens" } } });
        var negativesOnly = await PostAsync(owner, $"{campaign}/rounds", new { }, 409);

        Assert.Equal("urn:lensgrains:problem:round-refused", (string)nothing["type"]!);
        Assert.Contains("lens", (string)negativesOnly["detail"]!);
    }

    [Fact]
    public async Task Round_WhenPublished_IsReadableInEveryForm()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync(new { pageSize = 60, maximumEnsembleSize = 2 });
        var page = await PostAsync(owner, $"{campaign}/pages", new { });
        await PostAsync(owner, $"{campaign}/pages/{page["pageId"]}/labels", new { operationId = "s", labels = Truth(page) });
        var started = await PostAsync(owner, $"{campaign}/rounds", new { operationId = "go" }, 202);
        Assert.Equal((1, "asked"), ((int)started["number"]!, (string)started["reason"]!));

        var status = await Eventually.BecomesAsync(() => GetAsync(owner, campaign), c => (int)c["currentRound"]! == 1 && c["activeRound"] is null);
        var round = await Eventually.BecomesAsync(() => GetAsync(owner, $"{campaign}/rounds/1"), r => (string)r["state"]! == "published");

        Assert.Equal(("published", true), ((string)round["state"]!, (bool)round["isCurrent"]!));
        Assert.Equal(2, round["members"]!.AsArray().Count);
        Assert.All(round["members"]!.AsArray(), m => Assert.NotEmpty(m!["losses"]!["epochs"]!.AsArray()));
        Assert.NotNull(status["threshold"]);
        await CheckScoresAsync(owner, campaign);
        await CheckPlotsAsync(owner, campaign);
        await CheckManifestAsync(owner, campaign, round);
        var next = await PostAsync(owner, $"{campaign}/pages", new { });
        Assert.Equal(1, (int)next["round"]!);
        Assert.Contains(next["tiles"]!.AsArray(), t => (string)t!["reason"]! == "score" && t["score"] is not null);
        var restored = await PostAsync(owner, $"{campaign}/rounds/1/restore", null);
        Assert.True((bool)restored["isCurrent"]!);
        await PostAsync(owner, $"{campaign}/rounds/1/cancel", null, 409);
        var finds = (await GetAsync(owner, $"{campaign}/finds"))["items"]!.AsArray();
        Assert.Equal((60, true), ((int)finds[0]!["labelled"]!, (bool)finds[0]!["closed"]!));
        Assert.False((bool)finds[1]!["closed"]!);
    }

    private static async Task CheckScoresAsync(HttpClient owner, string campaign)
    {
        var rows = (await owner.GetStringAsync($"{campaign}/scores?format=csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("sourceId,name,score,uncertainty,label", rows[0]);
        Assert.Equal(Sources, rows.Length - 1);
        var json = await GetAsync(owner, $"{campaign}/scores?round=1&limit=5");
        Assert.Equal(5, json["items"]!.AsArray().Count);
        Assert.Equal("4", (string)json["next"]!);
        var source = await GetAsync(owner, $"{campaign}/sources/s0003");
        var members = source["memberScores"]!.AsArray().Select(m => (double)m!["score"]!).ToArray();
        Assert.Equal((double)source["score"]!, members.Average(), 1e-5);
        var better = rows.Skip(1).Count(r => float.Parse(r.Split(',')[2], System.Globalization.CultureInfo.InvariantCulture) > (float)source["score"]!);
        Assert.Equal(better + 1, (int)source["rank"]!);
    }

    private static async Task CheckPlotsAsync(HttpClient owner, string campaign)
    {
        var plots = await GetAsync(owner, $"{campaign}/rounds/1/plots");
        Assert.Equal(Sources, (int)plots["scored"]!);
        foreach (var histogram in new[] { "positives", "negatives", "pool" })
        {
            Assert.Equal(1, Sum(plots[histogram]!["fractions"]!), 1e-6);
        }

        var scores = plots["curve"]!["scores"]!.AsArray().Select(s => (double)s!).ToArray();
        var counts = plots["curve"]!["counts"]!.AsArray().Select(s => (int)s!).ToArray();
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(counts.Order(), counts);
        Assert.InRange(scores.Length, 100, 400);
        Assert.NotNull(plots["lines"]!["dividingThreshold"]);
        Assert.Contains("No known lenses were given.", plots["notes"]!.AsArray().Select(n => (string)n!));
    }

    private static async Task CheckManifestAsync(HttpClient owner, string campaign, JsonObject round)
    {
        var manifest = await GetAsync(owner, $"{campaign}/rounds/1/manifest");
        Assert.Equal((string)round["manifestHash"]!, (string)manifest["hash"]!);
        Assert.NotNull(manifest["cut"]!["owner"]);
        Assert.Equal(2 + 2, manifest["files"]!.AsArray().Count);
        Assert.All(manifest["files"]!.AsArray(), f => Assert.Matches("^[0-9a-f]{64}$", (string)f!["sha256"]!));
    }

    private static double Sum(JsonNode numbers) => numbers.AsArray().Sum(n => (double)n!);
}
