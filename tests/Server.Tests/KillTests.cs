using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace LensGrains.Tests.Server;

/// <summary>
/// Labels gone, duplicates from retries, one object served to two: SIGKILL at random moments of submissions, over and over on the
/// same data. <c>LENS_KILLS</c> sets how often.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int FewestKills = 50;

    /// <summary>Campaigns killed side by side: one start keeps about one core busy.</summary>
    private const int Lanes = 2;

    [Fact]
    public async Task Submit_WhenTheServerIsKilledAtAnyMoment_KeepsEveryAcknowledgedLabelOnce()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("LENS_KILLS") ?? $"{FewestKills}", CultureInfo.InvariantCulture);
        var started = Stopwatch.GetTimestamp();

        var lanes = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => RunAsync((kills + Lanes - 1 - lane) / Lanes, seed: 100 + lane)));

        var (acknowledged, cutOff, settled) = (lanes.Sum(l => l.Acknowledged), lanes.Sum(l => l.CutOff), lanes.Sum(l => l.Settled));
        output.WriteLine($"{kills} kills in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s: {acknowledged} submissions acknowledged, "
            + $"{cutOff} cut off, {settled} labels of those on disk all the same");
        Assert.True(acknowledged >= kills, "Too few submissions for the kills to mean anything.");
        Assert.True(cutOff >= kills / 2, "The kills hit too few submissions.");
    }

    private static async Task<(int Acknowledged, int CutOff, int Settled)> RunAsync(int kills, int seed)
    {
        using var scene = new Scene();
        var random = new Random(seed);
        var annotators = await PrepareAsync(scene, seed);
        var (cutOff, settled) = (0, 0);
        for (var kill = 0; kill < kills; kill++)
        {
            await using var server = await ServerProcess.StartAsync(scene.Data);
            settled += await CheckAsync(server, annotators);
            await LabelUntilKilledAsync(server, annotators, random);
            cutOff += annotators.Count(a => a.InDoubt.Count > 0);
        }

        await using (var last = await ServerProcess.StartAsync(scene.Data))
        {
            settled += await CheckAsync(last, annotators);
        }

        await Evidence.CheckJournalsAsync(scene.Database, annotators.Select(a => (a, a.Acknowledged)));
        return (annotators.Sum(a => a.Acknowledged.Count), cutOff, settled);
    }

    private static async Task<ScriptedAnnotator[]> PrepareAsync(Scene scene, int seed)
    {
        await using var server = await ServerProcess.StartAsync(scene.Data);
        await scene.PrepareAsync(server, sources: 4_000, new { pageSize = 4, numSubmissionTrain = 1_000_000, leaseSeconds = 86_400 });
        var dealt = new DealtSources();
        return await Task.WhenAll(new[] { "ana", "ben", "cleo", "dan" }.Select((name, i) => Scene.AnnotatorAsync(server, name, dealt, (10 * seed) + i)));
    }

    private static async Task<int> CheckAsync(ServerProcess server, ScriptedAnnotator[] annotators)
    {
        using var owner = server.Client();
        var settled = await Evidence.CheckLabelsAsync(owner, annotators);
        await Evidence.CheckLeasesAsync(server, annotators);
        return settled;
    }

    /// <summary>All annotators at once; after a random number of requests, and a random moment more, the process is gone.</summary>
    private static async Task LabelUntilKilledAsync(ServerProcess server, ScriptedAnnotator[] annotators, Random random)
    {
        var requestsLeft = random.Next(1, 60);
        var moment = TimeSpan.FromMicroseconds(random.Next(4_000));
        var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clients = annotators.Select(a => server.Client(a.Token)).ToArray();
        var labelling = annotators.Zip(clients, (annotator, client) => annotator.RunAsync(client, () =>
        {
            if (Interlocked.Decrement(ref requestsLeft) == 0)
            {
                due.SetResult();
            }
        })).ToArray();

        await await Task.WhenAny(due.Task, Task.WhenAll(labelling));
        var reached = Stopwatch.GetTimestamp();
        SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(reached) >= moment);
        await server.KillAsync();
        await Task.WhenAll(labelling);
        Array.ForEach(clients, c => c.Dispose());
    }
}
