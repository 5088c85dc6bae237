using System.Text;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class BadInputTests(ApiHost api)
{
    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/ingests")]
    [InlineData("POST", "/pages")]
    [InlineData("POST", "/pages/ana.1/labels")]
    [InlineData("POST", "/labels")]
    [InlineData("POST", "/undo")]
    [InlineData("POST", "/rounds")]
    [InlineData("GET", "/rounds/1")]
    [InlineData("GET", "/scores")]
    [InlineData("GET", "/sources/s0001")]
    [InlineData("GET", "/sources/s0001/image")]
    [InlineData("GET", "/gallery")]
    public async Task AnyRoute_WhenCampaignIsUnknown_Is404(string method, string route)
    {
        using var owner = api.Owner;
        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await owner.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"/api/v1/campaigns/no-such{route}")
        {
            Content = method == "POST" ? body : null,
        });

        var problem = await ReadAsync(answer, 404);
        Assert.Equal("urn:lensgrains:problem:unknown-campaign", (string)problem["type"]!);
    }

    [Theory]
    [InlineData("/api/v1/campaigns/vectors/rounds/7", "unknown-round")]
    [InlineData("/api/v1/campaigns/vectors/rounds/0/plots", "unknown-round")]
    [InlineData("/api/v1/campaigns/vectors/rounds/7/manifest", "unknown-round")]
    [InlineData("/api/v1/campaigns/vectors/scores?round=7", "unknown-round")]
    [InlineData("/api/v1/campaigns/vectors/scores", "not-published")]
    [InlineData("/api/v1/campaigns/vectors/ingests/99", "unknown-ingest")]
    [InlineData("/api/v1/campaigns/vectors/sources/nobody", "unknown-source")]
    [InlineData("/api/v1/campaigns/vectors/sources/nobody/image", "unknown-source")]
    [InlineData("/api/v1/campaigns/UPPER", "unknown-campaign")]
    [InlineData("/api/v1/nothing", "not-found")]
    public async Task Get_WhenTheThingIsUnknown_Is404(string path, string slug)
    {
        using var owner = api.Owner;
        using var answer = await owner.GetAsync(path);

        var problem = await ReadAsync(answer, 404);
        Assert.Equal("urn:lensgrains:problem:" + slug, (string)problem["type"]!);
    }

    [Theory]
    [InlineData("labels", "{", "body")]
    [InlineData("labels", "[]", "body")]
    [InlineData("labels", "", "body")]
    [InlineData("labels", """{"labels":[]}""", "operationId")]
    [InlineData("labels", """{"operationId":7,"labels":[]}""", "operationId")]
    [InlineData("labels", """{"operationId":"","labels":[]}""", "operationId")]
    [InlineData("labels", """{"operationId":"a"}""", "labels")]
    [InlineData("labels", """{"operationId":"a","labels":{}}""", "labels")]
    [InlineData("labels", """{"operationId":"a","labels":[]}""", "labels")]
    [InlineData("labels", """{"operationId":"a","labels":[null]}""", "labels[0].sourceId")]
    [InlineData("labels", """{"operationId":"a","labels":[{"label":"lens"}]}""", "labels[0].sourceId")]
    [InlineData("labels", """{"operationId":"a","labels":[{"sourceId":"nobody","label":"lens"}]}""", "labels[0].sourceId")]
    [InlineData("labels", """{"operationId":"a","labels":[{"sourceId":"s0001","label":"galaxy"}]}""", "labels[0].label")]
    [InlineData("labels", """{"operationId":"a","labels":[{"sourceId":"s0001"}]}""", "labels[0]")]
    [InlineData("labels", """{"operationId":"a","labels":[{"sourceId":"s0001","label":"lens","skip":true}]}""", "labels[0].skip")]
    [InlineData("labels", """{"operationId":"a","labels":[{"sourceId":"s0001","label":1}]}""", "labels[0].label")]
    [InlineData("labels", """{"operationId":"a","labels":[{"sourceId":"s0001","label":"lens"},{"sourceId":"s0001","label":"lens"}]}""", "labels[1].sourceId")]
    [InlineData("labels", """{"operationId":"a","labels":[{"sourceId":"s0001","label":"lens"}],"kind":"vote"}""", "kind")]
    [InlineData("labels", """{"operationId":"a","labels":[{"sourceId":"s0001","lable":"lens"}]}""", "labels[0].lable")]
    [InlineData("labels", """{"operationId":"a","operationId":"b","labels":[]}""", "body")]
    [InlineData("undo", """{"target":"x"}""", "operationId")]
    [InlineData("undo", """{"operationId":"x","target":""}""", "target")]
    [InlineData("reset", """{"operationId":"x"}""", "what")]
    [InlineData("reset", """{"operationId":"x","what":"all"}""", "what")]
    [InlineData("rounds", """{"operationId":1}""", "operationId")]
    [InlineData("pages", """{"size":"ten"}""", "size")]
    [InlineData("pages", """{"size":201}""", "size")]
    [InlineData("pages", """{"operationId":""}""", "operationId")]
    [InlineData("ingests", "{}", "folder")]
    [InlineData("ingests", """{"folder":"/no/such/folder"}""", "folder")]
    [InlineData("ingests", """{"manifest":"/no/such.csv"}""", "manifest")]
    [InlineData("ingests", """{"folder":"/","manifest":"/"}""", "folder")]
    public async Task Post_WhenBodyIsMalformed_Is422AndNamesTheField(string route, string body, string field)
    {
        using var owner = api.Owner;

        var problem = await PostTextAsync(owner, $"/api/v1/campaigns/vectors/{route}", body, 422);

        Assert.StartsWith("urn:lensgrains:problem:", (string)problem["type"]!);
        Assert.True(problem["errors"]!.AsObject().ContainsKey(field), problem.ToJsonString());
        Assert.DoesNotContain("System.", problem.ToJsonString());
        Assert.DoesNotContain("LensGrains.", problem.ToJsonString());
    }

    [Theory]
    [InlineData("""{"name":"x","classes":["a","b"],"positive":"a"}""", "id")]
    [InlineData("""{"id":"Not OK","classes":["a","b"],"positive":"a"}""", "id")]
    [InlineData("""{"id":"x1","positive":"a"}""", "classes")]
    [InlineData("""{"id":"x1","classes":["a"],"positive":"a"}""", "classes")]
    [InlineData("""{"id":"x1","classes":["a","skip"],"positive":"a"}""", "classes")]
    [InlineData("""{"id":"x1","classes":["a","b"]}""", "positive")]
    [InlineData("""{"id":"x1","classes":["a","b"],"positive":"c"}""", "positive")]
    [InlineData("""{"id":"x1","classes":["a","b"],"positive":"a","policy":{"pageSize":0}}""", "policy.pageSize")]
    [InlineData("""{"id":"x1","classes":["a","b"],"positive":"a","policy":{"supplementMethod":"best"}}""", "policy.supplementMethod")]
    [InlineData("""{"id":"x1","classes":["a","b"],"positive":"a","policy":{"members":[{"kind":"forest"}]}}""", "policy.members")]
    [InlineData("""{"id":"x1","classes":["a","b"],"positive":"a","policy":{"pagesize":5}}""", "policy.pagesize")]
    [InlineData("""{"id":"x1","classes":["a","b"],"positive":"a","catalog":"../etc"}""", "catalog")]
    public async Task CreateCampaign_WhenAFieldIsWrong_NamesIt(string body, string field)
    {
        using var owner = api.Owner;

        var problem = await PostTextAsync(owner, "/api/v1/campaigns", body, 422);

        Assert.True(problem["errors"]!.AsObject().ContainsKey(field), problem.ToJsonString());
    }

    [Fact]
    public async Task CreateCampaign_WhenItExistsWithOtherSettings_Is409AndARepeatIs201()
    {
        using var owner = api.Owner;
        var body = new { id = "twice", name = "Twice", classes = new[] { "a", "b" }, positive = "a", catalog = "vectors" };

        await PostAsync(owner, "/api/v1/campaigns", body, 201);
        await PostAsync(owner, "/api/v1/campaigns", body, 201);
        var refused = await PostAsync(owner, "/api/v1/campaigns", body with { name = "Other" }, 409);

        Assert.Equal("urn:lensgrains:problem:campaign-exists", (string)refused["type"]!);
    }

    [Fact]
    public async Task SubmitPage_WhenSourceIsNotOnThePage_NamesIt()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        var page = await PostAsync(owner, $"{campaign}/pages", new { });
        var shown = page["tiles"]!.AsArray().Select(t => (string)t!["sourceId"]!).ToHashSet();
        var other = Enumerable.Range(0, Sources).Select(i => $"s{i:D4}").First(s => !shown.Contains(s));

        var body = new { operationId = "s", labels = new[] { new { sourceId = other, label = "lens" } } };
        var problem = await PostAsync(owner, $"{campaign}/pages/{page["pageId"]}/labels", body, 422);

        Assert.True(problem["errors"]!.AsObject().ContainsKey("labels[0].sourceId"));
    }

    [Theory]
    [InlineData("/api/v1/campaigns?limit=0", "limit")]
    [InlineData("/api/v1/campaigns/vectors/sources?limit=1001", "limit")]
    [InlineData("/api/v1/campaigns/vectors/sources?after=x", "after")]
    [InlineData("/api/v1/campaigns/vectors/labels?format=xml", "format")]
    [InlineData("/api/v1/campaigns/vectors/gallery?class=galaxy", "class")]
    [InlineData("/api/v1/campaigns/vectors/sources/s0001/image?size=15", "size")]
    [InlineData("/api/v1/campaigns/vectors/sources/s0001/image?size=2049", "size")]
    [InlineData("/api/v1/campaigns/vectors/sources/s0001/image?stretch=wild", "stretch")]
    [InlineData("/api/v1/campaigns/vectors/sources/s0001/image?bands=g,r", "bands")]
    public async Task Get_WhenAParameterIsWrong_Is422AndNamesIt(string path, string field)
    {
        using var owner = api.Owner;
        using var answer = await owner.GetAsync(path);

        var problem = await ReadAsync(answer, 422);
        Assert.True(problem["errors"]!.AsObject().ContainsKey(field), problem.ToJsonString());
    }

    [Fact]
    public async Task Post_WhenBodyIsNoJson_Is415()
    {
        using var owner = api.Owner;
        using var answer = await owner.PostAsync("/api/v1/campaigns/vectors/labels", new StringContent("a=b", Encoding.UTF8, "text/plain"));
        await ReadAsync(answer, 415);
    }

    [Fact]
    public async Task Get_WhenMethodIsWrong_Is405AsAProblem()
    {
        using var owner = api.Owner;
        using var answer = await owner.DeleteAsync("/api/v1/campaigns/vectors");
        var problem = await ReadAsync(answer, 405);
        Assert.Equal("urn:lensgrains:problem:wrong-method", (string)problem["type"]!);
    }

    [Fact]
    public async Task Submit_WhenTheDiskFails_IsAnErrorWithoutTraceOrPath()
    {
        await using var server = new IsolatedApi();
        var disk = new TroubledJournal();
        await server.StartAsync(disk.Around);
        await server.Host.IngestVectorsAsync();
        using var owner = server.Host.Owner;
        var body = new { operationId = "x", labels = new[] { new { sourceId = "s0001", label = "lens" } } };

        disk.Append = _ => throw new IOException("the disk of the test is full");
        var problem = await PostAsync(owner, "/api/v1/campaigns/vectors/labels", body, 500);
        disk.Append = null;
        var retried = await PostAsync(owner, "/api/v1/campaigns/vectors/labels", body);

        Assert.Equal("urn:lensgrains:problem:internal", (string)problem["type"]!);
        Assert.DoesNotContain("disk of the test", problem.ToJsonString());
        Assert.DoesNotContain(" at ", problem.ToJsonString());
        Assert.Equal(1, (int)retried["accepted"]!);
    }
}
