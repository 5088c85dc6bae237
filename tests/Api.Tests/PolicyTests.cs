using System.Net.Http.Json;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

[Collection(SharedApi.Name)]
public sealed class PolicyTests(ApiHost api)
{
    [Fact]
    public async Task ChangePolicy_WhenOneOptionIsNamed_AllOthersStay()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync(new { pageSize = 7, supplementRatio = 0.4, maximumEnsembleSize = 3 });

        using var answer = await owner.PatchAsJsonAsync($"{campaign}/policy", new { pageSize = 9 });

        var policy = (await ReadAsync(answer, 200))["policy"]!;
        Assert.Equal(9, (int)policy["pageSize"]!);
        Assert.Equal(0.4, (double)policy["supplementRatio"]!);
        Assert.Equal(3, (int)policy["initialEnsembleSize"]!);
        var page = await PostAsync(owner, $"{campaign}/pages", new { operationId = "after-the-change" });
        Assert.Equal(9, page["tiles"]!.AsArray().Count);
    }

    [Fact]
    public async Task ChangePolicy_WhenAnOptionIsNull_EmptiesItAndKeepsTheOthers()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync(new { knownLensGradeCut = "B", magnitudeColumn = "mag_i", magnitudeLimit = 21.5, pageSize = 7 });

        using var answer = await owner.PatchAsJsonAsync(
            $"{campaign}/policy", new Dictionary<string, object?> { ["knownLensGradeCut"] = null, ["magnitudeLimit"] = null, ["pageSize"] = null });

        var policy = (await ReadAsync(answer, 200))["policy"]!;
        Assert.Null(policy["knownLensGradeCut"]);
        Assert.Null(policy["magnitudeLimit"]);
        Assert.Equal("mag_i", (string)policy["magnitudeColumn"]!);
        Assert.Equal(7, (int)policy["pageSize"]!);
    }

    [Theory]
    [InlineData("seed", 99)]
    [InlineData("policy.hardNegativeShare", 1)]
    [InlineData("policy.hardNegativeWeight", 0)]
    [InlineData("policy.confirmedWeight", 101)]
    [InlineData("policy.recencyDecay", -1)]
    [InlineData("policy.objectRadiusArcsec", 61)]
    [InlineData("policy.presumedNegatives", -1)]
    [InlineData("policy.presumedNegatives", 100_001)]
    [InlineData("policy.pageSize", 0)]
    public async Task ChangePolicy_WhenAValueCannotBeUsed_Is422NamingTheField(string field, int value)
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync();

        using var answer = await owner.PatchAsJsonAsync(
            $"{campaign}/policy", new Dictionary<string, int> { [field.Split('.')[^1]] = value });

        Assert.NotNull((await ReadAsync(answer, 422))["errors"]![field]);
    }

    [Fact]
    public async Task Campaign_WhenNothingIsSaidOfPresumedNegatives_HasARoundWithItsFirstFind()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync(new
        {
            presumedNegatives = (int?)null, initialEnsembleSize = 1, maximumEnsembleSize = 1,
            members = new[] { new { kind = "mlp", options = new { hidden = 4, epochsWithoutHeldOut = 2 } } },
        });
        Assert.Equal(5_000, (int)(await GetAsync(owner, campaign))["policy"]!["presumedNegatives"]!);

        await PostAsync(owner, $"{campaign}/labels", new { operationId = "first", labels = new[] { new { sourceId = "s0003", label = "lens" } }, kind = "import" });

        await Eventually.BecomesAsync(() => GetAsync(owner, campaign), c => (int)c["currentRound"]! == 1);
        var round = await Eventually.BecomesAsync(() => GetAsync(owner, $"{campaign}/rounds/1"), r => (string)r["state"]! == "published");
        Assert.Equal("doubled", (string)round["reason"]!);
        Assert.InRange((int)round["taught"]!["presumed"]!, 1, 5_000);
    }

    [Fact]
    public async Task Policy_OfWhatRoundsLearnFrom_IsKeptAndShown()
    {
        using var owner = api.Owner;
        var campaign = await api.CampaignAsync(new { hardNegativeShare = 0.3, softLabels = true });
        var created = (await GetAsync(owner, campaign))["policy"]!;
        Assert.Equal((0.3, 4, 2, 3), ((double)created["hardNegativeShare"]!, (double)created["hardNegativeWeight"]!, (double)created["confirmedWeight"]!, (double)created["objectRadiusArcsec"]!));

        using var answer = await owner.PatchAsJsonAsync($"{campaign}/policy", new { hardNegativeWeight = 8, recencyDecay = 0.1, trainOnMachineLabels = true });

        var policy = (await ReadAsync(answer, 200))["policy"]!;
        Assert.Equal((0.3, 8, 0.1), ((double)policy["hardNegativeShare"]!, (double)policy["hardNegativeWeight"]!, (double)policy["recencyDecay"]!));
        Assert.True((bool)policy["softLabels"]! && (bool)policy["trainOnMachineLabels"]!);
    }
}
