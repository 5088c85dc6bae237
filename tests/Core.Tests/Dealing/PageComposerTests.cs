using LensGrains.Core.Campaigns;
using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Pools;
using LensGrains.Tests.Core.Pools;

namespace LensGrains.Tests.Core.Dealing;

public class PageComposerTests
{
    public sealed record GoldenPage(
        float[] Score, float[] Sd, bool[] Available, int K, double Ratio, string Method, double Threshold, int[] Page);

    [Fact]
    public void Compose_WhenPolicyIsCompatible_GivesTheGoldenPages()
    {
        foreach (var golden in Numerics.Recorded<GoldenPage>("pages.json"))
        {
            var method = golden.Method == "uncertainty" ? SupplementMethod.Uncertainty : SupplementMethod.Threshold;
            var feeder = new HeadFeeder(Split(golden), runLength: 4, golden.Threshold);

            var page = feeder.Compose(PagePolicy.Compatible(golden.Ratio, method, golden.K));

            Assert.Equal(golden.Page, page.Tiles.Select(tile => IndexOf(golden, tile.Source)));
            Assert.All(page.Tiles, tile => Assert.Equal(1, tile.Probability));
        }
    }

    [Fact]
    public void Compose_WithDefaultPolicy_HasSevenHighTwoUncertainOneAudit()
    {
        var pools = new[] { PoolBuilder.Random(1, 500), PoolBuilder.Random(2, 500, 1) };
        var free = pools.Sum(p => p.CountOf(RowStatus.Available));

        var page = new HeadFeeder(pools).Compose(new PagePolicy());

        Assert.Equal(7, page.Tiles.Count(t => t.Reason == TileReason.High));
        Assert.Equal(2, page.Tiles.Count(t => t.Reason == TileReason.Uncertain));
        Assert.Equal(1.0 / (free - 9), page.Tiles.Single(t => t.Reason == TileReason.Audit).Probability);
        Assert.Equal(10, page.Tiles.Select(t => t.Source).Distinct().Count());
    }

    [Fact]
    public void Compose_WhenAuditShareIsAFraction_DrawsItOnAverage()
    {
        var pools = new[] { PoolBuilder.Random(1, 500) };
        var feeder = new HeadFeeder(pools);
        var policy = new PagePolicy(AuditRatio: 0.03);

        var audits = Enumerable.Range(0, 2000)
            .Sum(i => feeder.Compose(policy, pageSeed: (ulong)i).Tiles.Count(t => t.Reason == TileReason.Audit));

        Assert.InRange(audits, 600 - 82, 600 + 82); // 4 standard deviations of Binomial(2000, 0.3)
    }

    [Fact]
    public void Compose_WhenShuffled_PutsEveryReasonInEveryPlaceEquallyOften()
    {
        var feeder = new HeadFeeder([PoolBuilder.Random(1, 500)]);
        var audits = new int[10];

        for (var i = 0; i < 3000; i++)
        {
            var tiles = feeder.Compose(new PagePolicy(), pageSeed: (ulong)i).Tiles;
            audits[tiles.ToList().FindIndex(t => t.Reason == TileReason.Audit)]++;
        }

        Assert.True(audits.Sum(n => Math.Pow(n - 300, 2) / 300) < 27.9, string.Join(' ', audits)); // χ² of 9, p = 0.001
    }

    [Fact]
    public void Compose_WithTheSameSeed_GivesTheSamePage()
    {
        var pools = new[] { PoolBuilder.Random(1, 500) };

        Assert.Equal(
            new HeadFeeder(pools, runLength: 3).Compose(new PagePolicy(), pageSeed: 9).Tiles.AsEnumerable(),
            new HeadFeeder(pools, runLength: 70).Compose(new PagePolicy(), pageSeed: 9).Tiles.AsEnumerable());
    }

    [Fact]
    public void Compose_BeforeTheFirstModel_MixesDiverseOddAndRandom()
    {
        var page = new HeadFeeder([Unscored(200)]).Compose(new PagePolicy(Order: PageOrder.SlDiscovery));

        Assert.Equal(
            [.. Enumerable.Repeat(TileReason.Diverse, 7), .. Enumerable.Repeat(TileReason.Odd, 1), .. Enumerable.Repeat(TileReason.Random, 2)],
            page.Tiles.Select(t => t.Reason));
        Assert.All(page.Tiles.TakeLast(2), t => Assert.Equal(2.0 / 192, t.Probability));
    }

    [Fact]
    public void Compose_WhenThePolicyIsRandom_DrawsEveryTileWithEqualProbability()
    {
        var pool = PoolBuilder.Random(1, 500);

        var page = new HeadFeeder([pool]).Compose(new PagePolicy(Order: PageOrder.Random));

        Assert.All(page.Tiles, t => Assert.Equal((TileReason.Random, 10.0 / pool.CountOf(RowStatus.Available)), (t.Reason, t.Probability)));
    }

    [Theory]
    [InlineData(PageQueue.Highest, HeadCriterion.Highest, TileReason.High)]
    [InlineData(PageQueue.Uncertain, HeadCriterion.Uncertain, TileReason.Uncertain)]
    [InlineData(PageQueue.Threshold, HeadCriterion.NearThreshold, TileReason.Threshold)]
    [InlineData(PageQueue.Random, HeadCriterion.Random, TileReason.Random)]
    public void Compose_WhenAQueueIsAsked_HasTheFirstOfThatOrderOnly(PageQueue queue, HeadCriterion criterion, TileReason reason)
    {
        var pool = PoolBuilder.Random(1, 500);
        var expected = PoolBuilder.BruteForce(new HeadQuery(criterion, 1, 10, Threshold: 0.5, Seed: 1), pool).Take(10).ToArray();

        var page = new HeadFeeder([pool], runLength: 3, threshold: 0.5).Compose(new PagePolicy(Queue: queue, Order: PageOrder.SlDiscovery));

        Assert.Equal(expected.Select(e => e.Ordinal), page.Tiles.Select(t => t.Source));
        var probability = queue == PageQueue.Random ? 10.0 / pool.CountOf(RowStatus.Available) : 1;
        Assert.All(page.Tiles, t => Assert.Equal((reason, probability), (t.Reason, t.Probability)));
    }

