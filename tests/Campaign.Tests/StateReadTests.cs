using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Campaigns;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

/// <summary>Where a stored state is read again: before an answer that nothing else fences, and not on every report, tick or label.</summary>
public class StateReadTests
{
    [Fact]
    public async Task Labelling_WhenNoRoundIsDue_ReadsNoState()
    {
        await using var host = await StartedAsync();
        var ana = new Client(host, "ana");
        await ana.LabelAsync(1); // joins
        var states = host.Services.GetRequiredService<CountedStates>();
        var before = states.Reads("campaign");

        await ana.LabelAsync(10);
        await Eventually.BecomesAsync(() => host.Campaign.Status(), s => s!.Labelled.Values.Sum() == 110);

        Assert.Equal(before, states.Reads("campaign"));
    }

    [Fact]
    public async Task Round_WhileItTrains_ReadsNoStateAtItsSteps()
    {
        await using var host = await StartedAsync();
        await new Client(host, "ana").LabelAsync(6);
        await host.Campaign.StartRound(new OperationId("train"));
        await host.BecomesAsync(() => host.Round(1).Status(), r => r?.State.Phase >= RoundPhase.Training);
        var states = host.Services.GetRequiredService<CountedStates>();
        var before = states.Reads("round");

        await host.BecomesAsync(() => host.Round(1).Status(), r => r!.State.IsOver);

        Assert.Equal(before, states.Reads("round"));
    }

    [Fact]
    public async Task Campaign_WhenItLostTheGrainToAnother_ReadsTheStateNowAndThen()
    {
        await using var host = await StartedAsync();
        await new Client(host, "ana").LabelAsync(1);
        await host.Rival<ICampaignGrain>(host.Id.Value).Join(new AnnotatorId("bob"));
        Assert.Equal(["ana"], (await host.Campaign.Describe())!.State.Roster.Select(a => a.Value));

        host.Time!.Advance(TimeSpan.FromSeconds(16));

        await Eventually.BecomesAsync(() => host.Campaign.Describe(), c => c!.State.Roster.Count == 2);
    }

    private static async Task<CampaignHost> StartedAsync()
    {
        var host = new CampaignHost(CountedStates.AddTo) { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick with { InitialEnsembleSize = 2 });
        return host;
    }
}
