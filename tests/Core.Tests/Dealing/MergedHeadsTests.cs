using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Pools;
using LensGrains.Tests.Core.Pools;

namespace LensGrains.Tests.Core.Dealing;

public class MergedHeadsTests
{
    [Theory]
    [InlineData(HeadCriterion.Highest)]
    [InlineData(HeadCriterion.Uncertain)]
    [InlineData(HeadCriterion.NearThreshold)]
    [InlineData(HeadCriterion.Random)]
    public void Pick_WhenPagesAreTakenOneAfterAnother_FollowsTheGlobalOrder(HeadCriterion criterion)
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var pools = Enumerable.Range(0, 1 + (seed % 5))
                .Select(shard => PoolBuilder.Random(seed + shard, random.Next(0, 400), shard, levels: new[] { 0, 3, 40 }[seed % 3])).ToArray();
            var feeder = new HeadFeeder(pools, runLength: 1 + random.Next(50), threshold: 0.3, seed: (ulong)seed);
            var query = new HeadQuery(criterion, 1, 1, Threshold: 0.3, Seed: (ulong)seed);
            var expected = PoolBuilder.BruteForce(query, pools);
            var taken = new HashSet<Ordinal>();

            while (taken.Count < expected.Count)
            {
                var size = 1 + random.Next(12);
                var held = random.Next(4) == 0 ? random.Next(2, 5) : 0;
                var page = feeder.Pick(criterion, size, StandingOf(taken, held));
                var brute = expected.Where(p => StandingOf(taken, held)(p.Ordinal) == Standing.Free).Take(size);

                Assert.Equal(brute, page.Select(item => item.Place));
                taken.UnionWith(page.Select(item => item.Ordinal));
            }

            Assert.Empty(feeder.Pick(criterion, 3, StandingOf(taken, 0)));
        }
    }

    [Fact]
    public void Add_WhenRunIsRepeatedOrForAnotherRound_ChangesNothing()
    {
        var pool = PoolBuilder.Random(1, 50, availableShare: 1, scoredShare: 1);
        var heads = new MergedHeads(1, [0]);
        var run = pool.Head(new HeadQuery(HeadCriterion.Highest, 1, 5)).Run!;

        Assert.True(heads.Add(run));
        Assert.False(heads.Add(run));
        Assert.False(heads.Add(run with { Round = 2 }));
        Assert.False(heads.Add(run with { Shard = 9 }));

        var pick = heads.Pick(HeadCriterion.Highest, 10, _ => Standing.Free);
        Assert.Equal(run.Items.AsEnumerable(), pick.Items);
        Assert.Equal([new HeadRefill(HeadCriterion.Highest, 0, run.Items[^1].Place)], pick.Refills.AsEnumerable());
    }

    [Fact]
    public void Pick_WhenSpentSourceIsReopened_OffersItAgain()
    {
        var feeder = new HeadFeeder([PoolBuilder.Random(1, 50, availableShare: 1, scoredShare: 1)]);
        var best = feeder.Pick(HeadCriterion.Highest, 1, _ => Standing.Free)[0];
        feeder.Pick(HeadCriterion.Highest, 1, source => source == best.Ordinal ? Standing.Spent : Standing.Free);

        feeder.Heads.Reopen();

        Assert.Equal(best, feeder.Pick(HeadCriterion.Highest, 1, _ => Standing.Free)[0]);
    }

    [Fact]
    public void AddShard_WhenTheCatalogueGrows_AsksTheNewPoolBeforeGoingOn()
    {
        var pools = new[] { PoolBuilder.Random(1, 50, 0), PoolBuilder.Random(2, 50, 1) };
        var heads = new MergedHeads(1, [0]);
        heads.Add(pools[0].Head(new HeadQuery(HeadCriterion.Highest, 1, 100)).Run!);
        heads.AddShard(1);

        var pick = heads.Pick(HeadCriterion.Highest, 5, _ => Standing.Free);

        Assert.Empty(pick.Items);
        Assert.Equal([new HeadRefill(HeadCriterion.Highest, 1, null)], pick.Refills.AsEnumerable());
    }

    [Theory]
    [InlineData(HeadCriterion.Highest)]
    [InlineData(HeadCriterion.Random)]
    public void AddShard_WhenPagesWereTakenBefore_FollowsTheGlobalOrderOfAllPools(HeadCriterion criterion)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var pools = Enumerable.Range(0, 3).Select(shard => PoolBuilder.Random(seed + shard, random.Next(1, 200), shard, levels: 5)).ToArray();
            var feeder = new HeadFeeder(pools, runLength: 1 + random.Next(20), seed: (ulong)seed, shards: 1);
            feeder.Pick(criterion, random.Next(40), _ => Standing.Free);
            feeder.Pick(criterion, random.Next(10), _ => Standing.Spent);

            feeder.Heads.AddShard(1);
            feeder.Pick(criterion, random.Next(40), _ => Standing.Free);
            feeder.Heads.AddShard(2);

            var expected = PoolBuilder.BruteForce(new HeadQuery(criterion, 1, 1, Seed: (ulong)seed), pools);
            Assert.Equal(expected, feeder.Pick(criterion, expected.Count + 1, _ => Standing.Free).Select(item => item.Place));
        }
    }

    [Fact]
    public void Pick_WhenThereAreManyPools_LooksAtNoMoreItemsThanThePageNeeds()
    {
        var pools = Enumerable.Range(0, 40).Select(shard => PoolBuilder.Random(shard, 300, shard, availableShare: 1, scoredShare: 1)).ToArray();
        var feeder = new HeadFeeder(pools, runLength: 128);
        var looked = 0;

        feeder.Pick(HeadCriterion.Highest, 10, _ => Standing.Free);
        feeder.Pick(HeadCriterion.Highest, 10, source => looked++ % 2 == 0 ? Standing.Free : Standing.Held);

        Assert.Equal(19, looked);
        Assert.Equal(pools.Length, feeder.Fetched);
    }

    [Theory]
    [InlineData(1, false, 128)]
    [InlineData(3, false, 128)]
    [InlineData(16, false, 64)]
    [InlineData(1_000, false, 16)]
    [InlineData(3, true, 256)]
    [InlineData(64, true, 64)]
    public void Of_WhenPoolsAndBeginningAreGiven_KeepsTheFirstRunsShort(int pools, bool follows, int expected)
        => Assert.Equal(expected, HeadRunLength.Of(pools, follows ? new HeadKey(0.5, new Ordinal(1)) : null));

    [Fact]
    public void Add_WhenRunIsOutOfOrder_Throws()
    {
        var run = PoolBuilder.Random(1, 50, scoredShare: 1).Head(new HeadQuery(HeadCriterion.Highest, 1, 5)).Run!;

        Assert.Throws<ArgumentException>(
            () => new MergedHeads(1, [0]).Add(run with { Items = [.. run.Items.Reverse()] }));
    }

    private static Func<Ordinal, Standing> StandingOf(HashSet<Ordinal> taken, int heldMultiple)
        => source => taken.Contains(source) ? Standing.Spent : heldMultiple > 0 && source.Value % heldMultiple == 1 ? Standing.Held : Standing.Free;
}
