using LensGrains.Catalogs;
using LensGrains.Catalogs.Npy;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Rounds;
using LensGrains.Learning.Members;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

public class RoundLifeTests
{
    [Fact]
    public async Task Round_WhenLabelsFollowTheCut_TheyEnterTheNextRoundOnly()
    {
        await using var host = await StartedAsync(Policies.Quick);
        var ana = new Client(host, "ana");
        await ana.LabelAsync(6);
        var first = await StartAsync(host, 1, RoundPhase.Training);
        await ana.LabelAsync(2);
        first = await PublishedAsync(host, 1);

        var second = await RunAsync(host, 2);

        Assert.Equal((60, 80), (first.Labels.Values.Sum(), second.Labels.Values.Sum()));
        Assert.Equal((60, 80), (first.Counted!.Labelled, second.Counted!.Labelled));
        await host.Audit.ExamplesFollowFromTheCutAsync(first);
        await host.Audit.ExamplesFollowFromTheCutAsync(second);
    }

    [Fact]
    public async Task Round_WhenMembersSurvive_TheirWeightsGoOn()
    {
        // With so small a learning rate what a member ends with is what it began with, to a few parts in a million.
        await using var host = await StartedAsync(Policies.Quick with { Members = [Policies.Mlp(epochs: 3, learningRate: 1e-9)] });
        await new Client(host, "ana").LabelAsync(6);
        var first = await RunAsync(host, 1);
        var second = await RunAsync(host, 2);
        var third = await RunAsync(host, 3);

        Assert.Equal([[0], [0, 1], [1, 2]], new[] { first, second, third }.Select(r => r.Planned.Select(p => p.Serial).ToArray()));
        Assert.Equal(first.Trained.Single().Checkpoint, second.Planned[0].StartFrom);
        Assert.Null(second.Planned[1].StartFrom);
        var before = await CheckpointAsync(host, first, serial: 0);
        var after = await CheckpointAsync(host, second, serial: 0);
        var fresh = await CheckpointAsync(host, second, serial: 1);
        Assert.Equal(first.Trained.Single().Checkpoint, after.Lineage.Parent);
        Assert.True(after.OptimizerSteps > before.OptimizerSteps);
        foreach (var name in before.ParameterNames)
        {
            Assert.True(Distance(before.Parameter(name), after.Parameter(name)) < 1e-5, $"{name} was kept");
            Assert.True(Distance(before.Parameter(name), fresh.Parameter(name)) > 1e-3, $"{name} of a new member is another");
        }
    }

    [Fact]
    public async Task Round_WithBothKindsOnEmbeddings_ScoresEverySourceByBothAndGoesOnFromTheirWeights()
    {
        await using var host = await StartedAsync(Policies.Quick with
        {
            Members = [Policies.Mlp(epochs: 3), Policies.Gmlp(epochs: 3)], InitialEnsembleSize = 2, FixEnsembles = true,
        });
        await new Client(host, "ana").LabelAsync(6);
        var first = await RunAsync(host, 1);
        var second = await RunAsync(host, 2);

        Assert.Equal(["mlp", "gmlp"], first.Planned.Select(p => p.Spec.Kind));
        Assert.Equal(["mlp", "gmlp"], second.Planned.Select(p => p.Spec.Kind));
        var gated = await CheckpointAsync(host, second, serial: 1);
        Assert.Equal(("gmlp", 2, first.Trained[1].Checkpoint), (gated.Shape.Kind, gated.Shape.Tokens, gated.Lineage.Parent));
        var (plain, other) = (await ColumnAsync(host, second, serial: 0), await ColumnAsync(host, second, serial: 1));
        Assert.All(plain.Concat(other), score => Assert.InRange(score, 0f, 1f));
        Assert.NotEqual(plain, other);
    }

    [Fact]
    public async Task Round_WithMoreTokensThanTheEmbeddingHasNumbers_FailsSayingSo()
    {
        var spec = Policies.Gmlp(epochs: 3);
        await using var host = new CampaignHost { Time = new FakeTime(), ExpectsErrors = true };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick with { Members = [spec with { Options = new Dictionary<string, double>(spec.Options!) { ["tokens"] = 1000 } }] });
        await new Client(host, "ana").LabelAsync(6);

        var round = await StartAsync(host, 1, RoundPhase.Failed);

