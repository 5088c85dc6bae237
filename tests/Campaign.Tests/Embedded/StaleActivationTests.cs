using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces.Campaigns;

namespace LensGrains.Tests.Campaigns;

/// <summary>
/// One activation of one grain asked by all others while a second wrote: in this host a reference finds the first; behind a cut between
/// two clusters each side would ask its own.
/// </summary>
public class StaleActivationTests
{
    [Fact]
    public async Task Campaign_WhenTheRoundAsksAStaleActivation_TheManifestHasTheWholeRoster()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick);
        await new Client(host, "ana").LabelAsync(6);
        var rival = host.Rival<ICampaignGrain>(host.Id.Value);
        await rival.Join(new AnnotatorId("bob"));
        await rival.StartRound(new OperationId("train"));

        var round = (await host.BecomesAsync(() => host.Round(1).Status(), r => r?.State.Manifest is not null))!.State;

        Assert.Equal(["ana", "bob"], round.Manifest!.Positions.Keys.Select(a => a.Value).Order(StringComparer.Ordinal));
        await host.BecomesAsync(() => host.Round(1).Status(), r => r!.State.IsOver);
    }
}
