using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using LensGrains.Tests.Server;

namespace LensGrains.Tests.Cluster;

/// <summary>API nodes behind something that sends each request to another: none of them keeps what the next one needs.</summary>
public sealed class NodeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Browser_WhenItsRequestsGoToTheNodesInTurn_IsSignedInOnAll()
    {
        await using var cluster = await ClusterScene.StartAsync(silos: 1, nodes: 2);
        using var first = cluster.Nodes[0].Client(token: null);
        using var second = cluster.Nodes[1].Client(token: null);
        var link = await Eventually.BecomesAsync( // it is printed a moment after the process listens
            () => Task.FromResult(cluster.Nodes[0].Log.Split('\n').SingleOrDefault(l => l.Contains("/?token=", StringComparison.Ordinal))?.Split("/?token=")[1]),
            found => found is not null);

        using var signedIn = await second.PostAsJsonAsync("/api/v1/session", new { token = link });
        using var again = await first.PostAsJsonAsync("/api/v1/session", new { token = link });
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        first.DefaultRequestHeaders.Add("Cookie", cookie);
        second.DefaultRequestHeaders.Add("Cookie", cookie);

        Assert.Equal((204, 401), ((int)signedIn.StatusCode, (int)again.StatusCode));
        Assert.Equal("owner", (string)(await first.ReadAsync("/api/v1/me"))["annotator"]!);
        Assert.Equal("/dashboard", (string)(await second.ReadAsync("/api/v1/me"))["dashboard"]!);
    }

    [Fact]
    public async Task Dashboard_WhenItIsAskedFor_OpensToTheOwnerOnly()
    {
        await using var cluster = await ClusterScene.StartAsync(silos: 1, nodes: 1);
        await cluster.Scene.PrepareAsync(cluster.Nodes[0], sources: 20);
        var ana = await Scene.AnnotatorAsync(cluster.Nodes[0], "ana", new DealtSources(), seed: 1);
        using var owner = cluster.Nodes[0].Client();
        using var annotator = cluster.Nodes[0].Client(ana.Token);
        using var nobody = cluster.Nodes[0].Client(token: null);
        using var silo = cluster.Silos[0].Client();

        var page = await owner.GetStringAsync("/dashboard/");
        var statistics = await Eventually.BecomesAsync(
            () => owner.GetStringAsync("/dashboard/DashboardCounters"), text => text.Contains("LensGrains.Grains.Campaigns.CampaignGrain", StringComparison.Ordinal));

        Assert.Contains("Orleans Dashboard", page, StringComparison.Ordinal);
        Assert.Contains("totalActiveHostCount", statistics, StringComparison.Ordinal);
        Assert.Equal(403, (int)(await annotator.GetAsync("/dashboard/")).StatusCode);
        Assert.Equal(401, (int)(await nobody.GetAsync("/dashboard/DashboardCounters")).StatusCode);
        Assert.Equal(404, (int)(await silo.GetAsync("/dashboard/")).StatusCode);
        Assert.Null((await annotator.ReadAsync("/api/v1/me"))["dashboard"]);
    }

    [PostgresFact]
    public async Task Pages_WhileTheDatabaseIsAway_AreRefusedForNowAndComeAgainAfterwards()
    {
        await using var database = await PostgresServer.StartAsync();
        await using var cluster = await ClusterScene.StartAsync(silos: 1, nodes: 1, await ClusterStorage.PostgresAsync(ClusterStorage.Store, database));
        await cluster.Scene.PrepareAsync(cluster.Nodes[0], sources: 40, new { pageSize = 4 });
        using var owner = cluster.Nodes[0].Client();

        await database.StopAsync();
        using var refused = await owner.PostAsJsonAsync(Scene.Campaign + "/pages", new { operationId = "p" });
        await database.StartAgainAsync();

        Assert.Equal(503, (int)refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        await Eventually.BecomesAsync(
            () => owner.PostAsJsonAsync(Scene.Campaign + "/pages", new { operationId = "p" }), answer => (int)answer.StatusCode == 200);
    }

    [Fact]
    public async Task Hints_WhenTheSiloWithTheCampaignIsKilled_GoOnWithoutTheBrowserDoingAnything()
    {
        await using var cluster = await ClusterScene.StartAsync(silos: 2, nodes: 2);
        await cluster.Scene.PrepareAsync(cluster.Nodes[0], sources: 200, new { numSubmissionTrain = 1_000_000 });
        using var owner = cluster.Nodes[1].Client();
        using var hub = await WatchAsync(cluster.Nodes[0]);
        await LabelUntilHintAsync(owner, hub, "before");

        await cluster.KillAsync(cluster.Silos[0]);
        await LabelUntilHintAsync(owner, hub, "first");
        await cluster.AddSiloAsync();
        await cluster.KillAsync(cluster.Silos[0]);

        await LabelUntilHintAsync(owner, hub, "second");
    }

    [Fact]
    public async Task Stop_WhenANodeIsToldTo_RefusesWritesClosesHubsAndEndsWithZero()
    {
        await using var cluster = await ClusterScene.StartAsync(silos: 1, nodes: 1);
        await cluster.Scene.PrepareAsync(cluster.Nodes[0], sources: 20);
        var node = await cluster.AddNodeAsync(("LensGrains__Drain__DelaySeconds", "5"));
        using var owner = node.Client();
        using var hub = await WatchAsync(node);
        var closed = ReadUntilClosedAsync(hub);

        var ended = cluster.StopAsync(node);
        await Eventually.BecomesAsync(async () => (int)(await owner.GetAsync("/health/ready")).StatusCode, status => status == 503);
        using var refused = await owner.PostAsJsonAsync(Scene.Campaign + "/pages", new { operationId = "p" });
        using var read = await owner.GetAsync(Scene.Campaign);

        Assert.Equal("urn:lensgrains:problem:draining", (string)(await Http.BodyOfAsync(refused, 503))["type"]!);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(200, (int)read.StatusCode);
        await closed;
        Assert.False(ended.IsCompleted);
        Assert.Equal(0, await ended);
    }

    [Fact]
    public async Task Stop_WhenTheLastSiloIsTold_LeavesTheNodeUnreadyUntilAnotherStarts()
    {
        await using var cluster = await ClusterScene.StartAsync(silos: 1, nodes: 1);
        await cluster.Scene.PrepareAsync(cluster.Nodes[0], sources: 20);
        using var owner = cluster.Nodes[0].Client();

        Assert.Equal(0, await cluster.StopAsync(cluster.Silos[0]));
        await Eventually.BecomesAsync(async () => (int)(await owner.GetAsync("/health/ready")).StatusCode, status => status == 503);
        using var refused = await owner.GetAsync(Scene.Campaign);
        await cluster.AddSiloAsync();

        Assert.Equal("urn:lensgrains:problem:cluster-away", (string)(await Http.BodyOfAsync(refused, 503))["type"]!);
        await Eventually.BecomesAsync(async () => (int)(await owner.GetAsync("/health/ready")).StatusCode, status => status == 200);
        await Eventually.BecomesAsync(async () => (int)(await owner.GetAsync(Scene.Campaign)).StatusCode, status => status == 200);
    }

    /// <summary>A socket without negotiation, as the page opens it.</summary>
    private static async Task<ClientWebSocket> WatchAsync(ServerProcess node)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + ServerProcess.OwnerToken);
        await socket.ConnectAsync(new UriBuilder(node.Url) { Scheme = "ws", Path = "/hubs/campaigns" }.Uri, CancellationToken.None);
        await SendAsync(socket, """{"protocol":"json","version":1}""");
        await SendAsync(socket, $$"""{"type":1,"invocationId":"1","target":"Watch","arguments":["{{Scene.Id}}"]}""");
        await ReadUntilAsync(socket, "\"invocationId\":\"1\"");
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string message)
        => socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>Labels until a hint comes; what was on its way from before does not count, because each is read as it comes.</summary>
    private static async Task LabelUntilHintAsync(HttpClient owner, ClientWebSocket hub, string prefix)
    {
        var hint = ReadUntilAsync(hub, "campaignChanged");
        for (var i = 0; !hint.IsCompleted; i++)
        {
            using var answer = await owner.PostAsJsonAsync(
                Scene.Campaign + "/labels", new { operationId = $"{prefix}-{i}", labels = new[] { new { sourceId = "s00001", label = i % 2 == 0 ? "lens" : "non-lens" } } });
            await Task.WhenAny(hint, Task.Delay(TimeSpan.FromMilliseconds(200)));
        }

        await hint;
    }

    private static async Task ReadUntilAsync(ClientWebSocket socket, string wanted)
    {
        using var late = new CancellationTokenSource(Patience);
        var buffer = new byte[16_384];
        var text = "";
        while (!text.Contains(wanted, StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, late.Token);
            Assert.NotEqual(WebSocketMessageType.Close, read.MessageType);
            text += Encoding.UTF8.GetString(buffer, 0, read.Count);
        }
    }

    private static async Task ReadUntilClosedAsync(ClientWebSocket socket)
    {
        using var late = new CancellationTokenSource(Patience);
        var buffer = new byte[16_384];
        try
        {
            while ((await socket.ReceiveAsync(buffer, late.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException closed) when (closed.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
        {
            // A server that stops does not wait for the browser's farewell.
        }
    }
}
