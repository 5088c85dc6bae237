using System.Globalization;
using LensGrains.Catalogs;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Catalogs;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Learning.Members;
using LensGrains.Learning.Metrics;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Scoring;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

/// <summary>Rounds whose members look at a source's neighbours on the sky. A lens' own vector tells nothing; that of the next source, 10 arcsec away, does.</summary>
public class FieldMemberTests
{
    private const int Sources = 400;
    private const string NoPositions = "'field_attention' looks at a source's neighbours on the sky, and no source of the catalogue 'sky' has a position (columns ra and dec).";

    [Fact]
    public async Task Round_WithAMemberOverNeighbours_FindsWhatOnlyNeighboursTellAndTheNextGoesOnFromIt()
    {
        await using var host = await StartedAsync([Policies.Field(epochs: 60), Policies.Mlp(epochs: 60)]);
        await LabelAsync(host, 300);

        var first = await TrainAsync(host);
        var second = await TrainAsync(host);

        var (field, plain) = (await ColumnAsync(host, first, "field_attention"), await ColumnAsync(host, first, "mlp"));
        Assert.All(field.Concat(plain), score => Assert.InRange(score, 0f, 1f));
        Assert.InRange(Auc(field[300..], 300), 0.95, 1);
        Assert.InRange(Auc(plain[300..], 300), 0.2, 0.8);
        var serial = SerialOf(first, "field_attention");
        Assert.Equal(MemberFiles.Checkpoint(first.Folder, serial), second.Planned.Single(p => p.Serial == serial).StartFrom);
        var member = await CheckpointAsync(host, second);
        Assert.Equal((3, 30.0, second.Manifest!.Embedding), (member.Shape.Neighbours, member.Shape.RadiusArcsec, member.Lineage.Features));
    }

