using System.Text.Json.Nodes;
using LensGrains.Tests.Server;

namespace LensGrains.Tests.Cluster;

/// <summary>Three silos and two API nodes, each a process of its own.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task PageAndLabels_WhenEachGoesThroughAnotherNode_AreOneCampaign()
    {
        await using var cluster = await ClusterScene.StartAsync(silos: 3, nodes: 2);
        await cluster.Scene.PrepareAsync(cluster.Nodes[0], sources: 40, new { pageSize = 4, leaseSeconds = 86_400 });
        using var first = cluster.Nodes[0].Client();
        using var second = cluster.Nodes[1].Client();

        var page = await first.SendAsync(Scene.Campaign + "/pages", new { operationId = "p" });
        var taken = await second.SendAsync($"{Scene.Campaign}/pages/{page["pageId"]}/labels", Answers(page, "s"));
        var again = await first.SendAsync($"{Scene.Campaign}/pages/{page["pageId"]}/labels", Answers(page, "s"));

        Assert.Equal("accepted", (string)taken["outcome"]!);
        Assert.Equal(taken.ToJsonString(), again.ToJsonString());
        Assert.Equal(4, (await second.RowsAsync(Scene.Campaign + "/labels")).Count);
        Assert.Equal(4, (await first.RowsAsync(Scene.Campaign + "/labels")).Count);
    }

    [Fact]
    public async Task Labelling_WhenSilosAreKilledUntilOneIsLeft_GoesOnWithEveryLabel()
    {
        await using var cluster = await ClusterScene.StartAsync(silos: 3, nodes: 1);
        await cluster.Scene.PrepareAsync(cluster.Nodes[0], sources: 400, new { pageSize = 4, numSubmissionTrain = 1_000_000, leaseSeconds = 86_400 });
        var annotator = await Scene.AnnotatorAsync(cluster.Nodes[0], "ana", new DealtSources(), seed: 1);

        for (var round = 1; round <= 3; round++)
        {
            await LabelAsync(cluster.Nodes[0], annotator, until: 10 * round);
            if (round < 3)
            {
                await cluster.KillAsync(cluster.Silos[0]);
            }
        }

        using var owner = cluster.Nodes[0].Client();
        await Evidence.CheckLabelsAsync(owner, [annotator]);
        await cluster.KillAllAsync();
        await cluster.CheckJournalsAsync([annotator]);
    }

    [Fact]
    public async Task Round_WhenItsClusterHasTwoNodes_IsPublishedToBoth()
    {
        await using var cluster = await ClusterScene.StartAsync(silos: 3, nodes: 2);
        using var first = cluster.Nodes[0].Client();
        using var second = cluster.Nodes[1].Client();
        await RoundScenes.PrepareAsync(cluster.Scene, cluster.Nodes[0], first, maximumEpochs: 10);

        await first.SendAsync(Scene.Campaign + "/rounds", new { operationId = "r" }, 202);

        await RoundScenes.PublishedAsync(second);
        Assert.Equal(await RoundScenes.ScoresAsync(first), await RoundScenes.ScoresAsync(second));
    }

    [Fact]
    public async Task Start_WhenEveryProcessWasKilled_FindsEveryLabel()
    {
        await using var cluster = await ClusterScene.StartAsync(silos: 2, nodes: 1);
        await cluster.Scene.PrepareAsync(cluster.Nodes[0], sources: 100, new { pageSize = 4, numSubmissionTrain = 1_000_000, leaseSeconds = 86_400 });
        var annotator = await Scene.AnnotatorAsync(cluster.Nodes[0], "ana", new DealtSources(), seed: 1);
        await LabelAsync(cluster.Nodes[0], annotator, until: 8);
        await cluster.KillAllAsync();

        await Task.WhenAll(cluster.AddSiloAsync(), cluster.AddSiloAsync(), cluster.AddNodeAsync());

        using var owner = cluster.Nodes[0].Client();
        await Evidence.CheckLabelsAsync(owner, [annotator]);
        await LabelAsync(cluster.Nodes[0], annotator, until: 16);
    }

    [Fact]
    public async Task Start_BeforeTheKilledSilosAreTakenForDead_JoinsOnceTheyAre()
    {
        (string, string)[] slowSigns = [("LensGrains__Cluster__AliveSeconds", "4"), ("LensGrains__Cluster__JoinSeconds", "30")];
        await using var cluster = await ClusterScene.StartAsync(silos: 0, nodes: 0);
        await cluster.KillAsync(await cluster.AddSiloAsync(slowSigns));

        await cluster.AddSiloAsync(slowSigns);

        Assert.Single(cluster.Silos);
    }

    /// <summary>Labels through one node until that many submissions are acknowledged; comes back when it is sent away.</summary>
    internal static async Task LabelAsync(ServerProcess node, ScriptedAnnotator annotator, int until)
    {
        using var client = node.Client(annotator.Token);
        while (annotator.Acknowledged.Count < until)
        {
            using var enough = new CancellationTokenSource();
            await annotator.RunAsync(client, () => StopAt(annotator, until, enough), enough.Token);
            await Eventually.BecomesAsync(() => client.GetAsync(Scene.Campaign), answer => (int)answer.StatusCode == 200);
        }
    }

    private static void StopAt(ScriptedAnnotator annotator, int until, CancellationTokenSource enough)
    {
        if (annotator.Acknowledged.Count >= until - 1)
        {
            enough.Cancel();
        }
    }

    private static object Answers(JsonObject page, string operation) => new
    {
        operationId = operation,
        labels = page["tiles"]!.AsArray().Select(t => (string)t!["sourceId"]!).Select(s => new { sourceId = s, label = Scene.IsLens(s) ? "lens" : "non-lens" }),
    };
}
