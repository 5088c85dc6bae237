using System.Text.Json;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;

namespace LensGrains.Tests.Core.Rounds;

public class ManifestTests
{
    [Fact]
    public void Hash_WhenAnnotatorsComeInAnotherOrder_IsTheSame() => Property.OverSequences(numbers =>
    {
        var positions = numbers.Select((n, i) => (Id: new AnnotatorId($"a{i}"), Position: Math.Abs((long)n))).ToArray();
        var shuffled = positions.OrderBy(p => Property.For(numbers.Length, (int)p.Position).Next()).ToArray();

        Assert.Equal(Of(positions).Hash(), Of(shuffled).Hash());
    });

    [Fact]
    public void Hash_WhenAnythingDiffers_IsAnother()
    {
        var manifest = Of([(new AnnotatorId("ana"), 3), (new AnnotatorId("bob"), 4)]);
        Manifest[] others =
        [
            manifest,
            Of([(new AnnotatorId("ana"), 4), (new AnnotatorId("bob"), 3)]),
            manifest with { Campaign = new CampaignId("other") },
            manifest with { Classes = new ClassScheme(["lens", "non-lens"], "lens") },
            manifest with { Policy = new CampaignPolicy { Seed = 2 } },
            manifest with { CatalogVersion = 2 },
            manifest with { Sources = 11 },
            manifest with { Embedding = "other" },
            manifest with { EmbeddingVersion = 2 },
            manifest with { KnownLenses = "known.json" },
            manifest with { Before = new RoundBefore(3, "examples.json") },
            manifest with { HardNegatives = new HardNegatives(3, [new Ordinal(5)]) },
            manifest with { HardNegatives = new HardNegatives(3, [new Ordinal(6)]) },
            manifest with { Policy = new CampaignPolicy { HardNegativeShare = 0.3 } },
            manifest with { Policy = new CampaignPolicy { HardNegativeWeight = 9 } },
            manifest with { Policy = new CampaignPolicy { ConfirmedWeight = 3 } },
            manifest with { Policy = new CampaignPolicy { SoftLabels = true } },
            manifest with { Policy = new CampaignPolicy { RecencyDecay = 0.1 } },
            manifest with { Policy = new CampaignPolicy { TrainOnMachineLabels = true } },
            manifest with { Policy = new CampaignPolicy { ObjectRadiusArcsec = 0 } },
        ];

        Assert.Equal(others.Length, others.Select(m => m.Hash()).Distinct().Count());
    }

    [Fact]
    public void Hash_WhenNothingNewIsAskedFor_IsOverTheFieldsOfEarlierVersions()
    {
        var json = JsonSerializer.SerializeToNode(Of([(new AnnotatorId("ana"), 3)]), RoundJson.Default.Manifest)!.AsObject();

        Assert.Equal(
            ["campaign", "classes", "policy", "positions", "catalog", "catalogVersion", "sources", "embedding", "embeddingVersion"],
            json.Select(p => p.Key));
        Assert.Equal("trainOnUnsure", json["policy"]!.AsObject().Last().Key);
        Assert.Equal(21, json["policy"]!.AsObject().Count);
    }

    private static Manifest Of(IEnumerable<(AnnotatorId Id, long Position)> positions) => new(
        new CampaignId("sky"), new ClassScheme(["non-lens", "lens"], "lens"), new CampaignPolicy(), positions.ToDictionary(p => p.Id, p => p.Position),
        new CatalogId("sky"), 1, 10, "e", 1, null);
}
