using LensGrains.Core.Campaigns;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;

namespace LensGrains.Tests.Core.Campaigns;

public class CampaignTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Due_When37And41And30AreLabelledWithN100_StartsExactlyOneRound()
    {
        var state = New(new CampaignPolicy());
        var started = new List<int>();
        foreach (var labelled in new[] { 37, 78, 78, 108, 108 })
        {
            if (Campaign.Due(state, new LabelCounts(labelled, 3), Noon) is { } round)
            {
                state = Campaign.Apply(state, round);
                started.Add(labelled);
            }
        }

        Assert.Equal([108], started);
        Assert.Equal((1, RoundReason.Labels), (state.ActiveRound, state.Rounds.Single().Reason));
    }

    [Fact]
    public void Due_WhenTwoActivationsRace_TheSecondFindsTheRoundUnderWay()
    {
        var state = New(new CampaignPolicy { NumSubmissionTrain = 10 });
        var counts = new LabelCounts(10, 1);
        var first = Campaign.Due(state, counts, Noon);
        state = Campaign.Apply(state, first!);

        Assert.Null(Campaign.Due(state, counts, Noon));
        Assert.Equal(CampaignOutcome.RoundRunning, Campaign.Ask(state, null, counts, Noon).Outcome);
    }

    [Fact]
    public void Due_AfterTheManifest_CountsFromTheManifest()
    {
        var state = New(new CampaignPolicy { NumSubmissionTrain = 10 });
        state = Campaign.Apply(state, Campaign.Due(state, new LabelCounts(10, 1), Noon)!);
        state = Campaign.Apply(state, Campaign.Manifested(state, 1, new TriggerBase(13, 1, Noon))!);
        state = Campaign.Apply(state, Campaign.Publish(state, new RoundWasPublished(1, [], 0.5)).Event!);

        Assert.Null(Campaign.Due(state, new LabelCounts(22, 2), Noon));
        Assert.NotNull(Campaign.Due(state, new LabelCounts(23, 2), Noon));
    }

    [Fact]
    public void Due_WhenDaysOrConfirmedAreSet_TheFirstReasonIsKept()
    {
        var state = New(new CampaignPolicy { RetrainWhen = new RetrainWhen(Labels: 100, Days: 2, Confirmed: 5) });

        Assert.Null(Campaign.Due(state, new LabelCounts(99, 4), Noon.AddDays(1)));
        Assert.Equal(RoundReason.Confirmed, Campaign.Due(state, new LabelCounts(99, 5), Noon)!.Reason);
        Assert.Equal(RoundReason.Days, Campaign.Due(state, new LabelCounts(1, 0), Noon.AddDays(2))!.Reason);
        Assert.Null(Campaign.Due(state, new LabelCounts(0, 0), Noon.AddDays(9)));
    }

    [Fact]
    public void Due_WhereNegativesArePresumed_WhenPositivesHaveDoubled()
    {
        var plain = New(new CampaignPolicy());
        Assert.Null(Campaign.Due(plain, new LabelCounts(30, 20, Known: 5), Noon));

        var state = New(new CampaignPolicy { PresumedNegatives = 1_000 });
        Assert.Null(Campaign.Due(state, new LabelCounts(30, 0), Noon));
        Assert.Equal(RoundReason.Doubled, Campaign.Due(state, new LabelCounts(30, 1), Noon)!.Reason);
        state = Published(state, new LabelCounts(30, 3));
        Assert.Null(Campaign.Due(state, new LabelCounts(60, 5), Noon));
        Assert.Equal(RoundReason.Doubled, Campaign.Due(state, new LabelCounts(60, 6), Noon)!.Reason);
        Assert.Equal(RoundReason.Labels, Campaign.Due(state, new LabelCounts(130, 6), Noon)!.Reason);
    }

    [Fact]
    public void Due_WhereNegativesArePresumed_KnownLensesStartOneRoundAndCountAsPositives()
    {
        var state = New(new CampaignPolicy { PresumedNegatives = 1_000 });
        Assert.Equal(RoundReason.Doubled, Campaign.Due(state, new LabelCounts(0, 0, Known: 11), Noon)!.Reason);

        state = Published(state, new LabelCounts(0, 0, Known: 11));
        Assert.Null(Campaign.Due(state, new LabelCounts(20, 0, Known: 11), Noon));
        Assert.Null(Campaign.Due(state, new LabelCounts(20, 10, Known: 11), Noon));
        Assert.Equal(RoundReason.Doubled, Campaign.Due(state, new LabelCounts(20, 11, Known: 11), Noon)!.Reason);
        Assert.Equal(RoundReason.Doubled, Campaign.Due(state, new LabelCounts(20, 0, Known: 22), Noon)!.Reason); // the list grew
    }

    [Fact]
    public void Due_WhereTheFirstRoundWasRefused_DoesNotStartItAgainForTheSamePositives()
    {
        foreach (var counts in (LabelCounts[])[new LabelCounts(0, 0, Known: 11), new LabelCounts(30, 1)])
        {
            var state = New(new CampaignPolicy { PresumedNegatives = 1_000 });
            state = Campaign.Apply(state, Campaign.Due(state, counts, Noon)!);
            state = Campaign.Apply(state, new RoundEnded(1, RoundPhase.Refused, "No."));

            Assert.Null(Campaign.Due(state, counts, Noon));
        }
    }

    [Fact]
    public void Ask_WhenRepeatedUnderTheSameOperation_AnswersTheSameRound()
    {
        var state = New(new CampaignPolicy());
        var operation = new OperationId("train");
        var (_, round, started) = Campaign.Ask(state, operation, new LabelCounts(3, 1), Noon);
        state = Campaign.Apply(Campaign.Apply(state, started!), new RoundEnded(1, RoundPhase.Cancelled, "Cancelled."));

        Assert.Equal((CampaignOutcome.Done, round, null), Campaign.Ask(state, operation, new LabelCounts(3, 1), Noon));
    }

    [Fact]
    public void AskAndResetModel_WhenTheOperationDidTheOther_SayThatItIsReused()
    {
        var state = New(new CampaignPolicy());
        var (train, reset) = (new OperationId("train"), new OperationId("reset"));
        state = Campaign.Apply(state, Campaign.ResetModel(state, reset).Event!);
        state = Campaign.Apply(state, Campaign.Ask(state, train, new LabelCounts(3, 1), Noon).Event!);

        Assert.Equal((CampaignOutcome.OperationReused, 0, null), Campaign.Ask(state, reset, new LabelCounts(3, 1), Noon));
        Assert.Equal((CampaignOutcome.OperationReused, null), Campaign.ResetModel(state, train));
        Assert.Equal((CampaignOutcome.Already, null), Campaign.ResetModel(state, reset));
    }

    [Fact]
    public void Restore_WhenDone_TheNextRoundHasThatRoundAsItsParent()
    {
        var state = Published(Published(New(new CampaignPolicy()), 1), 2);
        state = Campaign.Apply(state, Campaign.Restore(state, new RoundRestored(1, [Member(7)], 0.4)).Event!);

        state = Campaign.Apply(state, Campaign.Ask(state, null, new LabelCounts(9, 1), Noon).Event!);

        Assert.Equal((1, 0.4, 7), (state.CurrentRound, state.Threshold, state.Ensemble.Single().Serial));
        Assert.Equal((3, 1), (state.Rounds[2].Number, state.Rounds[2].Parent));
    }

    [Fact]
    public void Apply_OverAnyHistory_KeepsOneRoundUnderWayAndNumbersDense() => Property.OverSequences(numbers =>
    {
        var state = New(new CampaignPolicy { NumSubmissionTrain = 5, RetrainWhen = new RetrainWhen(Confirmed: 3) });
        var stored = state;
        var events = new List<CampaignEvent>();
        for (var place = 0; place < numbers.Length; place++)
        {
            if (Decide(state, Property.For(numbers[place], place)) is { } e)
            {
                var before = state;
                state = Campaign.Apply(state, e);
                events.Add(e);
                Assert.Equal(before.Version + 1, state.Version);

                // Another activation reads what was stored and comes to the same.
                var again = Decide(stored, Property.For(numbers[place], place));
                stored = StoredState.ReadBack(Campaign.Apply(stored, again!));
                Assert.Equal(StoredState.Text(state), StoredState.Text(stored));
            }

            Assert.Equal(Enumerable.Range(1, state.Rounds.Count), state.Rounds.Select(r => r.Number));
            Assert.Equal(state.ActiveRound is null ? 0 : 1, state.Rounds.Count(r => r.Phase == RoundPhase.Requested));
            Assert.True(state.CurrentRound == 0 || state.Rounds[state.CurrentRound - 1].Phase == RoundPhase.Published);
            Assert.Equal(state.Roster.Distinct(), state.Roster);
        }

        var first = New(new CampaignPolicy { NumSubmissionTrain = 5, RetrainWhen = new RetrainWhen(Confirmed: 3) });
        Assert.Equal(StoredState.Text(state), StoredState.Text(events.Aggregate(first, Campaign.Apply)));
    });

    private static CampaignEvent? Decide(CampaignState state, Random random)
    {
        var counts = new LabelCounts(random.Next(30), random.Next(10));
        var number = random.Next(state.Rounds.Count + 2);
        return random.Next(11) switch
        {
            0 => Campaign.Due(state, counts, Noon),
            1 => Campaign.Ask(state, new OperationId($"op-{random.Next(5)}"), counts, Noon).Event,
            2 => Campaign.Publish(state, new RoundWasPublished(state.ActiveRound ?? number, [Member(number)], 0.5)).Event,
            3 => Campaign.End(state, new RoundEnded(state.ActiveRound ?? number, RoundPhase.Failed, "It broke.")).Event,
            4 => Campaign.Restore(state, new RoundRestored(number, [Member(number)], null)).Event,
            5 => Campaign.ResetModel(state, new OperationId($"reset-{random.Next(5)}")).Event,
            6 => Campaign.Manifested(state, number, new TriggerBase(random.Next(30), 0, Noon)),
            7 => new PolicyChanged(state.Policy with { NumSubmissionTrain = 3 + random.Next(20), Members = [new MemberSpec()] }),
            8 => new KnownLensesChanged($"known-{random.Next(5)}.json"),
            9 => new SerialsTaken(random.Next(20)),
            _ => Campaign.Join(state, new AnnotatorId($"a{random.Next(5)}")),
        };
    }

    private static CampaignState Published(CampaignState state, int round)
    {
        state = Campaign.Apply(state, Campaign.Ask(state, null, new LabelCounts(5, 1), Noon).Event!);
        return Campaign.Apply(state, Campaign.Publish(state, new RoundWasPublished(round, [Member(round)], 0.5)).Event!);
    }

    private static EnsembleMemberRef Member(int serial) => new(serial, new MemberSpec(), $"w{serial}");

    private static CampaignState Published(CampaignState state, LabelCounts counts)
    {
        var started = Campaign.Apply(state, Campaign.Due(state, counts, Noon)!);
        return Campaign.Apply(started, Campaign.Publish(started, new RoundWasPublished(started.ActiveRound!.Value, [], 0.5)).Event!);
    }

    private static CampaignState New(CampaignPolicy policy) => new()
    {
        Id = new CampaignId("sky"),
        Name = "Sky",
        Classes = new ClassScheme(["non-lens", "lens"], "lens"),
        Catalog = new CatalogId("sky"),
        Policy = policy,
        CreatedAt = Noon,
        Base = new TriggerBase(0, 0, Noon),
    };
}
