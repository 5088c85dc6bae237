using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Sessions;

namespace LensGrains.Tests.Campaigns;

public class WholeLoopTests
{
    [Fact]
    public async Task Labelling_WhenEnoughIsLabelled_PublishesARoundFromWhichPagesCome()
    {
        await using var host = new CampaignHost();
        await host.StartAsync();
        await host.CreateAsync(new CampaignPolicy { NumSubmissionTrain = 60, LeaseSeconds = 600 });

        for (var page = 1; page <= 6; page++)
        {
            await host.LabelPageAsync("ana", $"{page}");
        }

        var status = await Eventually.BecomesAsync(() => host.Campaign.Status(), s => s!.State.CurrentRound == 1 || s.State.Refusal is not null);
        Assert.Null(status!.State.Refusal);
        var round = await Eventually.BecomesAsync(() => host.Round(1).Status(), r => r!.State.Phase == RoundPhase.Published);
        Assert.Equal(60, round!.State.Labels.Values.Sum());
        Assert.Equal(5, round.State.Trained.Count);
        Assert.NotNull(round.State.Metrics!.Auroc);
        Assert.True(round.State.Metrics.Auroc > 0.9, $"AUROC {round.State.Metrics.Auroc}");

        var next = await Eventually.BecomesAsync(() => host.LabelPageAsync("ana", $"after-{Guid.NewGuid():N}"), p => p!.Round == 1);
        Assert.True(next!.Tiles.Count(t => CampaignHost.IsLens(t.Source)) >= 5, "pages of the round are rich in lenses");
    }

    [Fact]
    public async Task Submit_WhenTheHostIsRestarted_LabelsAndLeasesAreThere()
    {
        await using var host = new CampaignHost();
        await host.StartAsync();
        await host.CreateAsync(new CampaignPolicy());
        var page = (await host.LabelPageAsync("ana", "1"))!;
        var open = await host.Session("ana").OpenPage(new OpenPageRequest(new OperationId("open-2"), null, null));

        await host.RestartAsync();

        var again = await host.Session("ana").OpenPage(new OpenPageRequest(new OperationId("open-2"), null, null));
        Assert.Equal(open.Page!.Page, again.Page!.Page);
        Assert.Equal(open.Page.Tiles, again.Page.Tiles);
        var status = await Eventually.BecomesAsync(() => host.Campaign.Status(), s => s!.Labelled.Values.Sum() == 10);
        Assert.Equal(390, status!.Available);
        var other = await host.Session("bob").OpenPage(new OpenPageRequest(new OperationId("open-b"), null, null));
        Assert.Empty(other.Page!.Tiles.Select(t => t.Source).Intersect(page.Tiles.Concat(open.Page.Tiles).Select(t => t.Source)));
    }

    [Fact]
    public async Task Round_WhenThereIsOneClassOnly_IsRefusedWithAMessageAndWaits()
    {
        await using var host = new CampaignHost();
        await host.StartAsync();
        await host.CreateAsync(new CampaignPolicy { NumSubmissionTrain = 10 });
        var opened = await host.Session("ana").OpenPage(new OpenPageRequest(null, null, null));
        var labels = opened.Page!.Tiles.Select(t => new Judgement(t.Source, "lens")).ToArray();
        await host.Session("ana").Submit(new SubmitPage(opened.Page.Page, new OperationId("s"), "h", labels, RestOfPage.Explicit));

        var status = await Eventually.BecomesAsync(() => host.Campaign.Status(), s => s!.State.Refusal is not null);

        Assert.Contains("other labels", status!.State.Refusal);
        Assert.Equal(0, status.State.CurrentRound);
        Assert.Equal(10, status.LabelsUntilRound);
    }
}