    [Theory]
    [InlineData(PageQueue.Odd, TileReason.Odd)]
    [InlineData(PageQueue.Diverse, TileReason.Diverse)]
    public void Compose_WhenAPriorIsAsked_NeedsNoScores(PageQueue queue, TileReason reason)
    {
        var page = new HeadFeeder([Unscored(200)]).Compose(new PagePolicy(Queue: queue));

        Assert.All(page.Tiles, t => Assert.Equal(reason, t.Reason));
        Assert.All(page.Tiles, t => Assert.True(queue == PageQueue.Odd ? t.Source.Row % 17 == 16 : t.Source.Row < 10));
    }

    [Fact]
    public void Compose_WhenScoresAreAskedBeforeTheFirstModel_IsRandomAndSaysSo()
    {
        var page = new HeadFeeder([Unscored(200)]).Compose(new PagePolicy(Queue: PageQueue.Highest));

        Assert.All(page.Tiles, t => Assert.Equal((TileReason.Random, 10.0 / 200), (t.Reason, t.Probability)));
    }

    [Fact]
    public void Compose_WhenTheRandomQueueIsAskedOverAndOver_ShowsEverySourceAsOftenAsItsProbabilitySays()
    {
        var shown = new int[60];
        var seeds = Enumerable.Range(0, 3000).Select(i => (ulong)(i * 7_919));
        foreach (var seed in seeds)
        {
            foreach (var tile in new HeadFeeder([Unscored(60)], seed: seed).Compose(new PagePolicy(Size: 6, Queue: PageQueue.Random)).Tiles)
            {
                Assert.Equal(0.1, tile.Probability);
                shown[tile.Source.Row]++;
            }
        }

        Assert.True(shown.Sum(n => Math.Pow(n - 300, 2) / (300 * 0.9)) < 98.3, string.Join(' ', shown)); // χ² of 59, p = 0.001
    }

    [Fact]
    public void Of_WhenACampaignAsksForTheCompatiblePage_LeavesOutAuditTiles()
    {
        var policy = new CampaignPolicy { PageOrder = PageOrder.SlDiscovery, SupplementRatio = 0.5, AuditRatio = 0.3 };

        Assert.Equal(PagePolicy.Compatible(0.5), PagePolicy.Of(policy));
        Assert.Equal(new PagePolicy(), PagePolicy.Of(new CampaignPolicy()));
    }

    [Fact]
    public void Compose_WhenOnlyUnscoredSourcesAreLeft_FillsThePageAtRandom()
    {
        var pool = new PoolColumns(0);
        pool.Grow(30);
        pool.LoadScores(1, [0.9f, 0.8f], [0.1f, 0.1f]);

        var page = new HeadFeeder([pool]).Compose(new PagePolicy());

        Assert.Equal(10, page.Tiles.Length);
        Assert.Equal(2, page.Tiles.Count(t => t.Reason == TileReason.High));
    }

    [Fact]
    public void Compose_WhenTwoPagesAreOut_SharesNoSource()
    {
        var feeder = new HeadFeeder([PoolBuilder.Random(1, 25, availableShare: 1)]);
        var leased = new HashSet<Ordinal>();
        var sizes = new List<int>();

        for (var page = 0; page < 4; page++)
        {
            var tiles = feeder.Compose(new PagePolicy(), s => leased.Contains(s) ? Standing.Held : Standing.Free, (ulong)page).Tiles;
            Assert.All(tiles, tile => Assert.True(leased.Add(tile.Source)));
            sizes.Add(tiles.Length);
        }

        Assert.Equal([10, 10, 5, 0], sizes);
    }

    [Fact]
    public void Compose_WhenHeadsAreEmpty_AsksForEveryOrderAtOnce()
    {
        var page = PageComposer.Compose(new MergedHeads(1, [0, 1]), new PagePolicy(), _ => Standing.Free, 100, 1);

        Assert.Empty(page.Tiles);
        Assert.Equal(6, page.Refills.Length);
    }

    private static PoolColumns Unscored(int count)
    {
        var pool = new PoolColumns(0);
        pool.Grow(count);
        pool.LoadPriors([.. Enumerable.Range(0, count).Select(i => (float)(i % 17))], [.. Enumerable.Range(0, count).Select(i => (float)i)]);
        return pool;
    }

    // The golden arrays are cut in two pools; ordinals keep the order of the names.
    private static PoolColumns[] Split(GoldenPage golden)
    {
        var cut = golden.Score.Length / 2;
        return [Part(golden, 0, 0, cut), Part(golden, 1, cut, golden.Score.Length)];
    }

    private static PoolColumns Part(GoldenPage golden, int shard, int from, int to)
    {
        var pool = new PoolColumns(shard);
        pool.Grow(to - from);
        pool.LoadScores(1, golden.Score.AsSpan(from..to), golden.Sd.AsSpan(from..to));
        for (var row = 0; row < to - from; row++)
        {
            pool.SetLabelled(PoolBuilder.At(shard, row), !golden.Available[from + row]);
        }

        return pool;
    }

    private static int IndexOf(GoldenPage golden, Ordinal source) => source.Row + (source.Shard * (golden.Score.Length / 2));
}
