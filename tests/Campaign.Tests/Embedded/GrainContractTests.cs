using LensGrains.Core.Campaigns;
using LensGrains.Grains.Interfaces.Campaigns;

namespace LensGrains.Tests.Campaigns;

/// <summary>What a cluster could not serialise, it says only at run time; this host's contract says it here.</summary>
public class GrainContractTests
{
    [Fact]
    public void Violations_OfTheProductsGrains_AreNone()
        => Assert.Empty(GrainContract.Violations(typeof(ICampaignGrain).Assembly, typeof(CampaignState).Assembly));
}
