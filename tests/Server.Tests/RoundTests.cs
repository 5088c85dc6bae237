using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace LensGrains.Tests.Server;

/// <summary>Rounds in a process that is killed, and labelling beside them.</summary>
public sealed class RoundTests(ITestOutputHelper output)
{
    /// <summary>Generous: it tells a stall from a busy machine, nothing finer.</summary>
    private static readonly TimeSpan StillResponsive = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Round_WhenTheServerIsKilledAtEveryStep_IsPublishedOnceAndNeverInPart()
    {
        using var scene = new Scene();
        await using (var server = await ServerProcess.StartAsync(scene.Data))
        {
            using var owner = server.Client();
            await RoundScenes.PrepareAsync(scene, server, owner, maximumEpochs: 60);
            await owner.SendAsync(Scene.Campaign + "/rounds", new { operationId = "r" }, 202);
            await server.KillAsync();
        }

        await KillOnceAsync(scene, r => r["members"]!.AsArray().Any(m => (string)m!["state"]! == "training" && (int)m["epoch"]! > 0));
        await KillOnceAsync(scene, r => r["members"]!.AsArray().Any(m => (string)m!["state"]! is "trained" or "scoring" or "done"));
        await KillOnceAsync(scene, r => (string)r["state"]! is "scoring" or "publishing");
        var (first, scores) = await ReadPublishedAsync(scene);
        var (second, same) = await ReadPublishedAsync(scene);

        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        Assert.Equal(scores, same);
    }

    [Fact]
    public async Task Labelling_WhileARoundTrains_StaysResponsive()
    {
        using var scene = new Scene();
        await using var server = await ServerProcess.StartAsync(scene.Data);
        using var owner = server.Client();
        await RoundScenes.PrepareAsync(scene, server, owner, maximumEpochs: 150);
        await owner.SendAsync(Scene.Campaign + "/rounds", new { operationId = "r" }, 202);

        var (deals, submissions) = (new List<TimeSpan>(), new List<TimeSpan>());
        var page = new JsonObject { ["round"] = 0 };
        for (var i = 0; (int)page["round"]! == 0; i++)
        {
            page = await TimedAsync(deals, owner.SendAsync(Scene.Campaign + "/pages", new { operationId = $"p{i}", size = 5 }));
            var answers = page["tiles"]!.AsArray().Select(t => (string)t!["sourceId"]!).Select(s => new { sourceId = s, label = Scene.IsLens(s) ? "lens" : "non-lens" });
            await TimedAsync(submissions, owner.SendAsync(
                $"{Scene.Campaign}/pages/{page["pageId"]}/labels", new { operationId = $"s{i}", labels = answers }));
            Assert.NotEmpty(page["tiles"]!.AsArray());
        }

        output.WriteLine($"{deals.Count} pages, p99 {P99(deals).TotalMilliseconds:F0} ms; submissions, p99 {P99(submissions).TotalMilliseconds:F0} ms");
        Assert.True(deals.Count > 5, "The round was over before anything was labelled beside it.");
        Assert.InRange(P99(deals), TimeSpan.Zero, StillResponsive);
        Assert.InRange(P99(submissions), TimeSpan.Zero, StillResponsive);
    }

    private static async Task KillOnceAsync(Scene scene, Func<JsonObject, bool> moment)
    {
        await using var server = await ServerProcess.StartAsync(scene.Data);
        using var owner = server.Client();
        await Eventually.BecomesAsync(
            async () => (IsWhole: await RoundScenes.IsWholeAsync(owner), Round: await RoundScenes.RoundAsync(owner)), r => r.IsWhole || moment(r.Round));
        await server.KillAsync();
    }

    private static async Task<(JsonObject Round, string Scores)> ReadPublishedAsync(Scene scene)
    {
        await using var server = await ServerProcess.StartAsync(scene.Data);
        using var owner = server.Client();
        await Eventually.BecomesAsync(() => RoundScenes.IsWholeAsync(owner), whole => whole);
        var round = await RoundScenes.PublishedAsync(owner);
        var all = (await owner.ReadAsync(Scene.Campaign + "/rounds"))["items"]!.AsArray();
        Assert.Equal(1, Assert.Single(all)!["number"]!.GetValue<int>());
        var scores = await RoundScenes.ScoresAsync(owner);
        await server.KillAsync();
        return (round, scores);
    }

    private static async Task<T> TimedAsync<T>(List<TimeSpan> times, Task<T> call)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await call;
        times.Add(Stopwatch.GetElapsedTime(started));
        return answer;
    }

    private static TimeSpan P99(List<TimeSpan> times) => times.Order().ElementAt((int)(0.99 * (times.Count - 1)));
}
