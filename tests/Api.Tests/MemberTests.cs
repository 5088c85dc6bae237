using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LensGrains.Core.Ports;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Members;
using LensGrains.Imaging;
using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Members;
using LensGrains.Learning.Training;
using Microsoft.Extensions.DependencyInjection;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class MemberTests(ApiHost api)
{
    [Fact]
    public async Task Members_WhenListed_AreEveryKindWithTheDefaultsOfTheOptionRecords()
    {
        using var owner = api.Owner;

        var kinds = (await GetAsync(owner, "/api/v1/members"))["items"]!.AsArray();

        Assert.Equal(["mlp", "gmlp", "field_attention", .. ImageMembers.Kinds], kinds.Select(k => (string)k!["kind"]!));
        Assert.All(kinds, k => Assert.NotEqual("", (string)k!["help"]!));
        Assert.All(kinds.SelectMany(k => k!["options"]!.AsArray()), o => Assert.NotEqual("", (string)o!["help"]!));
        var (mlp, images) = (new MemberOptions(), new ImageMemberOptions());
        Assert.Equal(("embedding", mlp.MaximumEpochs), ((string)kinds[0]!["input"]!, (int)Option(kinds, "mlp", "maximumEpochs")["default"]!));
        Assert.Equal(images.Epochs, (int)Option(kinds, "resnet18_narrow", "epochs")["default"]!);
        Assert.Equal(images.Bootstrap, (bool)Option(kinds, "resnet18_narrow", "bootstrap")["default"]!);
        var augmentation = Option(kinds, "resnet18_narrow", "augmentation");
        Assert.Equal(("word", "d4"), ((string)augmentation["type"]!, (string)augmentation["default"]!));
        Assert.Equal(Augmentation.Names, augmentation["choices"]!.AsArray().Select(c => (string)c!));
        var rate = Option(kinds, "resnet18_narrow", "learningRate");
        Assert.Equal((null, 0, 1), ((double?)rate["least"], (double)rate["above"]!, (double)rate["most"]!));
    }

    [Theory]
    [InlineData("physics", "physicsWeight", "resnet18")]
    [InlineData("film_narrow", "columns", "resnet18_narrow")]
    [InlineData("gmlp", "tokens", "mlp")]
    [InlineData("field_attention", "neighbours", "gmlp")]
    [InlineData("mlp", "hidden", "field_attention")]
    [InlineData("layers", "graph", "resnet18")]
    [InlineData("resnet18", "dropout", "layers")]
    public async Task Members_WithOptionsOfTheirOwn_AloneHaveThem(string kind, string option, string without)
    {
        using var owner = api.Owner;

        var kinds = (await GetAsync(owner, "/api/v1/members"))["items"]!.AsArray();

        Assert.Equal(option is "columns" or "graph", (bool)Option(kinds, kind, option)["required"]!);
        Assert.DoesNotContain(Options(kinds, without), o => (string)o!["name"]! == option);
    }

    [Fact]
    public void Kinds_WithWhatTheySayIsTheDefault_AreTheSameMembersAsWithNothingSaid()
    {
        foreach (var kind in MemberKinds.All.Where(k => k.Input == MemberInput.Images))
        {
            var numbers = kind.Options.Where(o => o.DefaultNumber is not null).ToDictionary(o => o.Name, o => o.DefaultNumber!.Value);
            var words = kind.Options.Where(o => o.DefaultWord is not null).ToDictionary(o => o.Name, o => o.DefaultWord!);

            var said = ImageMemberOptionNames.Apply(new ImageMemberOptions { Kind = kind.Name }, numbers, words);

            var own = ImageMembers.Numbers(kind.Name).Where(n => n.Default is not null).ToDictionary(n => n.Name, n => n.Default!.Value);
            Assert.Equal(own.OrderBy(n => n.Key), said.Special.OrderBy(n => n.Key));
            Assert.Equal(new ImageMemberOptions { Kind = kind.Name, Special = said.Special, Frozen = said.Frozen, Columns = said.Columns }, said);
        }

        foreach (var kind in MemberKinds.All.Where(k => k.Input == MemberInput.Embedding))
        {
            var defaults = new MemberOptions { Kind = kind.Name };
            Assert.Equal(defaults, MemberOptionNames.Apply(defaults, kind.Options.ToDictionary(o => o.Name, o => o.DefaultNumber!.Value)));
        }
    }

    [Fact]
    public void Kinds_WithParameters_HaveAsManyAsTheySay()
    {
        const long small = 3_500_000; // the others take seconds to build
        var counted = MemberKinds.All.Where(k => k.Parameters < small).ToDictionary(k => k.Name, k => k.Parameters!.Value);

        Assert.True(counted.Count >= 12, $"{counted.Count} kinds");
        Assert.All(counted, k => Assert.Equal(k.Value, ImageMembers.CountParameters(new ImageMemberOptions { Kind = k.Key })));
    }

    [Fact]
    public async Task Policy_WithMembersOnImages_ComesBackAsItWasSent()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        foreach (var file in (string[])["ours.safetensors", "mine.json"])
        {
            await api.Services.GetRequiredService<IBlobStore>().ReplaceAsync(MemberFiles.Pretrained(file), new byte[8], expectedEtag: null);
        }

        const string sent = """
            {"members": [{"kind": "mlp", "options": {"hidden": 64}},
                         {"kind": "resnet18_narrow", "options": {"epochs": 12, "bootstrap": false, "learningRate": 0.002, "augmentation": "sky", "pretrained": "ours.safetensors"}},
                         {"kind": "layers", "options": {"epochs": 3, "graph": "mine.json"}},
                         {"kind": "film_narrow", "options": {"columns": "seeing,mag_i"}}]}
            """;

        using var answer = await owner.PatchAsync($"{campaign}/policy", new StringContent(sent, System.Text.Encoding.UTF8, "application/json"));

        var expected = JsonNode.Parse(sent)!["members"];
        Assert.True(JsonNode.DeepEquals(expected, Plain((await ReadAsync(answer, 200))["policy"]!["members"]!)));
        Assert.True(JsonNode.DeepEquals(expected, Plain((await GetAsync(owner, campaign))["policy"]!["members"]!)));
    }

    [Theory]
    [InlineData("""{"kind": "resnet19"}""", "There is no kind 'resnet19'")]
    [InlineData("""{"kind": "resnet18", "options": {"epoch": 3}}""", "no option 'epoch'")]
    [InlineData("""{"kind": "mlp", "options": {"epochs": 3}}""", "An mlp has no option 'epochs'")]
    [InlineData("""{"kind": "mlp", "options": {"tokens": 3}}""", "An mlp has no option 'tokens'")]
    [InlineData("""{"kind": "gmlp", "options": {"tokens": 1}}""", "tokens is a whole number from 2 to 1024, not 1.")]
    [InlineData("""{"kind": "gmlp", "options": {"hidden": 33}}""", "the hidden width of a gmlp is even")]
    [InlineData("""{"kind": "mlp", "options": {"neighbours": 3}}""", "An mlp has no option 'neighbours'")]
    [InlineData("""{"kind": "field_attention", "options": {"hidden": 3}}""", "A field_attention has no option 'hidden'")]
    [InlineData("""{"kind": "field_attention", "options": {"neighbours": 65}}""", "neighbours is a whole number from 1 to 64, not 65.")]
    [InlineData("""{"kind": "field_attention", "options": {"radiusArcsec": 0}}""", "radiusArcsec is a number above 0, at most 3600, not 0.")]
    [InlineData("""{"kind": "field_attention", "options": {"heads": 5}}""", "the heads divide the tokens' width")]
    [InlineData("""{"kind": "resnet18", "options": {"epochs": "many"}}""", "epochs is a number, not a word.")]
    [InlineData("""{"kind": "resnet18", "options": {"bootstrap": "many"}}""", "bootstrap is true or false, not a word.")]
    [InlineData("""{"kind": "resnet18", "options": {"bootstrap": 2}}""", "bootstrap is true or false, not 2.")]
    [InlineData("""{"kind": "resnet18", "options": {"augmentation": 4}}""", "augmentation is a word: none, d4, sky.")]
    [InlineData("""{"kind": "resnet18", "options": {"augmentation": "night"}}""", "There is no augmentation 'night': none, d4, sky.")]
    [InlineData("""{"kind": "resnet18", "options": {"colour": "red"}}""", "no option 'colour'")]
    [InlineData("""{"kind": "resnet18", "options": {"epochs": 2.5}}""", "epochs is a whole number from 1 to 10000, not 2.5.")]
    [InlineData("""{"kind": "resnet18", "options": {"learningRate": 0}}""", "learningRate is a number above 0, at most 1, not 0.")]
    [InlineData("""{"kind": "physics", "options": {"oversampling": 9}}""", "oversampling is 1 to 8, not 9.")]
    [InlineData("""{"kind": "resnet18", "options": {"pretrained": "../secrets"}}""", "is no file name")]
    [InlineData("""{"kind": "resnet18", "options": {"pretrained": "nowhere.safetensors"}}""", "There is no file 'nowhere.safetensors' among the deployment's weights")]
    [InlineData("""{"kind": "layers", "options": {"graph": "nowhere.json"}}""", "There is no file 'nowhere.json' among the deployment's weights")]
    [InlineData("""{"kind": "layers"}""", "'layers' needs a graph: name a JSON file among the deployment's weights.")]
    [InlineData("""{"kind": "layers", "options": {"graph": "../mine.json"}}""", "is no file name")]
    [InlineData("""{"kind": "layers", "options": {"graph": 3}}""", "graph is a word")]
    [InlineData("""{"kind": "resnet18", "options": {"graph": "mine.json"}}""", "'resnet18' takes no graph.")]
    [InlineData("""{"kind": "film"}""", "takes 1 to 64 columns")]
    public async Task Policy_WithAMemberThatCannotBe_Is422NamingTheMembers(string member, string says)
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();

        using var changed = await owner.PatchAsJsonAsync($"{campaign}/policy", new { members = new[] { JsonNode.Parse(member) } });
        using var made = await owner.PostAsJsonAsync("/api/v1/campaigns", new
        {
            id = "never-made", name = "never", classes = new[] { "non-lens", "lens" }, positive = "lens", policy = new { members = new[] { JsonNode.Parse(member) } },
        });

        foreach (var answer in new[] { changed, made })
        {
            Assert.Contains(says, (string)(await ReadAsync(answer, 422))["errors"]!["policy.members"]![0]!);
        }
    }

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task Policy_WithAnOptionThatIsNeitherNumberNorWord_Is422NamingTheMembers(string value)
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();
        var member = $$"""{"members": [{"kind": "resnet18", "options": {"epochs": {{value}} } }]}""";

        using var answer = await owner.PatchAsync($"{campaign}/policy", new StringContent(member, System.Text.Encoding.UTF8, "application/json"));

        var field = Assert.Single((await ReadAsync(answer, 422))["errors"]!.AsObject()).Key;
        Assert.StartsWith("members[0]", field);
    }

    [Fact]
    public async Task Weights_WhenThereAreSome_AreListedByNameWithTheirSize()
    {
        using var owner = api.Owner;
        var blobs = api.Services.GetRequiredService<IBlobStore>();
        await blobs.ReplaceAsync(MemberFiles.Pretrained("resnet18.safetensors"), new byte[1234], expectedEtag: null);
        await blobs.ReplaceAsync(MemberFiles.Pretrained("deeper/hidden.safetensors"), new byte[5], expectedEtag: null);

        var weights = (await GetAsync(owner, "/api/v1/weights"))["items"]!.AsArray();

        var one = Assert.Single(weights, w => ((string)w!["name"]!).StartsWith("resnet18", StringComparison.Ordinal))!;
        Assert.DoesNotContain(weights, w => ((string)w!["name"]!).Contains("hidden", StringComparison.Ordinal));
        Assert.Equal(("resnet18.safetensors", 1234), ((string)one["name"]!, (long)one["bytes"]!));
    }

    [Theory]
    [InlineData("members")]
    [InlineData("weights")]
    public async Task Listing_WithoutAToken_Is401AndWithAViewersIs200(string listing)
    {
        using var nobody = api.Client(null);
        using var viewer = await api.AnnotatorAsync("looks-at-members", LensGrains.Api.Auth.Role.Viewer);

        using var refused = await nobody.GetAsync($"/api/v1/{listing}");
        using var shown = await viewer.GetAsync($"/api/v1/{listing}");

        Assert.Equal((401, 200), ((int)refused.StatusCode, (int)shown.StatusCode));
    }

    private static JsonArray Options(JsonArray kinds, string kind) => kinds.Single(k => (string)k!["kind"]! == kind)!["options"]!.AsArray();

    private static JsonNode Option(JsonArray kinds, string kind, string option) => Options(kinds, kind).Single(o => (string)o!["name"]! == option)!;

    /// <summary>Without the nulls of what has no options.</summary>
    private static JsonArray Plain(JsonNode members)
        => new([.. members.AsArray().Select(m => (JsonNode)new JsonObject(m!.AsObject().Where(p => p.Value is not null).Select(p => new KeyValuePair<string, JsonNode?>(p.Key, p.Value!.DeepClone()))))]);
}
