using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Sessions;

namespace LensGrains.Tests.Campaigns;

/// <summary>A campaign whose journals, states and blobs are in Azurite. <c>LENS_TEST_STORAGE=azurite</c> puts the whole suite there.</summary>
public sealed class AzuriteTests
{
    [AzuriteFact]
    public async Task Campaign_WhenTheSiloIsKilledAndAnotherStartsElsewhere_GoesOnFromTheContainers()
    {
        var storage = await TestStorage.AzuriteAsync();
        OpenPageView open;
        await using (var first = new CampaignHost { Storage = storage })
        {
            await first.StartAsync();
            await first.CreateAsync(Policies.Quick with { NumSubmissionTrain = 40, PageSize = 10 }, sources: 200);
            for (var page = 1; page <= 4; page++)
            {
                await first.LabelPageAsync("ana", $"{page}");
            }

            var round = await first.BecomesAsync(() => first.Round(1).Status(), r => r?.State.Phase is RoundPhase.Published);
            Assert.Equal(40, round!.State.Labels.Values.Sum());
            open = (await first.Session("ana").OpenPage(new OpenPageRequest(new OperationId("open"), null, null))).Page!;
            await first.KillAndStartAsync();
            await first.Audit.ExamplesFollowFromTheCutAsync((await first.Round(1).Status())!.State);
        }

        await using var second = new CampaignHost { Storage = storage }; // another machine: nothing of the first one's folder
        await second.StartAsync();
        var status = await second.BecomesAsync(() => second.Campaign.Status(), s => s!.Labelled.Values.Sum() == 40);
        Assert.Equal(1, status!.State.CurrentRound);
        var again = (await second.Session("ana").OpenPage(new OpenPageRequest(new OperationId("open"), null, null))).Page!;
        Assert.Equal((open.Page, open.Round), (again.Page, again.Round));
        Assert.Equal(open.Tiles, again.Tiles);
        var page5 = await second.LabelPageAsync("bob", "5");
        Assert.Empty(page5!.Tiles.Select(t => t.Source).Intersect(open.Tiles.Select(t => t.Source)));
    }

    [AzuriteFact]
    public Task Labelling_By20Annotators_GivesEverySourceOneVerdict()
        => TestStorage.OnAzuriteAsync(new LeaseTests().Labelling_By20Annotators_GivesEverySourceOneVerdict);

    [AzuriteFact]
    public Task Session_WhenTwoActivationsAreHammered_LosesAndDoublesNothing()
        => TestStorage.OnAzuriteAsync(new RivalActivationTests().Session_WhenTwoActivationsAreHammered_LosesAndDoublesNothing);

    [AzuriteFact]
    public Task Dealer_WhenTwoActivationsDealAtOnce_NoSourceIsDealtTwice()
        => TestStorage.OnAzuriteAsync(new RivalActivationTests().Dealer_WhenTwoActivationsDealAtOnce_NoSourceIsDealtTwice);

    [AzuriteFact]
    public Task Round_WhenTwoActivationsRunIt_IsPublishedOnce()
        => TestStorage.OnAzuriteAsync(new RivalActivationTests().Round_WhenTwoActivationsRunIt_IsPublishedOnce);

    [AzuriteFact]
    public Task Round_WhenTheHostIsKilledWhileItTrains_IsPublishedOnceAfterwards()
        => TestStorage.OnAzuriteAsync(() => new RoundLifeTests().Restart_WhenTraining_TheRoundIsPublishedOnceAfterwards(kill: true));
}
