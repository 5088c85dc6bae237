using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Dealing;

namespace LensGrains.Tests.Campaigns;

/// <summary>A page is full whenever the pools have enough that may be dealt to its annotator, also right after something was taken back.</summary>
public class FullPageTests
{
    [Fact]
    public async Task OpenPage_AfterAnUndo_HasWhatWasLabelledWhenTheHeadsWereFetched()
    {
        await using var host = await StartedAsync(sources: 30);
        var (ana, bob) = (new Client(host, "ana"), new Client(host, "bob"));
        await ana.SubmitAsync((await ana.OpenAsync())!);
        await host.BecomesAsync(() => host.Dealer.Status(), s => s.OpenLeases == 0);
        await host.KillAndStartAsync(); // the dealer fetches its heads now, without the ten that are labelled
        Assert.Equal(10, (await bob.OpenAsync())!.Tiles.Count);

        await UndoAndReleaseAsync(host, ana);
        var next = (await bob.OpenAsync())!;
        var last = (await bob.OpenAsync())!;

        Assert.Equal((10, 10), (next.Tiles.Count, last.Tiles.Count));
        Assert.Null(await bob.OpenAsync());
        await host.Audit.NothingIsDealtTwiceAsync(ana, bob);
    }

    [Fact]
    public async Task OpenPage_AfterTheBestWereTakenBack_HasThemAtTheirPlaceAtOnce()
    {
        await using var host = await StartedAsync(sources: 400);
        var (ana, bob) = (new Client(host, "ana"), new Client(host, "bob"));
        await ana.LabelAsync(6);
        await host.Campaign.StartRound(new OperationId("train"));
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.CurrentRound == 1);
        var best = (await host.BecomesAsync(() => ana.OpenAsync(), p => p!.Round == 1))!;
        await ana.SubmitAsync(best);
        await host.BecomesAsync(() => host.Dealer.Status(), s => s.OpenLeases == 0);
        await host.KillAndStartAsync();
        await bob.OpenAsync();

        await UndoAndReleaseAsync(host, ana);
        var next = (await bob.OpenAsync())!;

        var high = best.Tiles.Where(t => t.Reason == TileReason.High).Select(t => t.Source).ToArray();
        Assert.NotEmpty(high);
        Assert.Subset(next.Tiles.Where(t => t.Reason == TileReason.High).Select(t => t.Source).ToHashSet(), high.ToHashSet());
    }

    [Fact]
    public async Task Undo_WhenThePagesRestStandsOnAPageFetchedAhead_OpensItFull()
    {
        await using var host = await StartedAsync(sources: 40);
        var ana = new Client(host, "ana");
        var page = (await ana.OpenAsync())!;
        var labelled = page.Tiles.Take(8).Select(t => t.Source).ToHashSet();
        await ana.SubmitAsync(page, labelled.Contains);
        await host.BecomesAsync(() => host.Dealer.Status(), s => s.OpenLeases == 0);
        var ahead = new[] { (await ana.OpenAsync())!, (await ana.OpenAsync())! };

        var undone = (await ana.UndoAsync()).Page!;

        var elsewhere = ahead.SelectMany(p => p.Tiles).Select(t => t.Source).ToHashSet();
        Assert.Contains(page.Tiles, t => elsewhere.Contains(t.Source));
        Assert.Equal(10, undone.Tiles.Select(t => t.Source).Distinct().Count());
        Assert.Subset(undone.Tiles.Select(t => t.Source).ToHashSet(), labelled);
        Assert.DoesNotContain(undone.Tiles, t => elsewhere.Contains(t.Source));
        Assert.Equal(undone.Tiles, (await host.Session("ana").Pages()).Single(p => p.Page == page.Page).Tiles);
        await ana.SubmitAsync(undone);
        await host.Audit.NothingIsDealtTwiceAsync(ana);
        await host.Audit.NothingIsLostOrDoubledAsync(ana);
    }

    [Fact]
    public async Task Deal_WhenTheDealerMissedAnUndo_LooksAgainBeforeThePageIsShort()
    {
        await using var host = await StartedAsync(sources: 10);
        var ana = new Client(host, "ana");
        await ana.SubmitAsync((await ana.OpenAsync())!);
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.Available == 0);
        var rival = host.Rival<IDealerGrain>(host.Id.Value);
        Assert.Null((await DealAsync(rival, 1)).Lease); // its heads are empty
        await UndoAndReleaseAsync(host, ana); // the other dealer is told

        var dealt = await DealAsync(rival, 1);

        Assert.Equal(10, dealt.Lease!.Tiles.Count);
    }

    private static async Task UndoAndReleaseAsync(CampaignHost host, Client client)
    {
        var leases = (await host.Dealer.Status()).OpenLeases;
        var undone = (await client.UndoAsync()).Page!;
        await host.Session(client.Annotator).Release(undone.Page);
        await host.BecomesAsync(() => host.Dealer.Status(), s => s.OpenLeases == leases);
    }

    private static Task<DealAnswer> DealAsync(IDealerGrain dealer, int page)
        => dealer.Deal(new DealRequest(PageId.Of(new AnnotatorId("bob"), page), new AnnotatorId("bob"), null, null));

    private static async Task<CampaignHost> StartedAsync(int sources)
    {
        var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick, sources);
        return host;
    }
}
