using System.Text.Json.Nodes;

namespace LensGrains.Tests.Server;

/// <summary>A campaign with enough labels for a round, and what a round leaves behind.</summary>
internal static class RoundScenes
{
    public const int Sources = 1_200;
    private const int Labels = 120;

    /// <summary>The campaign, labelled by its owner; a round starts when it is asked for only.</summary>
    public static async Task PrepareAsync(Scene scene, ServerProcess server, HttpClient owner, int maximumEpochs)
    {
        var options = new { maximumEpochs, warmUpEpochs = maximumEpochs, patience = maximumEpochs };
        var policy = new
        {
            numSubmissionTrain = 1_000_000, leaseSeconds = 86_400, initialEnsembleSize = 2, maximumEnsembleSize = 2,
            members = new[] { new { kind = "mlp", options } },
        };
        await scene.PrepareAsync(server, Sources, policy);
        var labels = Enumerable.Range(0, Labels).Select(i => $"s{i:D5}").Select(s => new { sourceId = s, label = Scene.IsLens(s) ? "lens" : "non-lens" });
        await owner.SendAsync(Scene.Campaign + "/labels", new { operationId = "truth", labels });
        await Eventually.BecomesAsync(() => owner.ReadAsync(Scene.Campaign), c => c["labelled"]!.AsObject().Sum(l => (int)l.Value!) == Labels);
    }

    public static Task<JsonObject> RoundAsync(HttpClient owner) => owner.ReadAsync(Scene.Campaign + "/rounds/1");

    public static async Task<JsonObject> PublishedAsync(HttpClient owner)
    {
        var round = await Eventually.BecomesAsync(() => RoundAsync(owner), r => (string)r["state"]! is "published" or "failed" or "refused");
        Assert.True((string)round["state"]! == "published", round.ToJsonString());
        return round;
    }

    /// <summary>The scores of round 1, which has one for every source.</summary>
    public static async Task<string> ScoresAsync(HttpClient owner)
    {
        var rows = await owner.RowsAsync(Scene.Campaign + "/scores?round=1");
        Assert.Equal(Sources, rows.Count);
        Assert.DoesNotContain(rows, r => r["score"].Length == 0);
        return string.Join('\n', rows.Select(r => $"{r["sourceId"]} {r["score"]} {r["uncertainty"]}"));
    }

    /// <summary>Either the round is not current and has no scores, or it is current and whole.</summary>
    public static async Task<bool> IsWholeAsync(HttpClient owner)
    {
        var current = (int)(await owner.ReadAsync(Scene.Campaign))["currentRound"]!;
        Assert.InRange(current, 0, 1);
        if (current == 1)
        {
            await ScoresAsync(owner);
        }

        return current == 1;
    }
}
