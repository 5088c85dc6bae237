using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Dealing;
using LensGrains.Grains.Interfaces.Pools;
using LensGrains.Grains.Interfaces.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

/// <summary>
/// An activation that is told to end serves nobody until what runs in it is over. So what its timer asks beside the turns must not
/// wait without bound for a grain that waits for it.
/// </summary>
public class EndingTests
{
    [Fact]
    public async Task Campaign_WhenToldToEndWhileItsLookWaitsForAPool_EndsAndThePoolIsAnswered()
    {
        await using var host = await StartedAsync(sources: 20);
        await new Client(host, "ana").LabelAsync(1);
        var journal = host.Services.GetRequiredService<GatedJournal>();
        var rival = host.Rival<ICampaignGrain>(host.Id.Value);
        await rival.Status();

        var held = journal.HoldAsync(SessionJournal.NameFor(host.Id, new AnnotatorId("ana")));
        var first = host.Pool(0).Rows(new RowsRequest(null, 5, null, null));
        await held; // the pool is in a turn, and what the campaign's look asks of it comes after that
        host.Time!.Advance(TimeSpan.FromSeconds(16));
        await rival.Join(new AnnotatorId("bob"));
        Assert.NotNull(await host.Campaign.Join(new AnnotatorId("cem"))); // loses the fence, so this activation shall end
        var behind = host.Pool(0).Rows(new RowsRequest(null, 5, null, null));
        journal.Open();

        await host.WhileTimePassesAsync(Task.WhenAll(first, behind));
        Assert.Equal(5, (await behind).Count);
        Assert.Equal(["ana", "bob", "cem"], (await host.Campaign.Status())!.State.Roster.Select(a => a.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Dealer_WhenToldToEndWhileItsLookWaitsForASession_EndsAndTheSessionGetsItsPage()
    {
        await using var host = await StartedAsync(sources: 60);
        var ana = new Client(host, "ana");
        await ana.OpenAsync();
        var journal = host.Services.GetRequiredService<GatedJournal>();
        var rival = host.Rival<IDealerGrain>(host.Id.Value);
        await DealAsync(rival, "bob");
        host.Time!.Advance(TimeSpan.FromSeconds(599));

        var held = journal.HoldAsync(SessionJournal.NameFor(host.Id, new AnnotatorId("ana")));
        var opened = ana.OpenAsync();
        await held; // the session is in a turn, and what the dealer's look asks of it comes after that
        host.Time.Advance(TimeSpan.FromSeconds(3));
        await DealAsync(rival, "cem");
        Assert.NotNull((await DealAsync(host.Dealer, "dan")).Lease); // loses the fence, so this activation shall end
        journal.Open();

        await host.WhileTimePassesAsync(opened);
        Assert.Equal("ana.2", (await opened)!.Page.Value);
        await host.Audit.NothingIsDealtTwiceAsync(ana);
    }

    private static Task<DealAnswer> DealAsync(IDealerGrain dealer, string annotator)
        => dealer.Deal(new DealRequest(PageId.Of(new AnnotatorId(annotator), 1), new AnnotatorId(annotator), null, null));

    private static async Task<CampaignHost> StartedAsync(int sources)
    {
        var host = new CampaignHost(GatedJournal.AddTo) { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick, sources);
        return host;
    }
}
