using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Pools;

namespace LensGrains.Tests.Core.Dealing;

/// <summary>Plays the dealer: fetches the runs that a page needs, then composes it.</summary>
internal sealed class HeadFeeder(PoolColumns[] pools, int runLength = 20, double? threshold = null, ulong seed = 1, int? shards = null)
{
    public MergedHeads Heads { get; } = new(pools[0].Round, pools.Select(p => p.Shard).Take(shards ?? pools.Length));

    public int Fetched { get; private set; }

    public void Fetch(IEnumerable<HeadRefill> refills)
    {
        foreach (var refill in refills)
        {
            var query = new HeadQuery(refill.Criterion, Heads.Round, runLength, refill.After, threshold, seed);
            Assert.True(Heads.Add(pools.Single(p => p.Shard == refill.Shard).Head(query).Run!));
            Fetched++;
        }
    }

    public List<HeadItem> Pick(HeadCriterion criterion, int count, Func<Ordinal, Standing> standing)
    {
        for (var pick = Heads.Pick(criterion, count, standing); ; pick = Heads.Pick(criterion, count, standing))
        {
            if (pick.IsComplete)
            {
                return [.. pick.Items];
            }

            Fetch(pick.Refills);
        }
    }

    public ComposedPage Compose(PagePolicy policy, Func<Ordinal, Standing>? standing = null, ulong pageSeed = 1)
    {
        var free = pools.Sum(p => Enumerable.Range(0, p.Count).Count(row => IsFree(p, row, standing)));
        for (var page = Page(); ; page = Page())
        {
            if (page.IsComplete)
            {
                return page;
            }

            Fetch(page.Refills);
        }

        ComposedPage Page() => PageComposer.Compose(Heads, policy, standing ?? (_ => Standing.Free), free, pageSeed);
    }

    private static bool IsFree(PoolColumns pool, int row, Func<Ordinal, Standing>? standing)
    {
        var source = new Ordinal((pool.Shard * Ordinal.ShardSize) + row);
        return pool.StatusOf(source) == RowStatus.Available && (standing is null || standing(source) == Standing.Free);
    }
}
