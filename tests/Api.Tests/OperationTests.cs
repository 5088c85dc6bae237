using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

/// <summary>A retry under the same operation id gets the same answer; the same id with another body is refused, whatever takes one.</summary>
[Collection(SharedApi.Name)]
public sealed class OperationTests(ApiHost api)
{
    private const string Reused = "urn:lensgrains:problem:operation-reused";

    [Fact]
    public async Task OpenPage_WhenOperationIsReusedWithAnotherBody_Is422()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        var page = await PostAsync(owner, $"{campaign}/pages", new { operationId = "p", size = 4 });

        var refused = await PostAsync(owner, $"{campaign}/pages", new { operationId = "p", size = 5 }, 422);
        var again = await PostTextAsync(owner, $"{campaign}/pages", """{ "size": 4, "operationId": "p" }""", 200);

        Assert.Equal(Reused, (string)refused["type"]!);
        Assert.NotNull(refused["errors"]!["operationId"]);
        Assert.Equal((string)page["pageId"]!, (string)again["pageId"]!);
        Assert.Single((await GetAsync(owner, $"{campaign}/pages"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Undo_WhenOperationIsReusedWithAnotherBody_Is422()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        await LabelAsync(owner, campaign, "s1");
        await LabelAsync(owner, campaign, "s2");
        await PostAsync(owner, $"{campaign}/undo", new { operationId = "u", target = "s2" });

        var otherTarget = await PostAsync(owner, $"{campaign}/undo", new { operationId = "u", target = "s1" }, 422);
        var otherKind = await PostAsync(owner, $"{campaign}/undo", new { operationId = "s1" }, 422);

        Assert.Equal((Reused, Reused), ((string)otherTarget["type"]!, (string)otherKind["type"]!));
        Assert.Equal("s2", (string)(await PostAsync(owner, $"{campaign}/undo", new { operationId = "u", target = "s2" }))["undone"]!);
    }

    [Fact]
    public async Task StartRound_WhenOperationWasAResetOfTheModel_Is422AndNoRoundBegins()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        await LabelAsync(owner, campaign, "s1");
        await PostAsync(owner, $"{campaign}/reset", new { operationId = "x", what = "model" });

        var refused = await PostAsync(owner, $"{campaign}/rounds", new { operationId = "x" }, 422);

        Assert.Equal(Reused, (string)refused["type"]!);
        Assert.Empty((await GetAsync(owner, $"{campaign}/rounds"))["items"]!.AsArray());
        await PostAsync(owner, $"{campaign}/reset", new { operationId = "x", what = "model" });
    }

    [Fact]
    public async Task StartIngest_WhenOperationIsReusedWithAnotherBody_Is422AndNoJobBegins()
    {
        using var owner = api.Owner;
        var classes = new[] { "non-lens", "lens" };
        await PostAsync(owner, "/api/v1/campaigns", new { id = "operations", name = "operations", classes, positive = "lens" }, 201);
        var campaign = "/api/v1/campaigns/operations";
        var folders = new[] { TestFiles.NewFolder("first"), TestFiles.NewFolder("second") };
        var job = await PostAsync(owner, $"{campaign}/ingests", new { operationId = "i", folder = folders[0] }, 202);

        var refused = await PostAsync(owner, $"{campaign}/ingests", new { operationId = "i", folder = folders[1] }, 422);
        var again = await PostAsync(owner, $"{campaign}/ingests", new { operationId = "i", folder = folders[0] }, 202);

        Assert.Equal(Reused, (string)refused["type"]!);
        Assert.Equal((int)job["number"]!, (int)again["number"]!);
        Assert.Single((await GetAsync(owner, $"{campaign}/ingests"))["items"]!.AsArray());
        Array.ForEach(folders, f => Directory.Delete(f));
    }

    /// <summary>Two labels on a page, one of each class.</summary>
    private static async Task LabelAsync(HttpClient client, string campaign, string operation)
    {
        var page = await PostAsync(client, $"{campaign}/pages", new { operationId = $"p-{operation}" });
        var labels = new[] { "lens", "non-lens" }.Select((label, i) => new { sourceId = (string)page["tiles"]![i]!["sourceId"]!, label });
        await PostAsync(client, $"{campaign}/pages/{page["pageId"]}/labels", new { operationId = operation, labels });
    }
}
