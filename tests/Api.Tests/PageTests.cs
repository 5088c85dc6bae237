using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class PageTests(ApiHost api)
{
    [Fact]
    public async Task OpenPage_WhenSameOperationComesAgain_GivesTheSamePage()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();

        var first = await PostAsync(owner, $"{campaign}/pages", new { operationId = "a" });
        var again = await PostAsync(owner, $"{campaign}/pages", new { operationId = "a" });

        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.Equal(10, first["tiles"]!.AsArray().Count);
        Assert.All(first["tiles"]!.AsArray(), t => Assert.Contains((string)t!["reason"]!, new[] { "audit", "random", "diverse", "odd" }));
        Assert.All(first["tiles"]!.AsArray(), t => Assert.StartsWith($"{campaign}/sources/{t!["sourceId"]}/image?v=", (string)t["imageUrl"]!));
    }

    [Fact]
    public async Task OpenPage_WhenThreeAreOpen_Is409AndListsThem()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((string)(await PostAsync(owner, $"{campaign}/pages", new { }))["pageId"]!);
        }

        var refused = await PostAsync(owner, $"{campaign}/pages", new { }, 409);
        var open = await GetAsync(owner, $"{campaign}/pages");

        Assert.Equal("urn:lensgrains:problem:too-many-open-pages", (string)refused["type"]!);
        Assert.Equal(ids, open["items"]!.AsArray().Select(p => (string)p!["pageId"]!));
    }

    [Fact]
    public async Task OpenPage_WhenBodyIsEmpty_DealsAPage()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();

        var page = await PostAsync(owner, $"{campaign}/pages", null);

        Assert.NotEmpty(page["tiles"]!.AsArray());
    }

    [Fact]
    public async Task OpenPage_WhenSizeIsOutOfRange_NamesTheField()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();

        var refused = await PostAsync(owner, $"{campaign}/pages", new { size = 0 }, 422);

        Assert.NotNull(refused["errors"]!["size"]);
    }

    [Fact]
    public async Task OpenPage_WhenTwoAnnotatorsAsk_NoSourceIsHeldTwice()
    {
        using var ana = await api.AnnotatorAsync("ana");
        using var ben = await api.AnnotatorAsync("ben");
        var campaign = await api.CampaignAsync();

        var first = await PostAsync(ana, $"{campaign}/pages", new { size = 100 });
        var second = await PostAsync(ben, $"{campaign}/pages", new { size = 100 });

        var all = first["tiles"]!.AsArray().Concat(second["tiles"]!.AsArray()).Select(t => (string)t!["sourceId"]!).ToArray();
        Assert.Equal(200, all.Distinct().Count());
    }

    [Fact]
    public async Task Submit_WhenRetried_HasTheSameAnswerAndNoSecondEffect()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        var page = await PostAsync(owner, $"{campaign}/pages", new { operationId = "p" });
        var body = new { operationId = "s", labels = Truth(page) };

        var first = await PostAsync(owner, $"{campaign}/pages/{page["pageId"]}/labels", body);
        var again = await PostAsync(owner, $"{campaign}/pages/{page["pageId"]}/labels", body);

        Assert.Equal("""{"operationId":"s","outcome":"accepted","accepted":10}""", first.ToJsonString());
        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        var status = await GetAsync(owner, campaign);
        Assert.Equal(10, (int)status["submissions"]!);
        Assert.Equal(10, status["labelled"]!.AsObject().Sum(c => (int)c.Value!));
    }

    [Fact]
    public async Task Submit_WhenOnlyOrderAndBlanksDiffer_IsTheSameBody()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        var page = await PostAsync(owner, $"{campaign}/pages", new { operationId = "p" });
        var source = (string)page["tiles"]![0]!["sourceId"]!;
        var path = $"{campaign}/pages/{page["pageId"]}/labels";

        await PostTextAsync(owner, path, $$"""{"operationId":"s","labels":[{"sourceId":"{{source}}","label":"lens"}]}""", 200);
        await PostTextAsync(owner, path, $$"""{ "labels" : [ { "label":"\u006cens", "sourceId":"{{source}}" } ], "operationId":"s" }""", 200);
    }

    [Fact]
    public async Task Submit_WhenOperationIsReusedWithAnotherBody_Is422()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        var page = await PostAsync(owner, $"{campaign}/pages", new { operationId = "p" });
        var source = (string)page["tiles"]![0]!["sourceId"]!;
        var path = $"{campaign}/pages/{page["pageId"]}/labels";
        await PostAsync(owner, path, new { operationId = "s", labels = new[] { new { sourceId = source, label = "lens" } } });

        var refused = await PostAsync(owner, path, new { operationId = "s", labels = new[] { new { sourceId = source, label = "non-lens" } } }, 422);

        Assert.Equal("urn:lensgrains:problem:operation-reused", (string)refused["type"]!);
        Assert.NotNull(refused["errors"]!["operationId"]);
    }

    [Fact]
    public async Task Submit_WhenPageIsHeldBySomebodyElse_Is409()
    {
        using var ana = await api.AnnotatorAsync("ana");
        using var ben = await api.AnnotatorAsync("ben");
        var campaign = await api.CampaignAsync();
        var page = await PostAsync(ana, $"{campaign}/pages", new { });
        var path = $"{campaign}/pages/{page["pageId"]}";

        var refused = await PostAsync(ben, $"{path}/labels", new { operationId = "s", labels = Truth(page) }, 409);

        Assert.Equal("urn:lensgrains:problem:page-held-by-another", (string)refused["type"]!);
        await PostAsync(ben, $"{path}/renew", null, 409);
        using var released = await ben.DeleteAsync(path);
        Assert.Equal(409, (int)released.StatusCode);
    }

    [Theory]
    [InlineData("ana.99")]
    [InlineData("nobody.1")]
    [InlineData("gibberish")]
    public async Task Submit_WhenPageWasNeverDealt_Is404(string page)
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();

        var refused = await PostAsync(owner, $"{campaign}/pages/{page}/labels", new { operationId = "s", labels = Array.Empty<object>() }, 404);

        Assert.Equal("urn:lensgrains:problem:unknown-page", (string)refused["type"]!);
    }

    [Fact]
    public async Task Submit_WhenOwnPageHasExpired_IsAcceptedLate()
    {
        using var ana = await api.AnnotatorAsync("ana");
        var campaign = await api.CampaignAsync(new { leaseSeconds = 60 });
        var page = await PostAsync(ana, $"{campaign}/pages", new { });
        api.Time.Advance(TimeSpan.FromSeconds(61));

        var answer = await PostAsync(ana, $"{campaign}/pages/{page["pageId"]}/labels", new { operationId = "late", labels = Truth(page) });

        Assert.Equal("""{"operationId":"late","outcome":"acceptedLate","accepted":10}""", answer.ToJsonString());
        Assert.Equal(10, (await GetAsync(ana, campaign))["labelled"]!.AsObject().Sum(c => (int)c.Value!));
    }

    [Fact]
    public async Task Submit_WhenRestIsNegative_FillsInTheRest()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        var page = await PostAsync(owner, $"{campaign}/pages", new { });
        var source = (string)page["tiles"]![0]!["sourceId"]!;

        var body = new { operationId = "s", labels = new[] { new { sourceId = source, label = "lens" } }, rest = "negative" };
        var answer = await PostAsync(owner, $"{campaign}/pages/{page["pageId"]}/labels", body);

        Assert.Equal(10, (int)answer["accepted"]!);
        var labelled = (await GetAsync(owner, campaign))["labelled"]!;
        Assert.Equal((1, 9), ((int)labelled["lens"]!, (int)labelled["non-lens"]!));
    }

    [Fact]
    public async Task Release_WhenPageIsOpen_FreesItsSources()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        var page = await PostAsync(owner, $"{campaign}/pages", new { });

        using var released = await owner.DeleteAsync($"{campaign}/pages/{page["pageId"]}");

        Assert.Equal(204, (int)released.StatusCode);
        Assert.Empty((await GetAsync(owner, $"{campaign}/pages"))["items"]!.AsArray());
        await PostAsync(owner, $"{campaign}/pages/{page["pageId"]}/renew", null, 409);
    }

    [Fact]
    public async Task Renew_WhenPageIsOpen_MovesItsEnd()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        var page = await PostAsync(owner, $"{campaign}/pages", new { });
        api.Time.Advance(TimeSpan.FromSeconds(30));

        var renewed = await PostAsync(owner, $"{campaign}/pages/{page["pageId"]}/renew", null);

        Assert.True((DateTimeOffset)renewed["expiresAt"]! > (DateTimeOffset)page["expiresAt"]!);
    }

    [Fact]
    public async Task Undo_WhenPageWasSubmitted_ReopensItWithItsAnswers()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        var page = await PostAsync(owner, $"{campaign}/pages", new { });
        await PostAsync(owner, $"{campaign}/pages/{page["pageId"]}/labels", new { operationId = "s", labels = Truth(page) });

        var undone = await PostAsync(owner, $"{campaign}/undo", new { operationId = "u" });
        var again = await PostAsync(owner, $"{campaign}/undo", new { operationId = "u" });

        Assert.Equal("s", (string)undone["undone"]!);
        Assert.Equal((string)page["pageId"]!, (string)undone["page"]!["pageId"]!);
        Assert.All(undone["page"]!["tiles"]!.AsArray(), t => Assert.NotNull(t!["answer"]!["label"]));
        Assert.Equal((string)undone["undone"]!, (string)again["undone"]!);
        Assert.Equal(0, (await GetAsync(owner, campaign))["labelled"]!.AsObject().Sum(c => (int)c.Value!));
        var refused = await PostAsync(owner, $"{campaign}/undo", new { operationId = "u2" }, 409);
        Assert.Equal("urn:lensgrains:problem:nothing-to-undo", (string)refused["type"]!);
    }
}
