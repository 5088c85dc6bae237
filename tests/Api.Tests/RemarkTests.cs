using System.Text.Json.Nodes;
using LensGrains.Api.Auth;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Core.Remarks;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Sources;
using Microsoft.Extensions.DependencyInjection;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class RemarkTests(ApiHost api)
{
    [Fact]
    public async Task Remark_WhenGiven_ShowsOnTheSourceInTheGalleryAndInExports()
    {
        using var ana = await api.AnnotatorAsync("ana");
        using var ben = await api.AnnotatorAsync("ben");
        var campaign = await api.CampaignAsync();
        await LabelAsync(ana, campaign, "s0003", "s0009");

        await RemarkAsync(ana, campaign, "s0003", new { operationId = "1", grade = "B", flag = "follow-up", comment = "an arc?" });
        var answer = await RemarkAsync(ben, campaign, "s0003", new { operationId = "1", grade = "A" });

        Assert.Equal(("1", "accepted", "A"), ((string)answer["operationId"]!, (string)answer["outcome"]!, (string)answer["grade"]!));
        Assert.Equal(["ana", "ben"], answer["remarks"]!.AsArray().Select(r => (string)r!["annotator"]!));
        var source = await GetAsync(ana, $"{campaign}/sources/s0003");
        Assert.Equal(("A", "follow-up"), ((string)source["grade"]!, (string)source["flags"]![0]!));
        Assert.Equal("an arc?", (string)source["remarks"]![0]!["comment"]!);
        var item = (await GetAsync(ana, $"{campaign}/gallery"))["items"]!.AsArray().Single(i => (string)i!["sourceId"]! == "s0003")!;
        Assert.Equal(("A", "follow-up"), ((string)item["grade"]!, (string)item["flags"]![0]!));
        foreach (var listing in new[] { "labels", "sources", "gallery" })
        {
            var csv = await ana.GetStringAsync($"{campaign}/{listing}?format=csv");
            Assert.Contains("grade,flags", csv.Split('\n')[0]);
            Assert.Contains("A,follow-up", csv.Split('\n').Single(l => l.StartsWith("s0003", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Remark_WhenRetried_HasTheSameAnswerAndNoSecondEffect()
    {
        using var ana = await api.AnnotatorAsync("ana");
        var campaign = await api.CampaignAsync();
        var body = new { operationId = "r", grade = "C", flag = "ring" };

        var first = await RemarkAsync(ana, campaign, "s0001", body);
        await RemarkAsync(ana, campaign, "s0001", new { operationId = "next", unflag = "ring" });
        var again = await RemarkAsync(ana, campaign, "s0001", body);

        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        var source = await GetAsync(ana, $"{campaign}/sources/s0001");
        Assert.Equal((2, 0), (source["remarks"]!.AsArray().Count, source["flags"]!.AsArray().Count));
        var reused = await RemarkAsync(ana, campaign, "s0001", body with { grade = "A" }, 422);
        Assert.Equal("urn:lensgrains:problem:operation-reused", (string)reused["type"]!);
        await RemarkAsync(ana, campaign, "s0002", body, 422);
    }

    [Theory]
    [InlineData("""{"operationId":"e"}""", "grade")]
    [InlineData("""{"grade":"A"}""", "operationId")]
    [InlineData("""{"operationId":"e","grade":"seventeen letters"}""", "grade")]
    [InlineData("""{"operationId":"e","flag":""}""", "flag")]
    [InlineData("""{"operationId":"e","flag":7}""", "flag")]
    [InlineData("""{"operationId":"e","remark":"x"}""", "remark")]
    public async Task Remark_WhenABodyCannotBeUsed_Is422NamingTheField(string body, string field)
    {
        using var owner = api.Owner;

        var problem = await PostTextAsync(owner, "/api/v1/campaigns/vectors/sources/s0001/remarks", body, 422);

        Assert.True(problem["errors"]!.AsObject().ContainsKey(field), problem.ToJsonString());
    }

    [Fact]
    public async Task Remark_WhenSourceIsUnknownOrRoleTooLow_IsRefused()
    {
        using var owner = api.Owner;
        using var viewer = await api.AnnotatorAsync("vera", Role.Viewer);
        var body = new { operationId = "x", grade = "A" };

        var unknown = await RemarkAsync(owner, "/api/v1/campaigns/vectors", "nobody", body, 404);
        await RemarkAsync(viewer, "/api/v1/campaigns/vectors", "s0001", body, 403);

        Assert.Equal("urn:lensgrains:problem:unknown-source", (string)unknown["type"]!);
    }

    [Fact]
    public async Task Gallery_WhenAGradeOrAFlagIsAsked_HoldsOnlyThose()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        await LabelAsync(owner, campaign, "s0003", "s0009", "s0015");
        await RemarkAsync(owner, campaign, "s0003", new { operationId = "1", grade = "A", flag = "ring" });
        await RemarkAsync(owner, campaign, "s0009", new { operationId = "2", grade = "A" });
        await RemarkAsync(owner, campaign, "s0020", new { operationId = "3", flag = "ring" });

        Assert.Equal(["s0003", "s0009"], await ShownAsync(owner, $"{campaign}/gallery?class=lens&grade=A"));
        Assert.Equal(["s0003"], await ShownAsync(owner, $"{campaign}/gallery?class=lens&grade=A&flag=ring"));
        Assert.Equal(["s0003", "s0020"], await ShownAsync(owner, $"{campaign}/gallery?class=any&flag=ring"));
        Assert.Equal(["s0003", "s0009", "s0015", "s0020"], await ShownAsync(owner, $"{campaign}/gallery?class=any"));
        Assert.Empty(await ShownAsync(owner, $"{campaign}/gallery?class=lens&grade=B"));
        var filtered = await GetAsync(owner, $"{campaign}/gallery?class=lens&grade=A&limit=1");
        Assert.Equal((2, "1"), ((int)filtered["total"]!, (string)filtered["next"]!));
    }

    [Fact]
    public async Task Remark_WhenAnotherActivationWritesToo_NothingIsLost()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        await RemarkAsync(owner, campaign, "s0001", new { operationId = "1", flag = "one" });
        var id = new CampaignId(campaign.Split('/')[^1]);
        var ofRival = new SourceRemarked(new(1), "h", new Remark(new("2"), new("ben"), api.Time.GetUtcNow(), Flag: "two"));
        await api.Services.GetRequiredService<IJournal>().AppendAsync(RemarkJournal.NameFor(id), 1, [RemarkJournal.Codec.Encode(ofRival)]);

        await RemarkAsync(owner, campaign, "s0001", new { operationId = "3", flag = "three" });

        var source = await GetAsync(owner, $"{campaign}/sources/s0001");
        Assert.Equal(["one", "three", "two"], source["flags"]!.AsArray().Select(f => (string)f!));
        var key = GrainKeys.Source(id, new(1));
        var life = await api.Services.GetRequiredService<IGrainFactory>().GetGrain<ISourceGrain>(key).Describe();
        Assert.Equal(3, life.Remarks.Remarks.Count);
    }

    private static async Task<IEnumerable<string>> ShownAsync(HttpClient client, string path)
        => (await GetAsync(client, path))["items"]!.AsArray().Select(i => (string)i!["sourceId"]!);

    private static Task LabelAsync(HttpClient client, string campaign, params string[] lenses)
        => PostAsync(client, $"{campaign}/labels", new { operationId = "l", labels = lenses.Select(s => new { sourceId = s, label = "lens" }) });

    private static Task<JsonObject> RemarkAsync(HttpClient client, string campaign, string source, object body, int status = 200)
        => PostAsync(client, $"{campaign}/sources/{source}/remarks", body, status);
}
