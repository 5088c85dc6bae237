using LensGrains.Core.Campaigns;
using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Dealing;
using LensGrains.Grains.Interfaces.Rounds;
using LensGrains.Grains.Interfaces.Sessions;

namespace LensGrains.Tests.Campaigns;

/// <summary>Two activations of one grain at once: one wins each time, and nothing is lost, doubled or dealt twice.</summary>
public class RivalActivationTests
{
    [Fact]
    public async Task Session_WhenTwoActivationsAreHammered_LosesAndDoublesNothing()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick);
        var ana = new Client(host, "ana");
        var rival = host.Rival<ILabelingSessionGrain>(GrainKeys.Session(host.Id, new AnnotatorId("ana")));
        var turn = 0;
        ana.Session = () => Interlocked.Increment(ref turn) % 2 == 0 ? host.Session("ana") : rival;

        await Parallel.ForAsync(0, 24, async (i, _) =>
        {
            await ana.SubmitAsync((await ana.OpenAsync(size: 5))!);
            if (i % 4 == 0)
            {
                await ana.UndoAsync();
            }
        });

        await host.Audit.NothingIsLostOrDoubledAsync(ana);
        await host.Audit.NothingIsDealtTwiceAsync(ana);
        var events = await host.Audit.SessionAsync("ana");
        Assert.Equal(24, events.OfType<PageOpened>().Count());
        Assert.Equal(24, events.OfType<PageSubmitted>().Count());
        Assert.Equal(6, events.OfType<SubmissionsSwitched>().Count());
        var labelled = (await host.Audit.VerdictsAsync("ana")).Count;
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.Labelled.Values.Sum() == labelled);
    }

    [Fact]
    public async Task Session_WhenTheStaleActivationIsAsked_AnswersWhatTheOtherWrote()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick);
        var rival = host.Rival<ILabelingSessionGrain>(GrainKeys.Session(host.Id, new AnnotatorId("ana")));
        Assert.Empty(await rival.Pages());
        var open = new OpenPageRequest(new OperationId("open"), null, null);
        var page = (await host.Session("ana").OpenPage(open)).Page!;
        var submit = new SubmitPage(page.Page, new OperationId("submit"), "h", [new Judgement(page.Tiles[0].Source, "lens")], RestOfPage.Explicit);

        var answer = await rival.Submit(submit);

        Assert.Equal(SubmitOutcome.Accepted, answer.Outcome);
        Assert.Equal(page.Page, (await rival.OpenPage(open)).Page!.Page);
        Assert.Equal(answer, await host.Session("ana").Submit(submit));
        Assert.Equal(SubmitOutcome.OperationReused, (await host.Session("ana").Submit(submit with { BodyHash = "other" })).Outcome);
        var next = await host.Session("ana").OpenPage(new OpenPageRequest(new OperationId("open-2"), null, null));
        Assert.Equal("ana.2", next.Page!.Page.Value);
    }

    [Fact]
    public async Task Dealer_WhenTwoActivationsDealAtOnce_NoSourceIsDealtTwice()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick);
        var dealers = new[] { host.Dealer, host.Rival<IDealerGrain>(host.Id.Value) };

        var leases = new Lease?[40];
        await Parallel.ForAsync(0, leases.Length, async (i, _) =>
        {
            var annotator = new AnnotatorId($"a{i}");
            var request = new DealRequest(PageId.Of(annotator, 1), annotator, null, null);
            var both = await Task.WhenAll(dealers.Select(d => Client.AskAsync(() => d.Deal(request))));
            Assert.Equal(both[0].Lease!.Tiles, both[1].Lease!.Tiles);
            leases[i] = both[0].Lease;
        });

        await host.Audit.NothingIsDealtTwiceAsync();
        Assert.Equal(400, leases.SelectMany(l => l!.Tiles).Select(t => t.Source).Distinct().Count());
        await Assert.AllAsync(dealers, async d => Assert.Null((await d.Deal(new DealRequest(new PageId("z.1"), new AnnotatorId("z"), null, null))).Lease));
    }

    [Fact]
    public async Task Campaign_WhenTwoActivationsDecideAtOnce_StartsOneRoundAndKeepsEverybody()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Slow);
        await new Client(host, "ana").LabelAsync(6);
        var campaigns = new[] { host.Campaign, host.Rival<ICampaignGrain>(host.Id.Value) };
        await campaigns[1].Status();

        var asking = Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
        {
            await Client.AskAsync(() => campaigns[i % 2].Join(new AnnotatorId($"a{i / 2}")));
            return await Client.AskAsync(() => campaigns[i % 2].StartRound(new OperationId("train")));
        }));
        await host.WhileTimePassesAsync(asking);

        Assert.All(await asking, s => Assert.Equal(new StartRoundAnswer(CampaignOutcome.Done, 1), s));
        var state = (await Client.AskAsync(() => campaigns[0].Join(new AnnotatorId("last"))))!.State;
        Assert.Single(state.Rounds);
        Assert.Equal(["a0", "a1", "a2", "a3", "a4", "a5", "ana", "last"], state.Roster.Select(a => a.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Campaign_WhenAStaleActivationIsAsked_AnswersWhatTheOtherWrote()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Slow);
        await new Client(host, "ana").LabelAsync(1);
        var rival = host.Rival<ICampaignGrain>(host.Id.Value);
        Assert.Null((await rival.Status())!.State.ActiveRound);
        await host.Campaign.StartRound(new OperationId("train"));

        Assert.Equal(CampaignOutcome.Done, await rival.Publish(1, [], 0.5));
        Assert.Equal(CampaignOutcome.Already, await host.Campaign.Publish(1, [], 0.5));
        Assert.Equal(new StartRoundAnswer(CampaignOutcome.Done, 1), await rival.StartRound(new OperationId("train")));
    }

    [Fact]
    public async Task Operation_WhenItIsUsedAgainForAnotherRequest_IsRefusedByEveryActivation()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick);
        var session = host.Rival<ILabelingSessionGrain>(GrainKeys.Session(host.Id, new AnnotatorId("ana")));
        var campaign = host.Rival<ICampaignGrain>(host.Id.Value);
        await campaign.Status();
        Assert.Empty(await session.Pages());
        var open = new OpenPageRequest(new OperationId("open"), 4, null, "four");
        var page = (await host.Session("ana").OpenPage(open)).Page!;
        await host.Campaign.ResetModel(new OperationId("reset"));

        Assert.Equal(new OpenPageAnswer(OpenPageOutcome.OperationReused, null), await session.OpenPage(open with { Size = 5, BodyHash = "five" }));
        Assert.Equal(page.Tiles, (await session.OpenPage(open)).Page!.Tiles);
        Assert.Equal(CampaignOutcome.OperationReused, (await campaign.StartRound(new OperationId("reset"))).Outcome);
        Assert.Equal(CampaignOutcome.Already, await campaign.ResetModel(new OperationId("reset")));
        Assert.Single((await host.Audit.SessionAsync("ana")).OfType<PageOpened>());
    }

    [Fact]
    public async Task Round_WhenTwoActivationsRunIt_IsPublishedOnce()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick with { InitialEnsembleSize = 2 });
        await new Client(host, "ana").LabelAsync(6);
        await host.Campaign.StartRound(new OperationId("train"));

        var begin = new BeginRound(0, RoundReason.Asked);
        var rival = host.Rival<IRoundGrain>(GrainKeys.Round(host.Id, 1));
        await Task.WhenAll(Client.AskAsync(() => Begin(host.Round(1), begin)), Client.AskAsync(() => Begin(rival, begin)));

        var state = (await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.CurrentRound == 1))!.State;
        var round = (await host.BecomesAsync(() => host.Round(1).Status(), r => r!.State.Phase == RoundPhase.Published))!.State;
        Assert.Equal((1, null, 2), (state.Rounds.Count, state.ActiveRound, state.NextSerial));
        Assert.Equal((2, 1), (round.Trained.Count, round.Attempt));
        Assert.Equal(round.Counted, state.Base);
        await host.Audit.ExamplesFollowFromTheCutAsync(round);
    }

    private static async Task<bool> Begin(IRoundGrain round, BeginRound command)
    {
        await round.Begin(command);
        return true;
    }
}
