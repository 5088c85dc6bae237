using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LensGrains.Tests.Server;
using Xunit.Abstractions;

namespace LensGrains.Tests.Cluster;

/// <summary>
/// Labels gone, doubled, or one object served to two; a round published twice or in part: twenty annotators label through two API nodes
/// while a round trains and silos are killed one after another. <c>LENS_CLUSTER_KILLS</c> sets how often.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int FewestKills = 4;
    private const int KillsElsewhere = 2;
    private const int Silos = 3;
    private const int People = 20;
    private const int RoundSources = RoundScenes.Sources;

    [Fact]
    public Task Submit_WhileSilosAreKilledAndARoundTrains_KeepsEveryAcknowledgedLabelOnce() => RunAsync(ClusterStorage.Sqlite(), KillsOr(FewestKills));

    [PostgresFact]
    public async Task Submit_OnPostgresWhileSilosAreKilled_KeepsEveryAcknowledgedLabelOnce()
        => await RunAsync(await ClusterStorage.PostgresAsync(), KillsOr(KillsElsewhere));

    [PlatformTablesFact(ClusterStorage.AdoNet)]
    public async Task Submit_WithMembershipAndRemindersInThePlatformsTables_KeepsEveryAcknowledgedLabelOnce()
        => await RunAsync(await ClusterStorage.PostgresAsync(ClusterStorage.AdoNet), KillsOr(KillsElsewhere));

    [AzuriteFact]
    public async Task Submit_OnAzuriteWhileSilosAreKilled_KeepsEveryAcknowledgedLabelOnce()
        => await RunAsync(await ClusterStorage.AzuriteAsync(), KillsOr(KillsElsewhere));

    [PlatformTablesFact(ClusterStorage.Azure)]
    public async Task Submit_WithMembershipInAzureTables_KeepsEveryAcknowledgedLabelOnce()
        => await RunAsync(await ClusterStorage.AzuriteAsync(ClusterStorage.Azure), KillsOr(KillsElsewhere));

    private static int KillsOr(int usual) => int.Parse(Environment.GetEnvironmentVariable("LENS_CLUSTER_KILLS") ?? $"{usual}", CultureInfo.InvariantCulture);

    private async Task RunAsync(ClusterStorage storage, int kills)
    {
        await using var cluster = await ClusterScene.StartAsync(Silos, nodes: 2, storage);
        using var owner = cluster.Nodes[0].Client();
        await RoundScenes.PrepareAsync(cluster.Scene, cluster.Nodes[0], owner, maximumEpochs: 40 * Math.Min(kills, 20));
        var dealt = new DealtSources();
        var annotators = new List<ScriptedAnnotator>();
        for (var i = 0; i < People; i++)
        {
            annotators.Add(await Scene.AnnotatorAsync(cluster.Nodes[i % 2], $"person-{i}", dealt, seed: i));
        }

        await owner.SendAsync(Scene.Campaign + "/rounds", new { operationId = "r" }, 202);
        await using var labelling = new Labelling(annotators, cluster.Nodes, storage.Look);
        var gaps = await KillAsync(cluster, labelling, kills);
        var round = await PublishedAsync(owner);
        await labelling.EndAsync();

        await CheckAsync(cluster, owner, annotators);
        output.WriteLine(Report(labelling, gaps, round));
    }

    /// <summary>One silo after another: in turn the one that leads the round, as it was the last to speak of it, the newest and the oldest.</summary>
    private static async Task<List<(TimeSpan First, TimeSpan All)>> KillAsync(ClusterScene cluster, Labelling labelling, int kills)
    {
        var gaps = new List<(TimeSpan, TimeSpan)>();
        for (var kill = 0; kill < kills; kill++)
        {
            await labelling.GoesOnAfterAsync(labelling.Mark());
            var victim = (kill % 3) switch
            {
                0 => cluster.Silos.MaxBy(silo => silo.LastSaid("LensGrains.Grains.Rounds.RoundGrain"))!,
                1 => cluster.Silos[^1],
                _ => cluster.Silos[0],
            };
            var moment = labelling.Mark();
            await cluster.KillAsync(victim);
            gaps.Add(await labelling.GoesOnAfterAsync(moment));
            await cluster.AddSiloAsync();
        }

        return gaps;
    }

    private static Task<JsonObject> PublishedAsync(HttpClient owner) => Eventually.BecomesAsync(
        async () =>
        {
            using var answer = await owner.GetAsync(Scene.Campaign + "/rounds/1");
            return (int)answer.StatusCode == 200 ? await Http.BodyOfAsync(answer, 200) : new JsonObject { ["state"] = "unknown" };
        },
        round => (string)round["state"]! == "published");

    private static async Task CheckAsync(ClusterScene cluster, HttpClient owner, List<ScriptedAnnotator> annotators)
    {
        var all = (await owner.ReadAsync(Scene.Campaign + "/rounds"))["items"]!.AsArray();
        Assert.Equal(1, (int)Assert.Single(all)!["number"]!);
        Assert.Equal(1, (int)(await owner.ReadAsync(Scene.Campaign))["currentRound"]!);
        Assert.Equal(RoundSources, (await owner.RowsAsync(Scene.Campaign + "/scores?round=1")).Count);
        await CheckLabelsAsync(owner, annotators);
        await Evidence.CheckLeasesAsync(cluster.Nodes[0], annotators);
        await cluster.KillAllAsync();
        await cluster.CheckJournalsAsync(annotators);
    }

    /// <summary>The owner's labels of before are left out; the annotators' are all there, each once.</summary>
    private static async Task CheckLabelsAsync(HttpClient owner, List<ScriptedAnnotator> annotators)
    {
        var rows = (await owner.RowsAsync(Scene.Campaign + "/labels")).ToDictionary(r => r["sourceId"]);
        foreach (var annotator in annotators)
        {
            foreach (var (source, said) in annotator.Says.Where(s => !annotator.InDoubt.ContainsKey(s.Key)))
            {
                var row = rows[source];
                Assert.Equal((annotator.Name, "1", said.Operation, said.Label), (row["annotator"], row["votes"], row["comment"], row["label"]));
            }
        }
    }

    private static string Report(Labelling labelling, List<(TimeSpan First, TimeSpan All)> gaps, JsonObject round)
    {
        var times = labelling.Answers.Order().ToArray();
        var (first, all) = (gaps.Select(g => g.First.TotalSeconds).Order().ToArray(), gaps.Select(g => g.All.TotalSeconds).Order().ToArray());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
             {gaps.Count} kills, {labelling.Annotators.Count} annotators: {labelling.Acknowledged} submissions acknowledged, {times.Length} requests answered;
             answers: median {times[times.Length / 2].TotalMilliseconds:F0} ms, p99 {times[(int)(0.99 * (times.Length - 1))].TotalMilliseconds:F0} ms;
             after a kill, until the first is answered: median {first[first.Length / 2]:F1} s, longest {first[^1]:F1} s; until all are: median {all[all.Length / 2]:F1} s, longest {all[^1]:F1} s;
             round 1: {round["state"]}, {round["members"]!.AsArray().Count} members
             """);
    }
}
