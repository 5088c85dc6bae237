using LensGrains.Catalogs;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Rounds;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

/// <summary>What rounds learn from beside plain labels.</summary>
public class TaughtTests
{
    private static readonly CampaignPolicy Learning = Policies.Quick with { Members = [Policies.Mlp(epochs: 60, learningRate: 1e-2)] };

    [Fact]
    public async Task Round_AfterAFamilyIsMarkedAsFalsePositives_RanksTheUnmarkedOfTheFamilyLower()
    {
        // The family looks like lenses but for a second component; nobody has labelled any of it before the first round.
        await using var host = await StartedAsync(
            Learning with { Members = [Policies.Mlp(epochs: 200, learningRate: 1e-2)] },
            (source, component) => component switch { 0 => IsLens(source) || IsMimic(source) ? 2.5 : 0, 1 => IsMimic(source) ? 2.5 : 0, _ => 0 });
        var ana = new Client(host, "ana");
        await ana.GiveAsync(Sources(200).Where(s => !IsMimic(s)).Select(Label).ToArray());
        var before = await RoundFiles.ScoresAsync(host, await RunAsync(host, 1));
        var marked = Sources(100).Where(IsMimic).ToArray();

        await ana.GiveAsAsync(LabelKind.Verdict, [.. marked.Select(s => new Judgement(s, Verdict: Verdict.FalsePositive))]);
        var second = await RunAsync(host, 2);
        var after = await RoundFiles.ScoresAsync(host, second);

        var family = Sources(400).Where(s => IsMimic(s) && !marked.Contains(s)).ToArray();
        Assert.Equal((10, 30), (marked.Length, family.Length));
        var unseen = Sources(400).Skip(200).Where(IsLens).ToArray();
        var told = $"median rank of the family {MedianRank(before, family)}, then {MedianRank(after, family)} of 400; "
            + $"before a lens in {Above(before, family, unseen):F3}, then {Above(after, family, unseen):F3} of pairs";
        Assert.True(MedianRank(before, family) < 80 && Above(before, family, unseen) > 0.1, told);
        Assert.True(MedianRank(after, family) > MedianRank(before, family) && Above(after, family, unseen) < 0.03, told);
        Assert.Equal((10, 0), (second.Taught!.FalsePositives, second.Taught.Mined));
        var examples = await ExamplesAsync(host, second);
        Assert.All(examples.Where(e => marked.Contains(e.Source)), e => Assert.Equal((false, CampaignPolicy.UsualHardNegativeWeight), (e.Positive, e.Weight)));
        await host.Audit.ExamplesFollowFromTheCutAsync(second);
    }

    [Fact]
    public async Task Round_WhenAVerdictIsTakenBack_HasItNoMore()
    {
        await using var host = await StartedAsync(Learning);
        var ana = new Client(host, "ana");
        await ana.LabelAsync(6);
        var labelled = (await host.BecomesAsync(() => host.Campaign.Status(), s => s!.Labelled.Values.Sum() == 60))!.Available;
        var lens = Sources(400).First(IsLens);

        await ana.GiveAsAsync(LabelKind.Verdict, [new Judgement(lens, Verdict: Verdict.Normal)]);
        var with = await ExamplesAsync(host, await RunAsync(host, 1));
        Assert.Equal(SubmitOutcome.Accepted, (await ana.UndoAsync()).Answer.Outcome);
        var without = await RunAsync(host, 2);

        Assert.Equal((false, Verdict.Normal), (with.Single(e => e.Source == lens).Positive, with.Single(e => e.Source == lens).Verdict));
        Assert.All(await ExamplesAsync(host, without), e => Assert.Null(e.Verdict));
        await host.Audit.ExamplesFollowFromTheCutAsync(without);
        Assert.Equal(labelled, (await host.Campaign.Status())!.Available); // a verdict and its end leave the pages as they are
    }

