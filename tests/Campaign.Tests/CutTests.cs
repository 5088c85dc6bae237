using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Sessions;

namespace LensGrains.Tests.Campaigns;

/// <summary>Whatever happens before, beside and after a freeze: its examples follow from the journals up to the cut alone.</summary>
public class CutTests
{
    private static readonly string[] Annotators = ["ana", "bob", "cem"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Examples_AfterAnyInterleaving_EqualTheFoldOfTheCut(int seed)
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick, sources: 200);
        var clients = Annotators.Select(a => new Client(host, a)).ToArray();
        var random = new Random(seed);
        var open = new List<(Client By, OpenPageView Page)>();
        await clients[0].GiveAsync([new Judgement(new Ordinal(0), "non-lens"), new Judgement(new Ordinal(3), "lens")]);
        for (var step = 0; step < 40; step++)
        {
            await StepAsync(host, clients, random, open);
        }

        var written = await Task.WhenAll(Annotators.Select(async a => (Id: new AnnotatorId(a), (await host.Audit.SessionAsync(a)).Count)));
        var labelling = Parallel.ForEachAsync(clients, async (client, _) => await client.LabelAsync(3));
        await Client.AskAsync(() => host.Campaign.StartRound(new OperationId("train")));
        var round = (await host.BecomesAsync(() => host.Round(1).Status(), r => r?.State.Manifest is not null))!.State;
        await labelling;
        await clients[1].UndoAsync();
        await clients[2].GiveAsync([new Judgement(new Ordinal(3), "non-lens")]);

        Assert.All(written, w => Assert.True(round.Manifest!.Positions.GetValueOrDefault(w.Id) >= w.Count, $"the cut is before what {w.Id} had"));
        await host.Audit.ExamplesFollowFromTheCutAsync(round);
        await host.Audit.NothingIsLostOrDoubledAsync(clients);
        await host.Audit.NothingIsDealtTwiceAsync(clients);
        await host.BecomesAsync(() => host.Round(1).Status(), r => r!.State.IsOver);
    }

    private static async Task StepAsync(CampaignHost host, Client[] clients, Random random, List<(Client By, OpenPageView Page)> open)
    {
        var client = clients[random.Next(clients.Length)];
        switch (random.Next(16))
        {
            case < 5:
                if (await client.OpenAsync(size: 4) is { } page)
                {
                    open.Add((client, page));
                }

                break;
            case < 10 when open.Count > 0:
                var (by, next) = open[random.Next(open.Count)];
                open.RemoveAll(o => o.Page == next);
                await by.SubmitAsync(next.Page, [.. next.Tiles.Where(_ => random.Next(4) > 0).Select(t => Guess(t.Source, random))]);
                break;
            case < 12:
                await client.UndoAsync();
                break;
            case 12:
                await client.GiveAsync([Guess(new Ordinal(random.Next(200)), random)]);
                break;
            case 13:
                host.Time!.Advance(TimeSpan.FromMinutes(random.Next(12)));
                break;
            case 14:
                var rival = host.Rival<ILabelingSessionGrain>(GrainKeys.Session(host.Id, new AnnotatorId(client.Annotator)));
                client.Session = random.Next(2) == 0 ? () => rival : () => host.Session(client.Annotator);
                break;
            case 15 when random.Next(3) == 0:
                await (random.Next(2) == 0 ? host.KillAndStartAsync() : host.RestartAsync());
                Array.ForEach(clients, c => c.Session = () => host.Session(c.Annotator));
                break;
        }
    }

    private static Judgement Guess(Ordinal source, Random random) => random.Next(6) switch
    {
        0 => new Judgement(source, Skip: true),
        1 => new Judgement(source, "lens", Unsure: true),
        2 => new Judgement(source, "lens"),
        _ => new Judgement(source, "non-lens"),
    };
}
