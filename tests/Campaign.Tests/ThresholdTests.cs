using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Members;

namespace LensGrains.Tests.Campaigns;

/// <summary>Dividing thresholds that labelled scores choose.</summary>
public class ThresholdTests
{
    private const int Labelled = 120;
    private const int Impostor = 5; // looks more like a lens than any, and is none

    private static readonly CampaignPolicy Learning = Policies.Quick with { Members = [Policies.Mlp(epochs: 60, learningRate: 1e-2)] };

    [Fact]
    public async Task Round_WithALeastRecall_DividesAtTheHighestScoreThatKeepsIt()
    {
        await using var host = await StartedAsync(Learning with
        {
            ThresholdRule = ThresholdRule.InSample, ThresholdAt = ThresholdAt.RecallAtLeast, ThresholdAim = 0.75,
        });

        var round = await RunAsync(host);

        var scores = await RoundFiles.ScoresAsync(host, round);
        var positives = Sources().Where(s => CampaignHost.IsLens(s)).Select(s => scores[s.Value]).OrderDescending().ToArray();
        Assert.Equal(12, positives.Length);
        Assert.Equal((MathF.BitDecrement(positives[8]), "in-sample scores, recall_at_least_0.75"), ((float)round.Thresholds!.Dividing!, round.Thresholds.Rule));
        Assert.Null(round.Thresholds.Fallback);
        Assert.Equal(scores.Count(s => s >= positives[8]), round.Metrics!.CountOverThreshold);
    }

    [Fact]
    public async Task Round_WithAnyRule_TellsWhatTheOthersWouldChooseOnHeldOutScores()
    {
        await using var host = await StartedAsync(Learning);

        var round = await RunAsync(host);

        var report = await RoundFiles.ReadAsync(host, round.Trained.Single().Report, MemberReportJson.Default.MemberReport);
        var positives = report.HeldOut.Where(h => CampaignHost.IsLens(h.Source)).Select(h => h.Score).OrderDescending().ToArray();
        var kept = positives[(int)Math.Ceiling(0.9 * positives.Length) - 1];
        var told = round.Thresholds!.Alternatives!.Single(a => a.Rule == "recall_at_least_0.9");
        Assert.Equal(MathF.BitDecrement(kept), (float)told.Threshold!);
        Assert.Equal(positives.Count(s => s >= kept), told.Positives);
        Assert.Equal(report.HeldOut.Count(h => !CampaignHost.IsLens(h.Source) && h.Score >= kept), told.Negatives);
        Assert.Equal(5, round.Thresholds.Alternatives!.Count);
    }

    [Fact]
    public async Task Round_WhenNoThresholdReachesTheAim_TakesTheMidpointAndSaysSo()
    {
        await using var host = await StartedAsync(Learning with
        {
            ThresholdRule = ThresholdRule.InSample, ThresholdAt = ThresholdAt.PrecisionAtLeast, ThresholdAim = 1, TrainOnUnsure = true,
        });

        var round = await RunAsync(host);

        var scores = await RoundFiles.ScoresAsync(host, round);
        Assert.Equal(scores.Max(), scores[Impostor]); // so a pure list is empty
        Assert.Equal(round.Thresholds!.InSampleMidpoint, round.Thresholds.Dividing);
        Assert.Contains("another rule stands in", round.Thresholds.Fallback, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfAPoolAndARuleThatNeedsLabels_NamesTheFields()
    {
        var policy = Learning with { ThresholdRule = ThresholdRule.Pool, ThresholdAt = ThresholdAt.F1, ThresholdAim = 1.5 };

        var problems = CampaignRules.Check(CampaignHost.Classes, policy);

        Assert.Equal(["policy.thresholdAt", "policy.thresholdAim"], problems.Select(p => p.Field));
    }

    private static IEnumerable<Ordinal> Sources() => Enumerable.Range(0, Labelled).Select(i => new Ordinal(i));

    private static async Task<CampaignHost> StartedAsync(CampaignPolicy policy)
    {
        var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(policy, lift: (source, component) => component == 0 ? source.Value == Impostor ? 9 : CampaignHost.IsLens(source) ? 2.5 : 0 : 0);
        await new Client(host, "ana").GiveAsync([.. Sources().Select(s => new Judgement(s, CampaignHost.IsLens(s) ? "lens" : "non-lens"))]);
        return host;
    }

    private static async Task<RoundState> RunAsync(CampaignHost host)
    {
        await host.Campaign.StartRound(new OperationId("train"));
        var round = (await host.BecomesAsync(() => host.Round(1).Status(), r => r?.State.IsOver ?? false))!.State;
        Assert.True(round.Phase == RoundPhase.Published, round.Message);
        return round;
    }
}