    [Fact]
    public async Task Round_OverTwoShards_ScoresEverySourceByNeighboursOfBothAsIfTheyWereOne()
    {
        const int sources = Ordinal.ShardSize + 70;
        await using var host = await StartedAsync([Policies.Field(epochs: 3)], sources);
        await LabelAsync(host, 60);

        var round = await TrainAsync(host);

        float[] cut = [.. await ColumnAsync(host, round, "field_attention", shard: 0), .. await ColumnAsync(host, round, "field_attention", shard: 1)];
        var catalog = await host.Services.GetRequiredService<CatalogStore>().OpenAsync(new CatalogId("sky"));
        var embeddings = catalog.Embeddings(round.Manifest!.Embedding);
        var sky = new FieldSky(catalog.Sky, key => catalog.PositionOf(new Ordinal(key)), _ => true);
        Assert.Equal([Ordinal.ShardSize], sky.Around([Ordinal.ShardSize - 1], 3, 30).Of(0));
        int[] last = [.. Enumerable.Range(Ordinal.ShardSize - 1000, 1070)];
        var whole = new float[last.Length];
        using var scorer = new FieldScorer([await CheckpointAsync(host, round)]);
        scorer.Score(new FieldPool(sky, embeddings.Dimension, (key, row) => embeddings.Gather([new Ordinal(key)], row)), last, [whole]);
        Assert.Equal(sources, cut.Length);
        Assert.Equal(whole.Select(BitConverter.SingleToInt32Bits), cut[last[0]..].Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public async Task Round_WhenASourceIsDeleted_ScoresTheOthersAsBefore()
    {
        await using var host = await StartedAsync([Policies.Field(epochs: 4)]);
        await LabelAsync(host, 100);
        var store = host.Services.GetRequiredService<CatalogStore>();
        await store.TombstoneAsync(new CatalogId("sky"), [new Ordinal(204)]);
        await StartAsync(host, RoundPhase.Training);
        await using var other = await StartedAsync([Policies.Field(epochs: 4)]);
        await LabelAsync(other, 100);

        var (with, without) = (await PublishedAsync(host), await TrainAsync(other));

        Assert.Equal(await ColumnAsync(other, without, "field_attention"), await ColumnAsync(host, with, "field_attention"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_WhenAMemberOverNeighboursTrains_TheRoundIsPublishedOnceAfterwards(bool kill)
    {
        await using var host = await StartedAsync([Policies.Field(epochs: 300)]);
        await LabelAsync(host, 100);
        var frozen = await StartAsync(host, RoundPhase.Training);

        await (kill ? host.KillAndStartAsync() : host.RestartAsync());

        var round = await PublishedAsync(host);
        var state = (await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.ActiveRound is null))!.State;
        Assert.Equal((frozen.ManifestHash, 1), (round.ManifestHash, round.Trained.Count));
        Assert.Equal((1, 1), (state.CurrentRound, state.Rounds.Count));
    }

    [Fact]
    public async Task Policy_WithAMemberOverNeighboursWhereNoSourceHasAPosition_IsRefusedNamingTheMembers()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick);

        var problems = await host.Campaign.ChangePolicy(Policies.Quick with { Members = [Policies.Field(epochs: 4)] });
        var other = await host.Grains.GetGrain<ICampaignGrain>("other").Create(
            new CreateCampaign("Other", CampaignHost.Classes, new CatalogId("sky"), Policies.Quick with { Members = [Policies.Field(epochs: 4)] }));
        var later = await host.Grains.GetGrain<ICampaignGrain>("later").Create(
            new CreateCampaign("Later", CampaignHost.Classes, new CatalogId("not-yet"), Policies.Quick with { Members = [Policies.Field(epochs: 4)] }));

        Assert.Equal([new FieldProblem("policy.members", NoPositions)], problems!);
        Assert.Equal((CreateOutcome.Invalid, NoPositions), (other.Outcome, other.Problems!.Single().Message));
        Assert.Equal(CreateOutcome.Created, later.Outcome);
    }

    [Fact]
    public async Task Round_WhereNoSourceHasAPosition_IsTurnedDownSayingSo()
    {
        await using var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        await host.CreateAsync(Policies.Quick with { Members = [Policies.Field(epochs: 4)] });
        await LabelAsync(host, 60);

        var round = await StartAsync(host, RoundPhase.Published);

        Assert.Equal((RoundPhase.Refused, NoPositions), (round.Phase, round.Message));
    }

    private static async Task<CampaignHost> StartedAsync(IReadOnlyList<MemberSpec> members, int sources = Sources)
    {
        var host = new CampaignHost { Time = new FakeTime() };
        await host.StartAsync();
        var policy = Policies.Quick with { Members = members, InitialEnsembleSize = members.Count, MaximumEnsembleSize = members.Count, FixEnsembles = true };
        await host.CreateAsync(policy, sources, lift: (source, component) => component == 0 && IsBesideALens(source) ? 4 : 0);
        var places = Path.Combine(host.Data, "places.csv");
        File.WriteAllLines(places, ["name,ra,dec", .. Enumerable.Range(0, sources).Select(PlaceOf)]);
        await host.IngestAsync(new IngestOrder(host.Id, new OperationId("ingest-2"), null, places, null, null));
        return host;
    }

    /// <summary>Pairs of an odd and the next even source, 10 arcsec apart; each pair a tenth of a degree from the next.</summary>
    private static string PlaceOf(int source)
    {
        var pair = (source + 1) / 2;
        var (ra, dec) = (pair % 3000 * 0.1, (pair / 3000 * 0.1) + (source % 2 == 0 ? 10 / 3600.0 : 0));
        return string.Create(CultureInfo.InvariantCulture, $"s{source:D6},{ra:R},{dec:R}");
    }

    private static bool IsBesideALens(Ordinal source) => source.Value > 0 && CampaignHost.IsLens(new Ordinal(source.Value - 1));

    private static Task LabelAsync(CampaignHost host, int count) => new Client(host, "ana").GiveAsync(
        [.. Enumerable.Range(0, count).Select(i => new Judgement(new Ordinal(i), CampaignHost.IsLens(new Ordinal(i)) ? "lens" : "non-lens"))]);

    private static async Task<RoundState> StartAsync(CampaignHost host, RoundPhase phase)
    {
        var number = (await host.Campaign.Status())!.State.Rounds.Count + 1;
        await host.Campaign.StartRound(new OperationId($"train-{number}"));
        return (await host.BecomesAsync(() => host.Round(number).Status(), r => r?.State.Phase >= phase))!.State;
    }

    private static async Task<RoundState> TrainAsync(CampaignHost host)
    {
        await StartAsync(host, RoundPhase.Training);
        return await PublishedAsync(host);
    }

    private static async Task<RoundState> PublishedAsync(CampaignHost host)
    {
        var number = (await host.BecomesAsync(() => host.Campaign.Status(), s => s!.State.ActiveRound is null))!.State.Rounds.Count;
        var round = (await host.BecomesAsync(() => host.Round(number).Status(), r => r!.State.IsOver))!.State;
        Assert.True(round.Phase == RoundPhase.Published, round.Message);
        return round;
    }

    private static int SerialOf(RoundState round, string kind) => round.Planned.Single(p => p.Spec.Kind == kind).Serial;

    private static async Task<MemberCheckpoint> CheckpointAsync(CampaignHost host, RoundState round)
    {
        var path = MemberFiles.Checkpoint(round.Folder, SerialOf(round, "field_attention"));
        return MemberCheckpoint.Parse((await host.Services.GetRequiredService<IBlobStore>().ReadAsync(path))!.Value.Body);
    }

    private static Task<float[]> ColumnAsync(CampaignHost host, RoundState round, string kind, int shard = 0)
        => RoundFiles.ColumnAsync(host, MemberFiles.Scores(round.Folder, SerialOf(round, kind), shard));

    private static double Auc(float[] scores, int first) => BinaryMetrics.RocAuc(
        [.. scores.Select(score => (double)score)], [.. Enumerable.Range(first, scores.Length).Select(i => CampaignHost.IsLens(new Ordinal(i)))]);
}
