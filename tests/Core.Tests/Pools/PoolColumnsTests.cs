using LensGrains.Core.Ids;
using LensGrains.Core.Pools;

namespace LensGrains.Tests.Core.Pools;

public class PoolColumnsTests
{
    [Theory]
    [InlineData(HeadCriterion.Highest)]
    [InlineData(HeadCriterion.Uncertain)]
    [InlineData(HeadCriterion.NearThreshold)]
    [InlineData(HeadCriterion.Random)]
    public void Head_WhenFollowedToTheEnd_IsTheBruteForceOrder(HeadCriterion criterion)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var count = new[] { 1, 7, 100, 1000, 3001 }[seed % 5];
            var pool = PoolBuilder.Random(seed, count, shard: seed % 3, levels: new[] { 0, 1, 5, 50 }[seed % 4]);
            var query = new HeadQuery(criterion, Round: 1, Count: 1 + (seed * 13 % 97), Threshold: 0.4, Seed: (ulong)seed);
            var expected = PoolBuilder.BruteForce(query, pool);

            Assert.Equal(expected, FollowToTheEnd(pool, query));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Head_WhenScoresArriveSorted_IsStillTheBruteForceOrder(bool ascending)
    {
        var pool = new PoolColumns(0);
        pool.Grow(5000);
        var scores = Enumerable.Range(0, 5000).Select(i => (ascending ? i : 5000 - i) / 5000f).ToArray();
        pool.LoadScores(1, scores, scores);
        var query = new HeadQuery(HeadCriterion.Highest, 1, 37);

        Assert.Equal(PoolBuilder.BruteForce(query, pool), FollowToTheEnd(pool, query));
    }

    [Fact]
    public void Head_WhenAnotherRoundIsAskedFor_SaysWhichItHolds()
    {
        var answer = PoolBuilder.Random(1, 10).Head(new HeadQuery(HeadCriterion.Highest, Round: 2, Count: 5));

        Assert.Equal(new HeadAnswer(1, null), answer);
    }

    [Fact]
    public void Head_WhenSourceHasNoScore_ShowsItOnlyInRandomOrder()
    {
        var pool = new PoolColumns(0);
        pool.Grow(3);
        pool.LoadScores(1, [0.2f, float.NaN], [0.1f, float.PositiveInfinity]);

        Assert.Equal([0], Ordinals(pool, HeadCriterion.Highest));
        Assert.Equal([0], Ordinals(pool, HeadCriterion.Uncertain));
        Assert.Equal([0], Ordinals(pool, HeadCriterion.NearThreshold));
        Assert.Equal([0, 1, 2], Ordinals(pool, HeadCriterion.Random).Order());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(double.NaN)]
    public void Head_WhenNearThresholdHasNoThreshold_Throws(double? threshold)
        => Assert.Throws<ArgumentException>(
            () => PoolBuilder.Random(1, 10).Head(new HeadQuery(HeadCriterion.NearThreshold, 1, 5, Threshold: threshold)));

    [Fact]
    public void Head_WhenThereAreNoPriors_IsEmpty()
    {
        var pool = new PoolColumns(0);
        pool.Grow(3);

        Assert.Empty(Ordinals(pool, HeadCriterion.Odd));
        Assert.Empty(Ordinals(pool, HeadCriterion.Diverse));
    }

    [Fact]
    public void Head_WhenPriorsAreLoaded_TakesLargestOddityAndSmallestRankFirst()
    {
        var pool = new PoolColumns(0);
        pool.Grow(4);
        pool.LoadPriors([1, 3, 2], [2, 0, float.NaN, 1]);

        Assert.Equal([1, 2, 0], Ordinals(pool, HeadCriterion.Odd));
        Assert.Equal([1, 3, 0], Ordinals(pool, HeadCriterion.Diverse));
    }

    [Fact]
    public void SetLabelled_WhenSourceIsExcludedAndBack_KeepsTheLabel()
    {
        var pool = new PoolColumns(2);
        pool.Grow(5);
        var source = PoolBuilder.At(2, 3);

        pool.SetLabelled(source, true);
        pool.SetStatus(source, RowStatus.Excluded);
        Assert.Equal(RowStatus.Excluded, pool.StatusOf(source));
        pool.SetStatus(source, RowStatus.Available);

        Assert.Equal(RowStatus.Labelled, pool.StatusOf(source));
        Assert.Equal((4, 1, 0), (pool.CountOf(RowStatus.Available), pool.CountOf(RowStatus.Labelled), pool.CountOf(RowStatus.Excluded)));
    }

    [Fact]
    public void CountOf_WhenStatusesChangeAtRandom_EqualsARecount()
    {
        var random = new Random(5);
        var pool = new PoolColumns(0);
        for (var step = 0; step < 2000; step++)
        {
            pool.Grow(1 + (step / 4));
            var source = new Ordinal(random.Next(pool.Count));
            if (random.Next(2) == 0)
            {
                pool.SetLabelled(source, random.Next(2) == 0);
            }
            else
            {
                pool.SetStatus(source, new[] { RowStatus.Available, RowStatus.KnownLens, RowStatus.Tombstoned }[random.Next(3)]);
            }
        }

        foreach (var status in Enum.GetValues<RowStatus>())
        {
            Assert.Equal(Enumerable.Range(0, pool.Count).Count(i => pool.StatusOf(new Ordinal(i)) == status), pool.CountOf(status));
        }
    }

    [Fact]
    public void Grow_WhenScoresAreLoaded_AddsUnscoredSources()
    {
        var pool = PoolBuilder.Random(3, 10, scoredShare: 1);
        var before = pool.Scores.ToArray();

        pool.Grow(Ordinal.ShardSize);

        Assert.Equal(before, pool.Scores[..10].ToArray());
        Assert.All(pool.Scores[10..].ToArray(), score => Assert.True(float.IsNaN(score)));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Grow(Ordinal.ShardSize + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.StatusOf(PoolBuilder.At(1, 0)));
    }

    [Fact]
    public void LoadScores_WhenLongerThanThePool_IsRefusedAndChangesNothing()
    {
        var pool = PoolBuilder.Random(3, 10);

        Assert.Throws<ArgumentException>(() => pool.LoadScores(2, new float[11], new float[11]));
        Assert.Equal(1, pool.Round);
    }

    private static IEnumerable<int> Ordinals(PoolColumns pool, HeadCriterion criterion)
        => pool.Head(new HeadQuery(criterion, pool.Round, 100, Threshold: 0.5)).Run!.Items.Select(item => item.Ordinal.Value);

    private static List<HeadKey> FollowToTheEnd(PoolColumns pool, HeadQuery query)
    {
        var places = new List<HeadKey>();
        for (var more = true; more;)
        {
            var run = pool.Head(query).Run!;
            places.AddRange(run.Items.Select(item => item.Place));
            more = run.HasMore;
            query = query with { After = run.Items.IsEmpty ? query.After : run.Items[^1].Place };
        }

        return places;
    }
}