    [Fact]
    public async Task Round_WithAShareOfHardNegatives_NamesThemInItsManifestAndDrawsThemThatOften()
    {
        await using var host = await StartedAsync(Learning with { HardNegativeShare = 0.4, RecencyDecay = 0.5 });
        var ana = new Client(host, "ana");
        await ana.LabelAsync(8);
        var first = await RunAsync(host, 1);
        var scores = await RoundFiles.ScoresAsync(host, first);
        await ana.LabelAsync(4);
        var second = await RunAsync(host, 2);

        Assert.Null(first.Manifest!.HardNegatives);
        var mined = second.Manifest!.HardNegatives!;
        var examples = await ExamplesAsync(host, second);
        var expected = examples.Where(e => !e.Positive).OrderByDescending(e => scores[e.Source.Value]).ThenBy(e => e.Source).Take(mined.Sources.Count);
        Assert.Equal((1, expected.Select(e => e.Source)), (mined.Round, mined.Sources), (a, b) => a.Item1 == b.Item1 && a.Item2.SequenceEqual(b.Item2));
        Assert.Equal((mined.Sources.Count, 0.4), (second.Taught!.Mined, second.Taught.HardNegativeShare), (a, b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-9);
        var old = (await ExamplesAsync(host, first)).Select(e => e.Source).ToHashSet();
        Assert.All(examples, e => Assert.Equal(old.Contains(e.Source) ? 1 : 0, e.Age));
        Assert.All(examples.Where(e => e.Positive), e => Assert.Equal(Math.Exp(-0.5 * e.Age), e.Weight ?? 1, 12));

        // The manifest is enough to make the same examples again.
        var catalog = await host.Services.GetRequiredService<CatalogStore>().OpenAsync(new CatalogId("sky"));
        var said = await RoundFreeze.LabelsAsync(host.Services.GetRequiredService<IJournal>(), second.Manifest);
        var again = await host.Services.GetRequiredService<RoundExamples>().TeachAsync(
            second.Manifest, catalog, TrainingLabels.For(said, [], "lens", second.Manifest.Policy), CancellationToken.None);
        Assert.Equal(examples, again.Examples);
    }

    [Fact]
    public async Task Round_WhenADataSetMayNotTrain_IsRefusedWithTheCardsName()
    {
        await using var host = await StartedAsync(Learning);
        var ana = new Client(host, "ana");
        await ana.LabelAsync(6);
        await ana.GiveAsAsync(LabelKind.Import, [Imported(396, "lens", "galaxy-zoo"), Imported(397, "non-lens", "galaxy-zoo")]);

        var refused = await EndedAsync(host, 1);

        Assert.Equal(RoundPhase.Refused, refused.Phase);
        Assert.Contains("'galaxy-zoo'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await host.Campaign.Status())!.State.CurrentRound);
        await ana.UndoAsync();
        await ana.GiveAsAsync(LabelKind.Import, [Imported(396, "lens", "castles")]);
        var castles = await EndedAsync(host, 2);
        Assert.Equal(RoundPhase.Refused, castles.Phase);
        Assert.Contains("'castles'", castles.Message, StringComparison.Ordinal);
        Assert.Contains("lens_type", castles.Message, StringComparison.Ordinal);
        await ana.UndoAsync();
        await ana.GiveAsAsync(LabelKind.Import, [Imported(396, "lens", "bologna"), Imported(397, "non-lens", "bologna")]);
        var trained = await RunAsync(host, 3);
        Assert.Equal(2, trained.Taught!.Origins[LabelOrigin.Import]);
    }

    [Fact]
    public async Task Round_WithLabelsThatAModelMade_TrainsOnThemOnlyWhereAskedAndMeasuresWithNone()
    {
        await using var host = await StartedAsync(Learning);
        var ana = new Client(host, "ana");
        await ana.GiveAsync(Sources(60).Select(Label).ToArray());
        var made = Sources(400).TakeLast(40).ToArray();
        await new Client(host, "model").GiveAsync([.. made.Select(s => Label(s) with { Origin = LabelOrigin.Machine })]);
        var without = await RunAsync(host, 1);

        await host.Campaign.ChangePolicy(Learning with { TrainOnMachineLabels = true });
        var with = await RunAsync(host, 2);

        Assert.Equal([LabelOrigin.Human], without.Taught!.Origins.Keys);
        Assert.Equal(40, with.Taught!.Origins[LabelOrigin.Machine]);
        foreach (var member in with.Trained)
        {
            var report = await RoundFiles.ReadAsync(host, member.Report, Grains.Members.MemberReportJson.Default.MemberReport);
            Assert.DoesNotContain(report.HeldOut, h => made.Contains(h.Source));
        }
    }

    private static bool IsLens(Ordinal source) => CampaignHost.IsLens(source);

    private static bool IsMimic(Ordinal source) => source.Value % 10 == 7;

    private static IEnumerable<Ordinal> Sources(int count) => Enumerable.Range(0, count).Select(i => new Ordinal(i));

    private static Judgement Label(Ordinal source) => new(source, IsLens(source) ? "lens" : "non-lens");

    private static Judgement Imported(int source, string label, string dataSet) => new(new Ordinal(source), label, DataSet: dataSet);

    private static double MedianRank(float[] scores, IReadOnlyList<Ordinal> sources)
        => sources.Select(s => scores.Count(other => other > scores[s.Value])).Order().ElementAt(sources.Count / 2);

    /// <summary>Share of pairs in which the one has the higher score.</summary>
    private static double Above(float[] scores, IReadOnlyList<Ordinal> ones, IReadOnlyList<Ordinal> others)
        => ones.Average(one => others.Count(other => scores[one.Value] > scores[other.Value]) / (double)others.Count);

    private static async Task<CampaignHost> StartedAsync(CampaignPolicy policy, Func<Ordinal, int, double>? lift = null)
    {
        var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(policy, lift: lift);
        return host;
    }

    private static async Task<RoundState> EndedAsync(CampaignHost host, int number)
    {
        var started = await host.Campaign.StartRound(new OperationId($"train-{number}"));
        Assert.Equal((CampaignOutcome.Done, number), (started.Outcome, started.Round));
        var state = (await host.BecomesAsync(() => host.Round(number).Status(), r => r?.State.IsOver ?? false))!.State;
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.ActiveRound is null);
        return state;
    }

    private static async Task<RoundState> RunAsync(CampaignHost host, int number)
    {
        var state = await EndedAsync(host, number);
        Assert.True(state.Phase == RoundPhase.Published, state.Message);
        return state;
    }

    private static async Task<IReadOnlyList<Example>> ExamplesAsync(CampaignHost host, RoundState round)
        => await RoundFiles.ReadAsync(host, round.Examples!, RoundJson.Default.IReadOnlyListExample);
}
