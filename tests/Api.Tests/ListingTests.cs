using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class ListingTests(ApiHost api)
{
    [Fact]
    public async Task Sources_WhenPagedByKey_GiveEachOnce()
    {
        using var owner = api.Owner;
        var seen = new List<string>();
        string? after = null;
        do
        {
            var part = await GetAsync(owner, $"/api/v1/campaigns/vectors/sources?limit=100{(after is null ? "" : $"&after={after}")}");
            seen.AddRange(part["items"]!.AsArray().Select(s => (string)s!["sourceId"]!));
            after = (string?)part["next"];
        }
        while (after is not null);

        Assert.Equal(Enumerable.Range(0, Sources).Select(i => $"s{i:D4}"), seen);
    }

    [Fact]
    public async Task Sources_WhenSearched_FindPartOfTheName()
    {
        using var owner = api.Owner;
        var found = await GetAsync(owner, "/api/v1/campaigns/vectors/sources?search=S001");
        Assert.Equal(10, found["items"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("text/csv", "", "text/csv")]
    [InlineData("application/json", "", "application/json")]
    [InlineData("*/*", "", "application/json")]
    [InlineData("text/csv;q=0.5, application/json", "", "application/json")]
    [InlineData("application/json", "?format=csv", "text/csv")]
    [InlineData("text/csv", "?format=json", "application/json")]
    public async Task Listing_WhenAcceptOrFormatAsks_AnswersInThatFormat(string accept, string query, string type)
    {
        using var owner = api.Owner;
        owner.DefaultRequestHeaders.Accept.ParseAdd(accept);
        foreach (var listing in new[] { "sources", "labels", "rounds", "ingests", "finds", "gallery" })
        {
            using var answer = await owner.GetAsync($"/api/v1/campaigns/vectors/{listing}{query}");
            Assert.Equal((200, type), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        }
    }

    [Fact]
    public async Task Labels_WhenSeveralSpeak_HoldTheVerdictAndEveryValue()
    {
        var campaign = await api.CampaignAsync(new { overlap = 3 });
        using var ana = await api.AnnotatorAsync("ana");
        using var ben = await api.AnnotatorAsync("ben");
        await GiveAsync(ana, campaign, "a1", new { sourceId = "s0001", label = "lens", comment = "an arc, \"blue\"" }, new { sourceId = "s0002", label = "lens" });
        await GiveAsync(ben, campaign, "b1", new { sourceId = "s0001", label = "lens", unsure = true }, new { sourceId = "s0002", label = "non-lens" });
        await GiveAsync(ben, campaign, "b2", new { sourceId = "s0003", skip = true }, new { sourceId = "s0004", unsure = true });

        var labels = (await GetAsync(ana, $"{campaign}/labels"))["items"]!.AsArray();
        var csv = await ana.GetStringAsync($"{campaign}/labels?format=csv");

        Assert.Equal(["s0001", "s0002", "s0003", "s0004"], labels.Select(l => (string)l!["sourceId"]!));
        Assert.Equal(("lens", 2, 2), ((string)labels[0]!["label"]!, (int)labels[0]!["votes"]!, (int)labels[0]!["agreeing"]!));
        Assert.Equal((null, 2), ((string?)labels[1]!["label"], (int)labels[1]!["votes"]!));
        Assert.True((bool)labels[2]!["skipped"]! && (bool)labels[3]!["unsure"]!);
        Assert.Equal(["ana", "ben"], labels[0]!["values"]!.AsArray().Select(v => (string)v!["annotator"]!));
        var rows = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, rows.Length);
        Assert.Contains("\"an arc, \"\"blue\"\"\"", rows[1]);
    }

    [Fact]
    public async Task Source_WhenRelabelledAdjudicatedAndUndone_TellsItsHistory()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        await GiveAsync(owner, campaign, "1", new { sourceId = "s0007", label = "lens" });
        await GiveAsync(owner, campaign, "2", new { sourceId = "s0007", label = "non-lens" });
        await PostAsync(owner, $"{campaign}/labels", new { operationId = "3", kind = "adjudication", labels = new[] { new { sourceId = "s0007", label = "lens" } } });
        await PostAsync(owner, $"{campaign}/undo", new { operationId = "4", target = "2" });

        var source = await GetAsync(owner, $"{campaign}/sources/s0007");

        Assert.Equal(["label", "relabel", "adjudication", "undo"], source["history"]!.AsArray().Select(h => (string)h!["kind"]!));
        Assert.Equal("lens", (string)source["label"]!);
    }

    [Fact]
    public async Task Gallery_WhenClassIsAsked_HoldsItsSourcesInOrderOfTime()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        await GiveAsync(owner, campaign, "1", new { sourceId = "s0009", label = "lens" });
        await GiveAsync(owner, campaign, "2", new { sourceId = "s0003", label = "lens" }, new { sourceId = "s0004", label = "non-lens" });

        var lenses = await GetAsync(owner, $"{campaign}/gallery?class=lens&limit=1");
        var rest = await GetAsync(owner, $"{campaign}/gallery?class=lens&after={lenses["next"]}");

        Assert.Equal("s0009", (string)lenses["items"]![0]!["sourceId"]!);
        Assert.Equal((2, 2, 0), ((int)lenses["total"]!, (int)lenses["selected"]!, (int)lenses["known"]!));
        Assert.Equal("s0003", (string)Assert.Single(rest["items"]!.AsArray())!["sourceId"]!);
        Assert.Null(rest["next"]);
    }

    [Fact]
    public async Task Reset_WhenRoundIsUndone_BringsTheLabelsBack()
    {
        using var owner = api.Owner;
        using var ana = await api.AnnotatorAsync("ana");
        var campaign = await api.CampaignAsync();
        await GiveAsync(owner, campaign, "o1", new { sourceId = "s0001", label = "lens" });
        await GiveAsync(ana, campaign, "a1", new { sourceId = "s0002", label = "lens" }, new { sourceId = "s0003", label = "non-lens" });

        var reset = await PostAsync(owner, $"{campaign}/reset", new { operationId = "r", what = "round" });
        var empty = await GetAsync(owner, campaign);
        await PostAsync(ana, $"{campaign}/reset", new { operationId = "r2", what = "round" }, 403);
        await PostAsync(owner, $"{campaign}/undo", new { operationId = "back", target = "r" });
        var back = await GetAsync(owner, campaign);

        Assert.Equal(3, (int)reset["labelsTakenBack"]!);
        Assert.Equal(0, empty["labelled"]!.AsObject().Sum(c => (int)c.Value!));
        Assert.Equal((2, 1), ((int)back["labelled"]!["lens"]!, (int)back["labelled"]!["non-lens"]!));
    }

    private static Task GiveAsync(HttpClient client, string campaign, string operation, params object[] labels)
        => PostAsync(client, $"{campaign}/labels", new { operationId = operation, kind = "label", labels });
}
