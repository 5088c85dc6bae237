using System.Globalization;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;

namespace LensGrains.Tests.Campaigns;

/// <summary>
/// A small campaign on the host's worst days: answers lost after the work was done, messages late and out of order, second
/// activations of everything, ends without a word. <c>LENS_SEEDS</c> sets the number of days.
/// </summary>
public class ChaosTests
{
    private const int DefaultSeeds = 20;
    private static readonly string[] Annotators = ["ana", "bob", "cem"];

    public static TheoryData<int> Seeds
        => [.. Enumerable.Range(1, int.Parse(Environment.GetEnvironmentVariable("LENS_SEEDS") ?? $"{DefaultSeeds}", CultureInfo.InvariantCulture))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Campaign_WhenEverythingGoesWrong_LosesDoublesAndDealsTwiceNothing(int seed)
    {
        await using var host = new CampaignHost { Time = new FakeTime(), ChaosSeed = seed };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick with { NumSubmissionTrain = 40, PageSize = 5 }, sources: 80);
        var clients = Annotators.Select(a => new Client(host, a)).ToArray();

        await Parallel.ForEachAsync(clients, async (client, _) => await WorkAsync(client, new Random(seed)));

        await host.Audit.NothingIsLostOrDoubledAsync(clients);
        await host.Audit.NothingIsDealtTwiceAsync(clients);
        var verdicts = await host.Audit.VerdictsAsync(Annotators);
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.Labelled.Values.Sum() == verdicts.Count);
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.CurrentRound > 0 && s.State.ActiveRound is null);
        var round = (await host.BecomesAsync(() => host.Round(1).Status(), r => r?.State.IsOver ?? false))!.State;
        Assert.True(round.Phase == RoundPhase.Published, round.Message);
        await host.Audit.ExamplesFollowFromTheCutAsync(round);
    }

    private static async Task WorkAsync(Client client, Random random)
    {
        for (var pages = 0; pages < 6 && await client.OpenAsync() is { } page; pages++)
        {
            await client.SubmitAsync(page);
            if (random.Next(3) == 0 && await client.UndoAsync() is { Answer.Outcome: SubmitOutcome.Accepted, Page: { Tiles.Count: > 0 } again })
            {
                await client.SubmitAsync(again);
            }
        }
    }
}