        Assert.Equal(RoundPhase.Failed, round.Phase);
        Assert.Contains("tokens are 2 to the number of features", round.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Round_WhenABetterEmbeddingHasCome_SaysSoAndItsMembersBeginAnew()
    {
        await using var host = await StartedAsync(Policies.Quick);
        await new Client(host, "ana").LabelAsync(6);
        var first = await RunAsync(host, 1);
        var before = (await host.Campaign.Describe())!;
        await AddEmbeddingAsync(host, before.Embedding!);

        var described = await host.BecomesAsync(() => host.Campaign.Describe(), d => d!.Embedding == "ssl");
        var second = await RunAsync(host, 2);
        var third = await RunAsync(host, 3);

        Assert.Contains("imported", before.EmbeddingReason, StringComparison.Ordinal);
        Assert.Contains("best of 2 measured: AUROC 0.900", described!.EmbeddingReason, StringComparison.Ordinal);
        Assert.Equal(("ssl", described.EmbeddingReason), ((await host.Campaign.Status())!.Embedding, (await host.Campaign.Status())!.EmbeddingReason));
        Assert.Equal(("ssl", 1L), (second.Manifest!.Embedding, second.Manifest.EmbeddingVersion));
        Assert.All(second.Planned, member => Assert.Null(member.StartFrom));
        Assert.DoesNotContain(second.Planned, member => member.Serial == first.Planned[0].Serial);
        Assert.Equal(second.Trained[^1].Checkpoint, third.Planned[0].StartFrom);
    }

    [Fact]
    public async Task Restore_WhenAnEarlierRoundIsCurrentAgain_LabelsStayAndTheNextRoundHasItAsParent()
    {
        await using var host = await StartedAsync(Policies.Quick);
        var ana = new Client(host, "ana");
        await ana.LabelAsync(6);
        var first = await RunAsync(host, 1);
        await ana.LabelAsync(2);
        await RunAsync(host, 2);
        Assert.Equal(2, (await new Client(host, "bo").OpenAsync())!.Round);

        var restored = await host.Campaign.Restore(1, RoundGrain.EnsembleOf(first), first.Thresholds!.Dividing);

        Assert.Equal(CampaignOutcome.Done, restored);
        var status = (await host.Campaign.Status())!;
        Assert.Equal((1, 80), (status.State.CurrentRound, status.Labelled.Values.Sum()));
        Assert.Equal(first.Thresholds.Dividing, status.State.Threshold);
        Assert.Equal(1, (await ana.OpenAsync())!.Round); // at once: no time has passed in which the dealer could have looked
        var third = await RunAsync(host, 3);
        Assert.Equal((1, 80), (third.Parent, third.Labels.Values.Sum()));
        Assert.Equal(first.Trained.Single().Checkpoint, third.Planned[0].StartFrom);
        Assert.Equal([0, 2], third.Planned.Select(p => p.Serial));
    }

    [Fact]
    public async Task Reset_OfTheRound_TakesBackItsLabelsAndCanBeUndone()
    {
        await using var host = await StartedAsync(Policies.Quick);
        var ana = new Client(host, "ana");
        await ana.LabelAsync(6);
        var first = await RunAsync(host, 1);
        await ana.LabelAsync(3);
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.Labelled.Values.Sum() == 90);
        var before = await host.Audit.VerdictsAsync("ana");

        var reset = new ResetVotes(new OperationId("reset"), "h", first.Manifest!.Positions[new AnnotatorId("ana")]);
        var answer = await host.Session("ana").Reset(reset);

        Assert.Equal((SubmitOutcome.Accepted, 30), (answer.Outcome, answer.Accepted));
        Assert.Equal(answer, await host.Session("ana").Reset(reset));
        var status = await host.BecomesAsync(() => host.Campaign.Status(), s => s!.Labelled.Values.Sum() == 60);
        Assert.Equal(340, status!.Available);

        await host.Session("ana").Restore(new UndoSubmission(new OperationId("undo-reset"), "h", reset.Operation));

        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.Labelled.Values.Sum() == 90);
        Assert.Equal(before, await host.Audit.VerdictsAsync("ana"));
    }

    [Fact]
    public async Task ResetModel_WhenAsked_LabelsStayAndTheNextRoundBeginsWithNewMembers()
    {
        await using var host = await StartedAsync(Policies.Quick);
        await new Client(host, "ana").LabelAsync(6);
        await RunAsync(host, 1);

        Assert.Equal(CampaignOutcome.Done, await host.Campaign.ResetModel(new OperationId("reset")));
        Assert.Equal(CampaignOutcome.Already, await host.Campaign.ResetModel(new OperationId("reset")));

        Assert.Equal(60, (await host.Campaign.Status())!.Labelled.Values.Sum());
        var second = await RunAsync(host, 2);
        Assert.Equal((1, null), (second.Planned.Single().Serial, second.Planned.Single().StartFrom));
        Assert.Equal(60, second.Labels.Values.Sum());
    }

    [Fact]
    public async Task Cancel_WhenTraining_EndsTheRoundAndLeavesEverythingElse()
    {
        await using var host = await StartedAsync(Policies.Slow with { Members = [Policies.Mlp(epochs: 20_000)] });
        await new Client(host, "ana").LabelAsync(6);
        await StartAsync(host, 1, RoundPhase.Training);

        Assert.True(await host.Round(1).Cancel());
        Assert.False(await host.Round(1).Cancel());

        var status = await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.ActiveRound is null);
        Assert.Equal((0, RoundPhase.Cancelled, 60), (status!.State.CurrentRound, status.State.Rounds.Single().Phase, status.Labelled.Values.Sum()));
        var second = await StartAsync(host, 2, RoundPhase.Training);
        Assert.Equal((0, 2), (second.Parent, second.Planned[0].Serial));
        Assert.True(await host.Round(2).Cancel());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_WhenTraining_TheRoundIsPublishedOnceAfterwards(bool kill)
    {
        await using var host = await StartedAsync(Policies.Slow);
        await new Client(host, "ana").LabelAsync(6);
        var frozen = await StartAsync(host, 1, RoundPhase.Training);

        await (kill ? host.KillAndStartAsync() : host.RestartAsync());

        var round = await PublishedAsync(host, 1);
        var state = (await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.ActiveRound is null))!.State;
        Assert.Equal((frozen.ManifestHash, 2), (round.ManifestHash, round.Trained.Count));
        Assert.Equal((1, 1, 2), (state.CurrentRound, state.Rounds.Count, state.NextSerial));
        Assert.Equal(round.Counted, state.Base);
        Assert.Equal([0, 1], state.Ensemble.Select(m => m.Serial));
    }

    /// <summary>The same vectors twice over, as if an encoder had been trained on the pool.</summary>
    private static async Task AddEmbeddingAsync(CampaignHost host, string from)
    {
        var store = host.Services.GetRequiredService<CatalogStore>();
        var catalog = await store.OpenAsync(new CatalogId("sky"));
        var known = catalog.Embeddings(from);
        var writer = EmbeddingWriter.Begin(store, catalog, "ssl", 2 * known.Dimension);
        for (var row = 0; row < catalog.Count; row++)
        {
            float[] vector = [.. known.Vector(new Ordinal(row)).ToArray().Select(value => (float)value)];
            await writer.AddAsync(new ReadOnlyMemory<float>([.. vector, .. vector]));
        }

        await writer.PublishAsync(new EmbeddingRecipe("ssl", TrainedOnPool: true, DateTimeOffset.UnixEpoch));
        var figures = new[] { (Set: from, Auroc: 0.8), (Set: "ssl", Auroc: 0.9) };
        await store.NoteMeasuresAsync(new CatalogId("sky"), figures.ToDictionary(f => f.Set, f => new EmbeddingMeasurement(f.Auroc, 0.01, 30, 300, "a", 1)));
    }

    private static async Task<CampaignHost> StartedAsync(CampaignPolicy policy)
    {
        var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(policy);
        return host;
    }

    /// <summary>Asks for a round and waits until it has come to a phase, or is past it.</summary>
    private static async Task<RoundState> StartAsync(CampaignHost host, int number, RoundPhase phase)
    {
        var started = await host.Campaign.StartRound(new OperationId($"train-{number}"));
        Assert.Equal((CampaignOutcome.Done, number), (started.Outcome, started.Round));
        return (await host.BecomesAsync(() => host.Round(number).Status(), r => r?.State.Phase >= phase))!.State;
    }

    private static async Task<RoundState> RunAsync(CampaignHost host, int number)
    {
        await StartAsync(host, number, RoundPhase.Training);
        return await PublishedAsync(host, number);
    }

    private static async Task<RoundState> PublishedAsync(CampaignHost host, int number)
    {
        await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.CurrentRound == number);
        var round = await host.BecomesAsync(() => host.Round(number).Status(), r => r!.State.IsOver);
        Assert.True(round!.State.Phase == RoundPhase.Published, round.State.Message);
        return round.State;
    }

    private static async Task<MemberCheckpoint> CheckpointAsync(CampaignHost host, RoundState round, int serial)
    {
        var blobs = host.Services.GetRequiredService<IBlobStore>();
        return MemberCheckpoint.Parse((await blobs.ReadAsync(MemberFiles.Checkpoint(round.Folder, serial)))!.Value.Body);
    }

    private static async Task<float[]> ColumnAsync(CampaignHost host, RoundState round, int serial)
    {
        var blobs = host.Services.GetRequiredService<IBlobStore>();
        using var column = MappedNpy.Open((await blobs.GetLocalFileAsync(MemberFiles.Scores(round.Folder, serial, 0)))!);
        return column.Elements<float>(0, (int)column.Rows).ToArray();
    }

    private static double Distance(float[] a, float[] b) => a.Zip(b, (x, y) => (double)Math.Abs(x - y)).Max();
}
