using System.Net.Http.Json;
using LensGrains.Core.Ports;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

public sealed class OvertakenTests
{
    [Theory]
    [InlineData("session/", "labels", """{"operationId":"x","labels":[{"sourceId":"s0001","label":"lens"}]}""")]
    [InlineData("dealer/", "pages", """{"operationId":"x"}""")]
    [InlineData("remarks/", "sources/s0001/remarks", """{"operationId":"x","grade":"A"}""")]
    public async Task Write_WhenOthersKeepWritingFirst_Is503WithRetryAfterAndTheRetryIsTaken(string journal, string route, string body)
    {
        await using var server = new IsolatedApi();
        var others = new TroubledJournal();
        await server.StartAsync(others.Around);
        await server.Host.IngestVectorsAsync();
        using var owner = server.Host.Owner;
        await Eventually.BecomesAsync(() => GetAsync(owner, "/api/v1/campaigns/vectors"), c => (int)c["available"]! > 0);
        var path = "/api/v1/campaigns/vectors/" + route;
        using var content = JsonContent.Create(System.Text.Json.Nodes.JsonNode.Parse(body));

        others.Append = name => name.StartsWith(journal, StringComparison.Ordinal) ? AppendOutcome.Conflict : null;
        using var refused = await owner.PostAsync(path, content);
        var problem = await ReadAsync(refused, 503);
        others.Append = null;
        var first = await PostTextAsync(owner, path, body, 200);
        var again = await PostTextAsync(owner, path, body, 200);

        Assert.Equal("urn:lensgrains:problem:overtaken", (string)problem["type"]!);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(first.ToJsonString(), again.ToJsonString());
    }
}
