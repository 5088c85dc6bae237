using LensGrains.Storage.Azure;
using LensGrains.Storage.Azure.Journals;

namespace LensGrains.Tests.Server;

/// <summary>The server with everything that is durable in Azurite.</summary>
public sealed class AzuriteTests
{
    private const int Kills = 4;

    [AzuriteFact]
    public async Task Submit_WhenTheServerIsKilled_KeepsEveryAcknowledgedLabelOnce()
    {
        using var azurite = await Azurite.StartAsync(TestFiles.NewFolder("azurite"));
        using var scene = new Scene();
        (string, string)[] settings =
        [
            ("LensGrains__Storage__Provider", "azure"),
            ("LensGrains__Storage__ConnectionString", azurite.ConnectionString),
            ("LensGrains__Storage__Name", "night"),
        ];
        ScriptedAnnotator[] annotators;
        await using (var first = await ServerProcess.StartAsync(scene.Data, settings))
        {
            await scene.PrepareAsync(first, sources: 2_000, new { pageSize = 4, numSubmissionTrain = 1_000_000, leaseSeconds = 86_400 });
            var dealt = new DealtSources();
            annotators = await Task.WhenAll(new[] { "ana", "ben", "cleo" }.Select((name, i) => Scene.AnnotatorAsync(first, name, dealt, seed: i)));
        }

        for (var kill = 0; kill < Kills; kill++)
        {
            await using var server = await ServerProcess.StartAsync(scene.Data, settings);
            await CheckAsync(server, annotators);
            await LabelUntilKilledAsync(server, annotators, requests: 10 + (9 * kill));
        }

        await using var last = await ServerProcess.StartAsync(scene.Data, settings);
        await CheckAsync(last, annotators);
        await last.KillAsync();
        var options = new AzureStorageOptions();
        var journal = new AzureBlobJournal(new AzureContainers(azurite.ConnectionString, "night", options), options, TimeProvider.System);
        await Evidence.CheckJournalsAsync(journal, annotators.Select(a => (a, a.Acknowledged)));
        Assert.True(annotators.Sum(a => a.Acknowledged.Count) >= Kills);
        Assert.False(File.Exists(scene.Database), "Something is kept in the data folder.");
    }

    private static async Task CheckAsync(ServerProcess server, ScriptedAnnotator[] annotators)
    {
        using var owner = server.Client();
        await Evidence.CheckLabelsAsync(owner, annotators);
        await Evidence.CheckLeasesAsync(server, annotators);
    }

    private static async Task LabelUntilKilledAsync(ServerProcess server, ScriptedAnnotator[] annotators, int requests)
    {
        var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clients = annotators.Select(a => server.Client(a.Token)).ToArray();
        var labelling = annotators.Zip(clients, (annotator, client) => annotator.RunAsync(client, () =>
        {
            if (Interlocked.Decrement(ref requests) == 0)
            {
                due.SetResult();
            }
        })).ToArray();

        await await Task.WhenAny(due.Task, Task.WhenAll(labelling));
        await server.KillAsync();
        await Task.WhenAll(labelling);
        Array.ForEach(clients, c => c.Dispose());
    }
}
