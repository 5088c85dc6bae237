using System.Text.Json.Nodes;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class QueueTests(ApiHost api)
{
    [Theory]
    [InlineData("odd", "odd")]
    [InlineData("diverse", "diverse")]
    [InlineData("random", "random")]
    [InlineData("highest", "random")]
    public async Task OpenPage_WhenAQueueIsAskedBeforeTheFirstRound_SaysWhatTheTilesAre(string queue, string reason)
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();

        var page = await PostAsync(owner, $"{campaign}/pages", new { queue });

        Assert.Equal(Enumerable.Repeat(reason, 10), page["tiles"]!.AsArray().Select(t => (string)t!["reason"]!));
        Assert.All(page["tiles"]!.AsArray(), t => Assert.Equal(reason == "random" ? 10.0 / Sources : null, (double?)t!["probability"]));
    }

    [Fact]
    public async Task OpenPage_WhenAQueueIsAskedAfterARound_DealsTheBestOfThatOrderAndKeepsLeasesAndSkips()
    {
        using var owner = api.Owner;
        using var ana = await api.AnnotatorAsync("ana");
        var campaign = await api.CampaignAsync(new { pageSize = 60, maximumEnsembleSize = 2 });
        await TrainAsync(owner, campaign);
        var free = (await GetAsync(owner, $"{campaign}/scores?limit=1000"))["items"]!.AsArray().Where(s => s!["label"] is null)
            .ToDictionary(s => (string)s!["sourceId"]!, s => ((double)s!["score"]!, (double)s["uncertainty"]!));
        var threshold = (double)(await GetAsync(owner, campaign))["threshold"]!;

        var highest = await OpenAsync(owner, campaign, "highest");
        Assert.Equal(Best(free, s => -s.Score), IdsOf(highest, "score"));
        var second = await OpenAsync(ana, campaign, "highest");
        var all = free.ToDictionary();
        Assert.Equal(Best(free, s => -s.Score), IdsOf(second, "score"));
        var skips = second["tiles"]!.AsArray().Select(t => new { sourceId = (string)t!["sourceId"]!, skip = true });
        await PostAsync(ana, $"{campaign}/pages/{second["pageId"]}/labels", new { operationId = "skips", labels = skips });

        // What ana skipped does not come back to her, but to others.
        Assert.Equal(Best(free, s => -s.Score), IdsOf(await OpenAsync(ana, campaign, "highest"), "score"));
        foreach (var skipped in IdsOf(second, "score"))
        {
            free[skipped] = all[skipped];
        }

        Assert.Equal(Best(free, s => Math.Abs(s.Score - threshold)), IdsOf(await OpenAsync(owner, campaign, "threshold"), "threshold"));
        Assert.Equal(Best(free, s => -s.Uncertainty), IdsOf(await OpenAsync(owner, campaign, "uncertain"), "uncertainty"));
        await PostAsync(owner, $"{campaign}/pages", new { queue = "random" }, 409);
    }

    [Fact]
    public async Task OpenPage_WhenTheQueueIsUnknown_Is422NamingIt()
    {
        using var owner = api.Owner;

        var problem = await PostAsync(owner, "/api/v1/campaigns/vectors/pages", new { queue = "best" }, 422);

        Assert.Contains("uncertain", (string)problem["errors"]!["queue"]![0]!);
    }

    /// <summary>The ten free sources that come first, which are then free no more.</summary>
    private static HashSet<string> Best(
        Dictionary<string, (double Score, double Uncertainty)> free, Func<(double Score, double Uncertainty), double> key)
    {
        var best = free.OrderBy(s => key(s.Value)).ThenBy(s => s.Key, StringComparer.Ordinal).Take(10).Select(s => s.Key).ToHashSet();
        foreach (var source in best)
        {
            free.Remove(source);
        }

        return best;
    }

    private static Task<JsonObject> OpenAsync(HttpClient client, string campaign, string queue)
        => PostAsync(client, $"{campaign}/pages", new { queue, size = 10 });

    private static HashSet<string> IdsOf(JsonObject page, string reason)
    {
        Assert.All(page["tiles"]!.AsArray(), t => Assert.Equal(reason, (string)t!["reason"]!));
        return [.. page["tiles"]!.AsArray().Select(t => (string)t!["sourceId"]!)];
    }

    internal static async Task TrainAsync(HttpClient owner, string campaign)
    {
        var page = await PostAsync(owner, $"{campaign}/pages", new { });
        await PostAsync(owner, $"{campaign}/pages/{page["pageId"]}/labels", new { operationId = "s", labels = Truth(page) });
        await PostAsync(owner, $"{campaign}/rounds", new { operationId = "go" }, 202);
        await Eventually.BecomesAsync(() => GetAsync(owner, campaign), c => (int)c["currentRound"]! == 1 && c["activeRound"] is null);
    }
}
