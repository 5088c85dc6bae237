using System.Diagnostics;

namespace LensGrains.Tests.Server;

/// <summary><c>lens backup</c> while labels come in, <c>lens restore</c> in the middle of a campaign.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task Restore_WhenTheBackupWasMadeWhileLabelsCameIn_HasEveryLabelAcknowledgedBefore()
    {
        using var scene = new Scene();
        (ScriptedAnnotator Annotator, IReadOnlyList<string> Acknowledged)[] before;
        string published;
        await using (var server = await ServerProcess.StartAsync(scene.Data))
        {
            using var owner = server.Client();
            await RoundScenes.PrepareAsync(scene, server, owner, maximumEpochs: 20);
            await owner.SendAsync(Scene.Campaign + "/rounds", new { operationId = "r" }, 202);
            await RoundScenes.PublishedAsync(owner);
            published = await RoundScenes.ScoresAsync(owner);
            before = await BackUpWhileLabellingAsync(scene, server);
            await server.KillAsync();
        }

        var restored = scene.Beside("restored");
        await LensAsync("restore", scene.Beside("backup"), "--data", restored);
        await Evidence.CheckJournalsAsync(Path.Combine(restored, "lensgrains.db"), before);
        await using var again = await ServerProcess.StartAsync(restored);
        await CheckGoesOnAsync(again, published, before);
    }

    /// <summary>What had been acknowledged when the backup began.</summary>
    private static async Task<(ScriptedAnnotator Annotator, IReadOnlyList<string> Acknowledged)[]> BackUpWhileLabellingAsync(
        Scene scene, ServerProcess server)
    {
        var dealt = new DealtSources();
        var annotators = await Task.WhenAll(new[] { "ana", "ben" }.Select((name, i) => Scene.AnnotatorAsync(server, name, dealt, i)));
        using var stop = new CancellationTokenSource();
        var clients = annotators.Select(a => server.Client(a.Token)).ToArray();
        var labelling = annotators.Zip(clients, (a, c) => a.RunAsync(c, () => { }, stop.Token)).ToArray();
        await Eventually.BecomesAsync(() => Task.FromResult(annotators.Min(a => a.Acknowledged.Count)), least => least >= 5);

        var before = annotators.Select(a => (a, (IReadOnlyList<string>)[.. a.Acknowledged])).ToArray();
        await LensAsync("backup", scene.Beside("backup"), "--data", scene.Data);
        var after = annotators.Sum(a => a.Acknowledged.Count);
        await stop.CancelAsync();
        await Task.WhenAll(labelling);
        Array.ForEach(clients, c => c.Dispose());
        Assert.True(after > before.Sum(b => b.Item2.Count), "Nothing was labelled while the backup was made.");
        return before;
    }

    private static async Task CheckGoesOnAsync(
        ServerProcess server, string published, (ScriptedAnnotator Annotator, IReadOnlyList<string> Acknowledged)[] before)
    {
        using var owner = server.Client();
        Assert.Equal(published, await RoundScenes.ScoresAsync(owner));
        Assert.Equal("published", (string)(await owner.ReadAsync(Scene.Campaign + "/rounds/1"))["state"]!);

        using var ana = server.Client(before[0].Annotator.Token);
        var page = await ana.SendAsync(Scene.Campaign + "/pages", new { operationId = "goes-on" });
        var answers = page["tiles"]!.AsArray().Select(t => new { sourceId = (string)t!["sourceId"]!, label = "lens" });
        var taken = await ana.SendAsync($"{Scene.Campaign}/pages/{page["pageId"]}/labels", new { operationId = "goes-on-labels", labels = answers });
        Assert.Equal("accepted", (string)taken["outcome"]!);
        Assert.Equal(1, (int)page["round"]!);
    }

    private static async Task LensAsync(params string[] arguments)
    {
        using var lens = Process.Start(new ProcessStartInfo("dotnet", ["exec", ProgramFiles.Client, .. arguments]) { RedirectStandardError = true })!;
        var said = await lens.StandardError.ReadToEndAsync();
        await lens.WaitForExitAsync();
        Assert.True(lens.ExitCode == 0, said);
    }
}
