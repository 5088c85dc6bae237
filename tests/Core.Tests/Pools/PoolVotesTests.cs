using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Pools;
using LensGrains.Core.Rounds;

namespace LensGrains.Tests.Core.Pools;

public class PoolVotesTests
{
    private static readonly string[] Classes = ["a", "b", "c", "d"];
    private static readonly Ordinal Source = new(7);

    [Fact]
    public void Apply_WhenEffectsArriveInAnyOrderAndRepeat_GivesTheSameState()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var effects = Effects(random, 60);
            var inOrder = Apply(effects);
            var scrambled = Apply([.. effects.Concat(effects.Where(_ => random.Next(3) == 0)).OrderBy(_ => random.Next())]);

            AssertSame(inOrder, scrambled);
            AssertSame(inOrder, Apply([.. inOrder.Effects()]));
        }
    }

    [Fact]
    public void Effects_OfASnapshot_GiveTheSameState()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var effects = Effects(new Random(seed), seed);
            var followed = effects.GroupBy(e => e.Annotator).Select(g => (g.Key, g.Max(e => e.Sequence))).ToArray();
            var votes = Apply(effects);

            var read = PoolSnapshot.Codec.Decode(PoolSnapshot.Codec.Encode(7, PoolSnapshot.Of(followed, votes)))!;

            AssertSame(votes, Apply([.. read.Effects()]));
            Assert.Equal(followed, read.Annotators.Zip(read.Positions));
        }
    }

    [Fact]
    public void ConsensusOf_AfterRandomEffects_EqualsTheFoldOfTheJournals()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var effects = Effects(new Random(seed), 80);
            var votes = Apply(effects);
            var verdicts = Fold(effects).Verdicts().ToDictionary(v => v.Source);

            foreach (var source in effects.Select(e => e.Source).Distinct())
            {
                var consensus = votes.ConsensusOf(source);
                var expected = verdicts.GetValueOrDefault(source) ?? new SourceVerdict(source, null, 0, 0, false, false);
                var label = consensus.Class is { } c ? Classes[c] : null;

                Assert.Equal(expected, new SourceVerdict(
                    source, label, consensus.Votes, consensus.Agreeing, consensus.Unsure, consensus.Adjudicated));
                Assert.Equal(expected.Label is null && expected.Votes > 0, consensus.State == ConsensusState.Conflict);
            }
        }
    }

    [Fact]
    public void CountOf_AfterRandomEffects_EqualsARecount()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var effects = Effects(new Random(seed), 120);
            var votes = Apply(effects);
            var all = effects.Select(e => e.Source).Distinct().Select(votes.ConsensusOf).ToList();

            Assert.Equal(all.Count(c => c.State == ConsensusState.Conflict), votes.Conflicts);
            Assert.Equal(all.Count(c => c.State == ConsensusState.Agreed), votes.Labelled);
            Assert.All(Enumerable.Range(0, 4), c => Assert.Equal(all.Count(x => x.Class == c), votes.CountOf(c)));
        }
    }

    [Fact]
    public void ConsensusOf_WhenTwoDisagree_IsAConflictUntilAnAdjudication()
    {
        var votes = new PoolVotes();
        votes.Apply(Said("ana", 1, new Vote(0)));
        Assert.True(votes.Apply(Said("bo", 1, new Vote(1))));
        Assert.Equal(ConsensusState.Conflict, votes.ConsensusOf(Source).State);

        votes.Apply(Said("cy", 1, new Vote(1, Adjudication: true)));
        votes.Apply(Said("cy", 2, new Vote(0)));
        votes.Apply(Said("di", 1, new Vote(0)));

        Assert.Equal(new Consensus(ConsensusState.Agreed, 1, true, Votes: 4, Agreeing: 1, Unsure: false, Seen: 4), votes.ConsensusOf(Source));
        Assert.Equal((0, 1, 0, 1), (votes.Conflicts, votes.Labelled, votes.CountOf(0), votes.CountOf(1)));
    }

    [Fact]
    public void Apply_WhenVoteIsTakenBack_OpensTheSourceAndForgetsNoSequence()
    {
        var votes = new PoolVotes();
        votes.Apply(Said("ana", 5, new Vote(1)));

        Assert.True(votes.Apply(Said("ana", 6, default)));
        Assert.False(votes.Apply(Said("ana", 5, new Vote(1))));

        Assert.Equal(default, votes.ConsensusOf(Source));
        Assert.Empty(votes.VotesOn(Source));
        Assert.Equal(0, votes.Labelled);
    }

    [Fact]
    public void Apply_WhenSkippedOrOnlyUnsure_CountsAsSeenNotAsLabelled()
    {
        var votes = new PoolVotes();
        votes.Apply(Said("ana", 1, new Vote(null, Skip: true)));
        votes.Apply(Said("bo", 1, new Vote(null, Unsure: true)));

        Assert.Equal(new Consensus(ConsensusState.Open, null, false, Votes: 0, Agreeing: 0, false, Seen: 2), votes.ConsensusOf(Source));
    }

    [Fact]
    public void Apply_WhenClassIsOutOfRange_Throws()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new PoolVotes().Apply(Said("ana", 1, new Vote(64))));

    private static VoteEffect Said(string annotator, long sequence, Vote vote)
        => new(new AnnotatorId(annotator), sequence, Source, vote, DateTimeOffset.UnixEpoch);

    private static List<VoteEffect> Effects(Random random, int count)
    {
        var effects = new List<VoteEffect>();
        for (var i = 0; i < count; i++)
        {
            var vote = random.Next(8) switch
            {
                0 => new Vote(null, Adjudication: random.Next(2) == 0),
                1 => new Vote(null, Skip: true),
                2 => new Vote(random.Next(4), Unsure: true),
                3 => new Vote(random.Next(4), Unsure: random.Next(3) == 0, Adjudication: true),
                _ => new Vote(random.Next(4)),
            };
            var annotator = new AnnotatorId("a" + random.Next(5));
            var at = DateTimeOffset.UnixEpoch.AddSeconds(random.Next(20)); // clocks differ, and ties occur
            effects.Add(new VoteEffect(annotator, i + 1, new Ordinal(random.Next(12)), vote, at));
        }

        return effects;
    }

    private static LabelFold Fold(IEnumerable<VoteEffect> effects)
    {
        var fold = new LabelFold();
        foreach (var e in effects)
        {
            var judgement = new Judgement(e.Source, e.Vote.Class is { } c ? Classes[c] : null, e.Vote.Unsure, e.Vote.Skip);
            var kind = e.Vote.Adjudication ? LabelKind.Adjudication : LabelKind.Label;
            fold.Add(e.Annotator, new LabelsGiven(new OperationId("o"), "", kind, [judgement], e.At));
        }

        return fold;
    }

    private static PoolVotes Apply(IReadOnlyList<VoteEffect> effects)
    {
        var votes = new PoolVotes();
        foreach (var effect in effects)
        {
            votes.Apply(effect);
        }

        return votes;
    }

    private static void AssertSame(PoolVotes expected, PoolVotes actual)
    {
        Assert.Equal(expected.Effects(), actual.Effects());
        Assert.Equal((expected.Conflicts, expected.Labelled), (actual.Conflicts, actual.Labelled));
        Assert.All(Enumerable.Range(0, 4), c => Assert.Equal(expected.CountOf(c), actual.CountOf(c)));
    }
}
