using LensGrains.Cli.Sweeps;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

public sealed class SweepTests
{
    [Fact]
    public async Task Sweep_BesideARunningServer_TakesWhatWasReplacedAndNothingThatIsUsed()
    {
        await using var server = new IsolatedApi();
        await server.StartAsync();
        await server.Host.IngestVectorsAsync();
        using var owner = server.Host.Owner;
        var campaign = await server.Host.CampaignAsync(new { pageSize = 60, maximumEnsembleSize = 2 });
        await QueueTests.TrainAsync(owner, campaign);
        var data = new DataFolder(server.Host.Data);
        var sweep = new StorageSweep(data, () => SqliteStates.Read(data.Database));
        var later = server.Host.Time.GetUtcNow().AddDays(2); // as if everything had been lying there for two days
        Assert.Empty(sweep.Find(later));

        var replaced = data.Files("catalogs/vectors").Where(f => f.EndsWith(".npy", StringComparison.Ordinal) && !f.Contains("/rows/")).ToHashSet();
        await server.Host.IngestVectorsAsync(seed: 12);
        var lost = $"{campaign["/api/v1/".Length..]}/rounds/1/0/members/1/weights.safetensors";
        Directory.CreateDirectory(Path.GetDirectoryName(data.File(lost))!);
        await File.WriteAllTextAsync(data.File(lost), "an attempt that was overtaken");
        var swept = sweep.Remove(later).Select(f => f.Path).ToHashSet();

        Assert.Equal(replaced.Append(lost).ToHashSet(), swept);
        Assert.Empty(data.Files("").Intersect(swept));
        await UseAsync(server.Host, campaign, "first");
        await server.Host.StopAsync();
        await server.Host.StartAsync();
        await UseAsync(server.Host, campaign, "second");
    }

    /// <summary>Reads scores, images' catalogue and labels, deals and labels a page and trains another round from the current members.</summary>
    private static async Task UseAsync(ApiHost host, string campaign, string name)
    {
        using var owner = host.Owner;
        Assert.Equal(Sources, (await GetAsync(owner, $"{campaign}/scores?limit=1000"))["items"]!.AsArray().Count);
        var round = (int)(await GetAsync(owner, campaign))["currentRound"]!;
        var page = await PostAsync(owner, $"{campaign}/pages", new { operationId = name, size = 20 });
        await PostAsync(owner, $"{campaign}/pages/{page["pageId"]}/labels", new { operationId = "labels-" + name, labels = Truth(page) });
        await PostAsync(owner, $"{campaign}/rounds", new { operationId = "round-" + name }, 202);
        await Eventually.BecomesAsync(() => GetAsync(owner, campaign), c => (int)c["currentRound"]! == round + 1 && c["activeRound"] is null);
    }
}
