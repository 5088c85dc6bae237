using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace LensGrains.Tests.Server;

/// <summary>A disk that is full, played by a limit on the database's size.</summary>
public sealed class FullDiskTests
{
    private const string Limit = "LensGrains__Storage__MaximumPages";

    [Fact]
    public async Task Submit_WhenTheDiskIsFull_IsAnErrorAndTheStateIsCorrectAfterARestart()
    {
        using var scene = new Scene();
        string[] sources;
        await using (var roomy = await ServerProcess.StartAsync(scene.Data))
        {
            await scene.PrepareAsync(roomy, sources: 200);
            using var owner = roomy.Client();
            var page = await owner.SendAsync(Scene.Campaign + "/pages", new { size = 100, operationId = "page" });
            sources = [.. page["tiles"]!.AsArray().Select(t => (string)t!["sourceId"]!)];
            await roomy.StopAsync(TimeSpan.FromSeconds(30));
        }

        int accepted;
        await using (var full = await ServerProcess.StartAsync(scene.Data, (Limit, $"{PagesOf(scene.Database) + 8}")))
        {
            using var owner = full.Client();
            accepted = await LabelUntilRefusedAsync(owner, sources);
            Assert.InRange(accepted, 1, sources.Length - 1);
            await AssertHasAsync(owner, accepted);
            await full.KillAsync();
        }

        await using var server = await ServerProcess.StartAsync(scene.Data);
        using var client = server.Client();
        await AssertHasAsync(client, accepted);
        var retried = await client.SendAsync(Scene.Campaign + "/labels", BodyOf(accepted, sources));
        Assert.Equal($$"""{"operationId":"op-{{accepted}}","outcome":"accepted","accepted":1}""", retried.ToJsonString());
        await AssertHasAsync(client, accepted + 1);
    }

    /// <summary>How many single labels were accepted before the first refusal; what is refused then is refused again.</summary>
    private static async Task<int> LabelUntilRefusedAsync(HttpClient owner, string[] sources)
    {
        for (var i = 0; i < sources.Length; i++)
        {
            using var answer = await owner.SendTextAsync(Scene.Campaign + "/labels", BodyOf(i, sources).ToJsonString());
            if ((int)answer.StatusCode == 200)
            {
                continue;
            }

            var problem = await Http.BodyOfAsync(answer, 503);
            Assert.Equal("urn:lensgrains:problem:storage-failed", (string)problem["type"]!);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.DoesNotContain("lensgrains.db", problem.ToJsonString());
            await owner.SendAsync(Scene.Campaign + "/labels", BodyOf(i, sources), 503);
            await owner.SendAsync(Scene.Campaign + "/pages", new { size = 200, operationId = "another" }, 503);
            return i;
        }

        return sources.Length;
    }

    /// <summary>The labels of the first operations, and of no other.</summary>
    private static async Task AssertHasAsync(HttpClient owner, int operations)
    {
        var rows = await owner.RowsAsync(Scene.Campaign + "/labels");
        Assert.Equal(Enumerable.Range(0, operations).Select(Name).Order(), rows.Select(r => r["comment"].Trim('.')).Order());
    }

    private static string Name(int operation) => $"op-{operation}";

    /// <summary>One label with a comment of half a database page.</summary>
    private static JsonObject BodyOf(int operation, string[] sources) => new()
    {
        ["operationId"] = Name(operation),
        ["labels"] = new JsonArray(new JsonObject
        {
            ["sourceId"] = sources[operation], ["label"] = "lens", ["comment"] = Name(operation).PadRight(1_900, '.'),
        }),
    };

    private static long PagesOf(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA page_count";
        return (long)command.ExecuteScalar()!;
    }
}
