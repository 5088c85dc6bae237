using LensGrains.Core.Campaigns;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Catalogs;
using LensGrains.Learning.Members;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

/// <summary>Rounds that take sources for negatives of which nobody has spoken.</summary>
public class PresumedNegativeTests
{
    private static readonly CampaignPolicy Presuming = Policies.Quick with
    {
        PresumedNegatives = 30, InitialEnsembleSize = 2, Members = [Policies.Mlp(epochs: 60, learningRate: 1e-2)],
    };

    [Fact]
    public async Task Round_WithPositivesAlone_StartsByItselfAndRanksLensesHigh()
    {
        await using var host = await StartedAsync(Presuming);
        var lenses = Sources().Where(s => CampaignHost.IsLens(s)).ToArray();

        await new Client(host, "ana").GiveAsAsync(LabelKind.Import, [.. lenses.Take(4).Select(s => new Judgement(s, "lens"))]);
        var round = await EndedAsync(host, 1);

        Assert.True(round.Phase == RoundPhase.Published, round.Message);
        Assert.Equal((RoundReason.Doubled, 30), (round.Reason, round.Taught!.Presumed));
        var scores = await RoundFiles.ScoresAsync(host, round);
        var others = Sources().Where(s => !CampaignHost.IsLens(s)).ToArray();
        var above = lenses.Skip(4).Average(lens => others.Count(other => scores[lens.Value] > scores[other.Value]) / (double)others.Length);
        Assert.True(above > 0.8, $"a lens lies above another source in {above:F3} of pairs");
        Assert.StartsWith("scores of the pool", round.Thresholds!.Rule, StringComparison.Ordinal);
        await host.Audit.ExamplesFollowFromTheCutAsync(round);
    }

    [Fact]
    public async Task Members_TakeTheirOwnNegativesFromWhatNobodySpokeOfAndKeepThem()
    {
        await using var host = await StartedAsync(Presuming);
        var ana = new Client(host, "ana");
        await ana.GiveAsync([.. Sources().Skip(80).Take(80).Select(s => s.Value % 2 == 0 ? new Judgement(s, Skip: true) : new Judgement(s, Unsure: true))]);
        await ana.GiveAsync([.. Sources().Take(80).Select(s => new Judgement(s, CampaignHost.IsLens(s) ? "lens" : "non-lens", Unsure: s.Value % 4 == 1))]);
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.CurrentRound == 1);
        var first = await TakenAsync(host, await EndedAsync(host, 1));
        await ana.GiveAsync([.. first[0].Presumed.Take(10).Select(s => new Judgement(s, "non-lens"))]);
        Assert.Equal(CampaignOutcome.Done, (await host.Campaign.StartRound(new OperationId("again"))).Outcome);
        var second = await TakenAsync(host, await EndedAsync(host, 2));

        Assert.All(first, m => Assert.Equal(24, m.Presumed.Count)); // a tenth of the 240 that nobody mentioned
        Assert.All(first, m => Assert.DoesNotContain(m.Presumed, s => s.Value < 160));
        Assert.NotEqual(first[0].Presumed, first[1].Presumed);
        var kept = second.Single(m => m.Plan.Serial == first[1].Plan.Serial);
        Assert.Superset(first[1].Presumed.Except(first[0].Presumed.Take(10)).ToHashSet(), kept.Presumed.ToHashSet());
    }

    [Fact]
    public async Task Members_TakeNoSourceThatLiesWhereALabelledOneDoes()
    {
        await using var host = await StartedAsync(Presuming);
        var table = Path.Combine(host.Data, "places.csv");
        File.WriteAllLines(table, ["name,ra,dec", .. Sources().Select(s => FormattableString.Invariant($"s{s.Value:D6},{(s.Value % 200) * 0.1:R},{s.Value / 200 / 3600.0:R}"))]);
        await host.IngestAsync(new IngestOrder(host.Id, new OperationId("ingest-2"), null, table, null, null));
        var labelled = Sources().Take(80).ToArray(); // those from 200 on lie an arcsecond beside them

        await new Client(host, "ana").GiveAsync([.. labelled.Select(s => new Judgement(s, CampaignHost.IsLens(s) ? "lens" : "non-lens"))]);
        var members = await TakenAsync(host, await EndedAsync(host, 1));

        Assert.All(members, m => Assert.NotEmpty(m.Presumed));
        Assert.All(members, m => Assert.DoesNotContain(m.Presumed, s => s.Value is < 80 or (>= 200 and < 280)));
        Assert.Contains(members, m => m.Presumed.Any(s => s.Value >= 280));
    }

    [Fact]
    public async Task Round_WithoutPositives_IsRefusedAllTheSame()
    {
        await using var host = await StartedAsync(Presuming);
        await new Client(host, "ana").GiveAsync([.. Sources().Where(s => !CampaignHost.IsLens(s)).Take(10).Select(s => new Judgement(s, "non-lens"))]);

        await host.Campaign.StartRound(new OperationId("train"));

        Assert.Equal(RoundPhase.Refused, (await EndedAsync(host, 1)).Phase);
    }

    private static IEnumerable<Ordinal> Sources() => Enumerable.Range(0, 400).Select(i => new Ordinal(i));

    private static async Task<CampaignHost> StartedAsync(CampaignPolicy policy)
    {
        var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(policy);
        return host;
    }

    private static async Task<RoundState> EndedAsync(CampaignHost host, int number)
    {
        var state = (await host.BecomesAsync(() => host.Round(number).Status(), r => r?.State.IsOver ?? false))!.State;
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.ActiveRound is null);
        return state;
    }

    /// <summary>What each member of a round has trained on, less the examples.</summary>
    private static async Task<IReadOnlyList<(PlannedMember Plan, IReadOnlyList<Ordinal> Presumed)>> TakenAsync(CampaignHost host, RoundState round)
    {
        var examples = (await RoundFiles.ReadAsync(host, round.Examples!, RoundJson.Default.IReadOnlyListExample)).Select(e => e.Source).ToHashSet();
        var taken = new List<(PlannedMember, IReadOnlyList<Ordinal>)>();
        foreach (var member in round.Trained)
        {
            var file = await host.Services.GetRequiredService<IBlobStore>().ReadAsync(member.Checkpoint);
            var trained = MemberCheckpoint.Parse(file!.Value.Body).TrainedOrdinals.Select(o => new Ordinal(o));
            taken.Add((round.Planned.Single(p => p.Serial == member.Serial), [.. trained.Where(s => !examples.Contains(s)).Order()]));
        }

        return taken;
    }
}
