using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using LensGrains.Api.Hubs;
using LensGrains.Core.Ids;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class HubTests(ApiHost api)
{
    private const char End = '\u001e';

    [Fact]
    public async Task Watch_WhenSomethingIsLabelled_HintsThatTheCampaignChanged()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var campaign = await api.CampaignAsync();
        var id = campaign.Split('/')[^1];
        using var socket = await ConnectAsync(Secret, origin: null, stop.Token);
        await SendAsync(socket, """{"protocol":"json","version":1}""", stop.Token);
        await SendAsync(socket, $$"""{"type":1,"invocationId":"1","target":"Watch","arguments":["{{id}}"]}""", stop.Token);
        using var owner = api.Owner;
        await ReadUntilAsync(socket, m => (int?)m["type"] == 3, stop.Token);

        await PostAsync(owner, $"{campaign}/labels", new { operationId = "1", labels = new[] { new { sourceId = "s0001", label = "lens" } } });
        var hint = await ReadUntilAsync(socket, m => (string?)m["target"] == "campaignChanged", stop.Token);

        Assert.Equal(id, (string)hint["arguments"]![0]!["campaign"]!);
        Assert.True((long)hint["arguments"]![0]!["version"]! > 0);
    }

    [Fact]
    public async Task Watch_WhenTokenOpensOtherCampaignsOnly_IsRefused()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var token = await TokenAsync("elsewhere");
        using var socket = await ConnectAsync(token, origin: null, stop.Token);
        await SendAsync(socket, """{"protocol":"json","version":1}""", stop.Token);
        await SendAsync(socket, """{"type":1,"invocationId":"1","target":"Watch","arguments":["vectors"]}""", stop.Token);

        var answer = await ReadUntilAsync(socket, m => (int?)m["type"] == 3, stop.Token);

        Assert.Contains("opens no such campaign", (string)answer["error"]!);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData(null)]
    public async Task Connect_WhenCookieComesFromAnotherOrigin_IsRefused(string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", $"{LensGrains.Api.Auth.TokenAuthentication.CookieName}={Secret}");
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(HubUrl(), CancellationToken.None));

        Assert.Contains("403", refused.Message);
    }

    [Fact]
    public async Task Connect_WhenCookieComesFromTheOwnPage_Works()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", $"{LensGrains.Api.Auth.TokenAuthentication.CookieName}={Secret}");
        socket.Options.SetRequestHeader("Origin", api.Url.GetLeftPart(UriPartial.Authority));

        await socket.ConnectAsync(HubUrl(), CancellationToken.None);

        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Fact]
    public async Task HintBatch_WhenABurstComes_SendsTheNewestOnce()
    {
        var sent = new List<(string Name, long Version)>();
        var flushed = new TaskCompletionSource();
        using var batch = new HintBatch(TimeProvider.System, hint =>
        {
            sent.Add(hint);
            flushed.TrySetResult();
            return Task.CompletedTask;
        });

        foreach (var version in new long[] { 3, 9, 5 })
        {
            await batch.CampaignChanged(new CampaignId("c"), version);
        }

        await flushed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([("campaignChanged", 9)], sent);
    }

    private Uri HubUrl() => new UriBuilder(api.Url) { Scheme = "ws", Path = "/hubs/campaigns" }.Uri;

    private async Task<string> TokenAsync(string campaign)
    {
        using var owner = api.Owner;
        return (string)(await PostAsync(owner, "/api/v1/tokens", new { annotator = "hub", campaign }, 201))["token"]!;
    }

    private async Task<ClientWebSocket> ConnectAsync(string token, string? origin, CancellationToken stop)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        await socket.ConnectAsync(HubUrl(), stop);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string message, CancellationToken stop)
        => socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, stop);

    private static async Task<JsonObject> ReadUntilAsync(ClientWebSocket socket, Func<JsonObject, bool> wanted, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, stop);
            foreach (var message in Encoding.UTF8.GetString(buffer, 0, part.Count).Split(End, StringSplitOptions.RemoveEmptyEntries))
            {
                if (JsonNode.Parse(message)!.AsObject() is var parsed && wanted(parsed))
                {
                    return parsed;
                }
            }
        }
    }
}
