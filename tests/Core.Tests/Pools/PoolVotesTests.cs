using LensGrains.Core.Ids;
using LensGrains.Core.Pools;

namespace LensGrains.Tests.Core.Pools;

public class PoolVotesTests
{
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
    public void ConsensusOf_AfterRandomEffects_EqualsTheFoldByHand()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var effects = Effects(new Random(seed), 80);
            var votes = Apply(effects);

            foreach (var source in effects.Select(e => e.Source).Distinct())
            {
                Assert.Equal(FoldByHand(effects.Where(e => e.Source == source)), votes.ConsensusOf(source));
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
        var source = new Ordinal(7);
        votes.Apply(new VoteEffect(0, 1, source, new Vote(0)));
        Assert.True(votes.Apply(new VoteEffect(1, 1, source, new Vote(1))));
        Assert.Equal(ConsensusState.Conflict, votes.ConsensusOf(source).State);

        votes.Apply(new VoteEffect(2, 1, source, new Vote(1, Adjudication: true)));
        votes.Apply(new VoteEffect(3, 1, source, new Vote(0)));
        votes.Apply(new VoteEffect(4, 1, source, new Vote(0)));

        Assert.Equal(new Consensus(ConsensusState.Agreed, 1, ByAdjudication: true, Classified: 5, Seen: 5), votes.ConsensusOf(source));
        Assert.Equal((0, 1, 0, 1), (votes.Conflicts, votes.Labelled, votes.CountOf(0), votes.CountOf(1)));
    }

    [Fact]
    public void Apply_WhenVoteIsTakenBack_OpensTheSourceAndForgetsNoSequence()
    {
        var votes = new PoolVotes();
        var source = new Ordinal(7);
        votes.Apply(new VoteEffect(0, 5, source, new Vote(1)));

        Assert.True(votes.Apply(new VoteEffect(0, 6, source, Vote.None)));
        Assert.False(votes.Apply(new VoteEffect(0, 5, source, new Vote(1))));

        Assert.Equal(default, votes.ConsensusOf(source));
        Assert.Empty(votes.VotesOn(source));
        Assert.Equal(0, votes.Labelled);
    }

    [Fact]
    public void Apply_WhenSkippedOrOnlyUnsure_CountsAsSeenNotAsLabelled()
    {
        var votes = new PoolVotes();
        votes.Apply(new VoteEffect(0, 1, new Ordinal(1), new Vote(null, Skip: true)));
        votes.Apply(new VoteEffect(1, 1, new Ordinal(1), new Vote(null, Unsure: true)));

        Assert.Equal(new Consensus(ConsensusState.Open, null, false, Classified: 0, Seen: 2), votes.ConsensusOf(new Ordinal(1)));
    }

    [Fact]
    public void Apply_WhenClassIsOutOfRange_Throws()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new PoolVotes().Apply(new VoteEffect(0, 1, new Ordinal(1), new Vote(64))));

    private static List<VoteEffect> Effects(Random random, int count)
    {
        // A session's journal gives every event its own sequence; a page puts several sources under one.
        var effects = new List<VoteEffect>();
        for (var i = 0; i < count; i++)
        {
            var vote = random.Next(8) switch
            {
                0 => Vote.None,
                1 => new Vote(null, Skip: true),
                2 => new Vote(random.Next(4), Unsure: true),
                3 => new Vote(random.Next(4), Adjudication: random.Next(3) == 0),
                _ => new Vote(random.Next(4)),
            };
            effects.Add(new VoteEffect(random.Next(5), i + 1, new Ordinal(random.Next(12)), vote));
        }

        return effects;
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

    private static Consensus FoldByHand(IEnumerable<VoteEffect> effects)
    {
        var last = effects.GroupBy(e => e.Session).Select(g => g.MaxBy(e => e.Sequence).Vote).ToList();
        var classified = last.Where(v => v.Class is not null).ToList();
        var counted = classified.Any(v => v.Adjudication) ? classified.Where(v => v.Adjudication).ToList() : classified;
        var groups = counted.GroupBy(v => v.Class).OrderByDescending(g => g.Count()).ToList();
        var tie = groups.Count > 1 && groups[0].Count() == groups[1].Count();
        var state = groups.Count == 0 ? ConsensusState.Open : tie ? ConsensusState.Conflict : ConsensusState.Agreed;
        return new Consensus(
            state,
            state == ConsensusState.Agreed ? groups[0].Key : null,
            classified.Any(v => v.Adjudication),
            classified.Count,
            last.Count(v => v != Vote.None));
    }

    private static void AssertSame(PoolVotes expected, PoolVotes actual)
    {
        Assert.Equal(expected.Effects(), actual.Effects());
        Assert.Equal((expected.Conflicts, expected.Labelled), (actual.Conflicts, actual.Labelled));
        Assert.All(Enumerable.Range(0, 4), c => Assert.Equal(expected.CountOf(c), actual.CountOf(c)));
    }
}
