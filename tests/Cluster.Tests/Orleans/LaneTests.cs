using LensGrains.Tests.Server;

namespace LensGrains.Tests.Cluster;

/// <summary>What one lane wrote, the other reads and goes on with: journals, states and blobs are the same bytes in both.</summary>
public sealed class LaneTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [DefaultLaneFact]
    public Task Start_OverTheOtherLanesFolder_GoesOnFromItAndBack() => RunAsync(ClusterStorage.Sqlite());

    [DefaultLaneFact(needsPostgres: true)]
    public async Task Start_OverTheOtherLanesPostgres_GoesOnFromItAndBack() => await RunAsync(await ClusterStorage.PostgresAsync());

    [DefaultLaneFact(needsAzurite: true)]
    public async Task Start_OverTheOtherLanesAzurite_GoesOnFromItAndBack() => await RunAsync(await ClusterStorage.AzuriteAsync());

    private static async Task RunAsync(ClusterStorage storage)
    {
        await using var kept = storage;
        using var scene = new Scene();
        ScriptedAnnotator annotator = null!;
        var scores = "";
        await WithAsync(ProgramFiles.ServerOfDefaultLane, scene, storage, async (server, owner) =>
        {
            await RoundScenes.PrepareAsync(scene, server, owner, maximumEpochs: 10);
            annotator = await Scene.AnnotatorAsync(server, "ana", new DealtSources(), seed: 1);
            await ClusterTests.LabelAsync(server, annotator, until: 6);
            await owner.SendAsync(Scene.Campaign + "/rounds", new { operationId = "first" }, 202);
            await RoundScenes.PublishedAsync(owner);
            scores = await RoundScenes.ScoresAsync(owner);
        });

        await WithAsync(ProgramFiles.Server, scene, storage, async (server, owner) =>
        {
            await Evidence.CheckLeasesAsync(server, [annotator]);
            Assert.Equal(scores, await RoundScenes.ScoresAsync(owner));
            await ClusterTests.LabelAsync(server, annotator, until: 12);
            await owner.SendAsync(Scene.Campaign + "/rounds", new { operationId = "second" }, 202);
            await Eventually.BecomesAsync(() => owner.ReadAsync(Scene.Campaign), c => (int)c["currentRound"]! == 2 && c["activeRound"] is null);
        });

        await WithAsync(ProgramFiles.ServerOfDefaultLane, scene, storage, async (server, owner) =>
        {
            await Evidence.CheckLeasesAsync(server, [annotator]);
            Assert.Equal(scores, await RoundScenes.ScoresAsync(owner));
            Assert.Equal("published", (string)(await owner.ReadAsync(Scene.Campaign + "/rounds/2"))["state"]!);
            await ClusterTests.LabelAsync(server, annotator, until: 18);
        });
        await storage.WithJournalAsync(scene, journal => Evidence.CheckJournalsAsync(journal, [(annotator, annotator.Acknowledged)]));
    }

    /// <summary>One process that does everything; it ends in order.</summary>
    private static async Task WithAsync(string program, Scene scene, ClusterStorage storage, Func<ServerProcess, HttpClient, Task> use)
    {
        await using var server = await ServerProcess.StartAsync(program, scene.Data, "all", storage.Settings);
        using var owner = server.Client();
        await use(server, owner);
        Assert.Equal(0, await server.StopAsync(Patience));
    }
}

/// <summary>A fact that needs the default lane's server; skipped, with the reason, where it was not built.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DefaultLaneFactAttribute : FactAttribute
{
    public DefaultLaneFactAttribute(bool needsPostgres = false, bool needsAzurite = false)
        => Skip = !File.Exists(ProgramFiles.ServerOfDefaultLane) ? "the default lane's server is not built"
            : needsPostgres ? PostgresServer.Obstacle
            : needsAzurite ? Azurite.Obstacle
            : null;
}
