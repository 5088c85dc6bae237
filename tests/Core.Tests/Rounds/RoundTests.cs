using LensGrains.Core.Campaigns;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;

namespace LensGrains.Tests.Core.Rounds;

public class RoundTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Trained_WhenEveryMemberHasReportedOnce_GoesOnToScoring()
    {
        var state = Frozen(members: 3);
        foreach (var serial in new[] { 2, 0, 2, 1 })
        {
            state = Round.Trained(state, Trained(serial)) is { } e ? Round.Apply(state, e) : state;
        }

        Assert.Equal([2, 0, 1], state.Trained.Select(t => t.Serial));
        Assert.Equal(RoundStep.Score, Round.Next(state));
        Assert.Null(Round.Trained(state, Trained(0)));
    }

    [Fact]
    public void Trained_WhenTheMemberIsNotPlanned_DoesNotCount() => Assert.Null(Round.Trained(Frozen(2), Trained(9)));

    [Fact]
    public void Stop_WhenTheRoundIsWhole_DoesNothing()
    {
        var scored = Round.Apply(Frozen(0), new RoundScored([], new RoundThresholds(0.5, "r", 0.5, null, null, null, null), new RoundMetrics(), "p"));

        Assert.Null(Round.Stop(scored, RoundPhase.Cancelled, "Cancelled.", Noon));
        Assert.Null(Round.Stop(Round.Apply(scored, new PointerMoved(Noon)), RoundPhase.Failed, "It broke.", Noon));
        Assert.Equal(RoundStep.Publish, Round.Next(scored));
    }

    [Fact]
    public void Apply_OverAnyHistory_IsPublishedWholeOrNotAtAll() => Property.OverSequences(numbers =>
    {
        var events = new List<RoundEvent> { Requested() };
        var state = Round.Apply(null, events[0]);
        var stored = StoredState.ReadBack(state);
        for (var place = 0; place < numbers.Length; place++)
        {
            var over = state.IsOver;
            if (Decide(state, Property.For(numbers[place], place)) is { } e)
            {
                Assert.False(over, "nothing about a round that is over changes");
                events.Add(e);
                state = Round.Apply(state, e);

                // Another activation reads what was stored and comes to the same.
                stored = StoredState.ReadBack(Round.Apply(stored, Decide(stored, Property.For(numbers[place], place))!));
                Assert.Equal(StoredState.Text(state), StoredState.Text(stored));
            }

            Assert.True(
                state.Phase is not (RoundPhase.Publishing or RoundPhase.Published) || state is { Metrics: not null, Thresholds: not null, Plots: not null });
        }

        var replayed = events.Aggregate((RoundState?)null, Round.Apply)!;
        Assert.Equal(StoredState.Text(state), StoredState.Text(replayed));
    });

    private static RoundEvent? Decide(RoundState state, Random random) => (random.Next(10), Round.Next(state)) switch
    {
        (0, _) => Round.Stop(state, RoundPhase.Cancelled, "Cancelled.", Noon),
        (1, _) => Round.Stop(state, RoundPhase.Failed, "It broke.", Noon),
        (_, RoundStep.Freeze) => Freezing(3),
        (_, RoundStep.Train) => Round.Trained(state, Trained(random.Next(5))),
        (_, RoundStep.Score) => new RoundScored(
            [new ShardScores(0, "m", "00", "d", "11")],
            new RoundThresholds(0.5, "r", 0.5, null, null, null, null),
            new RoundMetrics { Auroc = 0.75, HeldOutLabelled = random.Next(9), CountOverThreshold = 3 },
            "p"),
        (_, RoundStep.Publish) => new PointerMoved(Noon),
        _ => null,
    };

    private static RoundRequested Requested() => new(new CampaignId("sky"), 1, 0, RoundReason.Asked, Noon);

    private static RoundState Frozen(int members) => Round.Apply(Round.Apply(null, Requested()), Freezing(members));

    private static RoundFrozen Freezing(int members)
    {
        var policy = new CampaignPolicy();
        var manifest = new Manifest(
            new CampaignId("sky"), new ClassScheme(["non-lens", "lens"], "lens"), policy, new Dictionary<AnnotatorId, long>(), new CatalogId("sky"),
            1, 10, "e", 1, null, new RoundBefore(4, "before.json"), new HardNegatives(4, [new Ordinal(5), new Ordinal(2)]));
        var taught = new ExampleCounts(1, 2, 3, 0.4, 5, new Dictionary<LabelOrigin, int> { [LabelOrigin.Machine] = 6 }, 7, 8, "positions");
        var planned = Enumerable.Range(0, members).Select(i => new PlannedMember(i, new MemberSpec(), null, i, 0)).ToArray();
        return new RoundFrozen(manifest, manifest.Hash(), "examples.json", new Dictionary<string, int>(), planned, new TriggerBase(10, 1, Noon), taught);
    }

    private static TrainedMember Trained(int serial) => new(serial, $"w{serial}", "00", "r", 3, 0.1, 1);
}
