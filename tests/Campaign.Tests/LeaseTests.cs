using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Interfaces.Dealing;
using LensGrains.Grains.Interfaces.Sessions;

namespace LensGrains.Tests.Campaigns;

public class LeaseTests
{
    private static readonly TimeSpan PastTheLease = TimeSpan.FromSeconds(601);

    [Fact]
    public async Task Lease_WhenItExpires_OthersGetTheSourcesAndLateLabelsCount()
    {
        await using var host = await StartedAsync(sources: 10);
        var (ana, bob) = (new Client(host, "ana"), new Client(host, "bob"));
        var page = (await ana.OpenAsync())!;
        Assert.Null(await bob.OpenAsync());

        host.Time!.Advance(PastTheLease);
        var taken = (await host.BecomesAsync(() => bob.OpenAsync(), p => p is not null))!;
        var late = await ana.SubmitAsync(page);

        Assert.Equal(page.Tiles.Select(t => t.Source).Order(), taken.Tiles.Select(t => t.Source).Order());
        Assert.Equal((SubmitOutcome.AcceptedLate, 10), (late.Outcome, late.Accepted));
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.Labelled.Values.Sum() == 10);
        await host.Audit.NothingIsLostOrDoubledAsync(ana, bob);
    }

    [Fact]
    public async Task Lease_WhenLabelsComeAfterItWasReclaimed_TheirSourcesAreNotDealtAgain()
    {
        await using var host = await StartedAsync(sources: 10);
        var (ana, bob) = (new Client(host, "ana"), new Client(host, "bob"));
        var page = (await ana.OpenAsync())!;
        host.Time!.Advance(PastTheLease);
        await host.BecomesAsync(() => host.Dealer.Status(), s => s.OpenLeases == 0);

        await ana.SubmitAsync(page);

        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.Labelled.Values.Sum() == 10);
        Assert.Null(await bob.OpenAsync());
    }

    [Fact]
    public async Task Lease_WhenAPageWasHalfAnswered_FreesTheRestOnlyOnceItIsSettled()
    {
        await using var host = await StartedAsync(sources: 10);
        var (ana, bob) = (new Client(host, "ana"), new Client(host, "bob"));
        var page = (await ana.OpenAsync())!;
        var first = page.Tiles.Take(4).Select(t => t.Source).ToHashSet();
        await ana.SubmitAsync(page, first.Contains);

        var taken = (await host.BecomesAsync(() => bob.OpenAsync(), p => p is not null))!;

        Assert.Equal(page.Tiles.Select(t => t.Source).Where(s => !first.Contains(s)).Order(), taken.Tiles.Select(t => t.Source).Order());
        await host.Audit.NothingIsDealtTwiceAsync(ana, bob);
    }

    [Fact]
    public async Task Lease_WhenTheHostDiesBeforeThePageIsSettled_TheDealerAsksTheSession()
    {
        await using var host = await StartedAsync(sources: 20);
        var (ana, bob) = (new Client(host, "ana"), new Client(host, "bob"));
        var (answered, forgotten) = ((await ana.OpenAsync())!, (await ana.OpenAsync())!);
        await ana.SubmitAsync(answered);
        await host.KillAndStartAsync();

        host.Time!.Advance(PastTheLease);
        var taken = (await host.BecomesAsync(() => bob.OpenAsync(), p => p is not null))!;

        Assert.Equal(forgotten.Tiles.Select(t => t.Source).Order(), taken.Tiles.Select(t => t.Source).Order());
        Assert.Null(await bob.OpenAsync());
        await host.Audit.NothingIsDealtTwiceAsync(ana, bob);
    }

    [Fact]
    public async Task Renew_WhenThePageIsKept_NobodyElseGetsIt()
    {
        await using var host = await StartedAsync(sources: 10);
        var (ana, bob) = (new Client(host, "ana"), new Client(host, "bob"));
        var page = (await ana.OpenAsync())!;
        for (var i = 0; i < 4; i++)
        {
            host.Time!.Advance(TimeSpan.FromSeconds(400));
            Assert.Equal(host.Time.GetUtcNow().AddSeconds(600), await host.Session("ana").Renew(page.Page));
            Assert.Null(await bob.OpenAsync());
        }

        Assert.Equal(SubmitOutcome.Accepted, (await ana.SubmitAsync(page)).Outcome);
    }

    [Fact]
    public async Task Undo_WhenAPageWasSubmitted_OpensItAgainWithItsAnswersForNobodyElse()
    {
        await using var host = await StartedAsync(sources: 10);
        var (ana, bob) = (new Client(host, "ana"), new Client(host, "bob"));
        var page = (await ana.OpenAsync())!;
        await ana.SubmitAsync(page);
        host.Time!.Advance(PastTheLease);

        var undone = await ana.UndoAsync();

        Assert.Equal((SubmitOutcome.Accepted, page.Page), (undone.Answer.Outcome, undone.Answer.Page));
        Assert.Equal(page.Tiles, undone.Page!.Tiles);
        Assert.Equal(10, undone.Page.Answers.Count);
        Assert.Equal(page.Page, (await host.Session("ana").Pages()).Single().Page);
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.Labelled.Values.Sum() == 0);
        Assert.Null(await bob.OpenAsync());
        Assert.Equal(SubmitOutcome.Accepted, (await ana.SubmitAsync(undone.Page)).Outcome);
        await host.Audit.NothingIsDealtTwiceAsync(ana, bob);
    }

    [Fact]
    public async Task Undo_WhenAnotherHasGotTheRestOfThePage_OpensItWithoutThat()
    {
        await using var host = await StartedAsync(sources: 10);
        var (ana, bob) = (new Client(host, "ana"), new Client(host, "bob"));
        var page = (await ana.OpenAsync())!;
        var first = page.Tiles.Take(4).Select(t => t.Source).ToHashSet();
        await ana.SubmitAsync(page, first.Contains);
        var taken = (await host.BecomesAsync(() => bob.OpenAsync(), p => p is not null))!;

        var undone = await ana.UndoAsync();

        Assert.Equal(first.Order(), undone.Page!.Tiles.Select(t => t.Source).Order());
        Assert.Empty(undone.Page.Tiles.Select(t => t.Source).Intersect(taken.Tiles.Select(t => t.Source)));
        await host.Audit.NothingIsDealtTwiceAsync(ana, bob);
    }

    [Fact]
    public async Task Labelling_By20Annotators_GivesEverySourceOneVerdict()
    {
        await using var host = await StartedAsync(sources: 600);
        var clients = Enumerable.Range(0, 20).Select(i => new Client(host, $"a{i}")).ToArray();

        await Parallel.ForEachAsync(clients, new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (client, _) => await client.LabelAsync(1_000));

        await host.Audit.NothingIsDealtTwiceAsync(clients);
        await host.Audit.NothingIsLostOrDoubledAsync(clients);
        var verdicts = await host.Audit.VerdictsAsync(clients.Select(c => c.Annotator));
        Assert.Equal(Enumerable.Range(0, 600), verdicts.Select(v => v.Source.Value));
        Assert.All(verdicts, v => Assert.Equal((1, CampaignHost.IsLens(v.Source) ? "lens" : "non-lens"), (v.Votes, v.Label)));
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.Available == 0);
    }

    private static async Task<CampaignHost> StartedAsync(int sources)
    {
        var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick, sources);
        return host;
    }
}
