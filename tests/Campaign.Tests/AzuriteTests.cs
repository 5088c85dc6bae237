using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Sessions;

namespace LensGrains.Tests.Campaigns;

/// <summary>A campaign whose journals, states and blobs are in Azurite. <c>LENS_TEST_STORAGE=azurite</c> puts the whole suite there.</summary>
public class AzuriteTests
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
    public async Task Session_WhenTwoActivationsAreHammered_LosesAndDoublesNothing()
    {
        await using var host = new CampaignHost { Time = new FakeTime(), Storage = await TestStorage.AzuriteAsync() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick);
        var ana = new Client(host, "ana");
        var rival = host.Rival<ILabelingSessionGrain>(GrainKeys.Session(host.Id, new AnnotatorId("ana")));
        var turn = 0;
        ana.Session = () => Interlocked.Increment(ref turn) % 2 == 0 ? host.Session("ana") : rival;

        await Parallel.ForAsync(0, 12, async (i, _) => await ana.SubmitAsync((await ana.OpenAsync(size: 5))!));

        await host.Audit.NothingIsLostOrDoubledAsync(ana);
        await host.Audit.NothingIsDealtTwiceAsync(ana);
    }
}
