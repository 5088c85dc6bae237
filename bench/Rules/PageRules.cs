using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Pools;

namespace LensGrains.Bench.Rules;

/// <summary>The next page of 10, from nothing but the pools' columns and from heads that are there already.</summary>
internal sealed class PageRules
{
    private const int Labelled = 2375;
    private const double Threshold = 0.442;
    private readonly PoolColumns[] _pools;
    private readonly long _free;
    private readonly float[] _scores;
    private readonly bool[] _labelled;

    public PageRules(int sources)
    {
        _scores = new float[sources];
        _labelled = new bool[sources];
        var deviations = new float[sources];
        for (var i = 0; i < sources; i++)
        {
            _scores[i] = (float)Math.Pow(StableHash.Unit(1, (ulong)i), 2);
            deviations[i] = (float)(StableHash.Unit(2, (ulong)i) / 4);
        }

        // Labels gather at the high scores, as they do in a campaign.
        foreach (var i in Enumerable.Range(0, sources).OrderByDescending(i => _scores[i] * StableHash.Unit(3, (ulong)i)).Take(Labelled))
        {
            _labelled[i] = true;
        }

        _pools = [.. Enumerable.Range(0, (sources + Ordinal.ShardSize - 1) / Ordinal.ShardSize).Select(shard => Pool(shard, deviations))];
        _free = _pools.Sum(p => (long)p.CountOf(RowStatus.Available));
    }

    /// <summary>Every pool's heads, their merging, and the page.</summary>
    public IReadOnlyList<Tile> FromScratch(SupplementMethod method, int run)
    {
        var heads = new MergedHeads(1, _pools.Select(p => p.Shard));
        return Page(heads, new PagePolicy(SupplementMethod: method), _ => Standing.Free, run);
    }

    /// <summary>A dealer that deals page after page from the same heads; refills are part of the time.</summary>
    public Action<int> Following()
    {
        var heads = new MergedHeads(1, _pools.Select(p => p.Shard));
        var dealt = new HashSet<int>();
        return run =>
        {
            foreach (var tile in Page(heads, new PagePolicy(), s => dealt.Contains(s.Value) ? Standing.Spent : Standing.Free, run))
            {
                dealt.Add(tile.Source.Value);
            }
        };
    }

    /// <summary>The plain way, for comparison: list the unlabelled, sort them by score.</summary>
    public int[] BySorting()
        => [.. Enumerable.Range(0, _scores.Length).Where(i => !_labelled[i]).OrderByDescending(i => _scores[i]).Take(10)];

    private IReadOnlyList<Tile> Page(MergedHeads heads, PagePolicy policy, Func<Ordinal, Standing> standing, int run)
    {
        while (true)
        {
            var page = PageComposer.Compose(heads, policy, standing, _free, (ulong)run);
            if (page.IsComplete)
            {
                return page.Tiles.Length == policy.Size ? page.Tiles : throw new InvalidOperationException("The page is short.");
            }

            foreach (var refill in page.Refills)
            {
                var query = new HeadQuery(refill.Criterion, 1, HeadRunLength.Of(_pools.Length, refill.After), refill.After, Threshold, Seed: 1234);
                heads.Add(_pools[refill.Shard].Head(query).Run!);
            }
        }
    }

    private PoolColumns Pool(int shard, float[] deviations)
    {
        var first = shard * Ordinal.ShardSize;
        var count = Math.Min(Ordinal.ShardSize, _scores.Length - first);
        var pool = new PoolColumns(shard);
        pool.Grow(count);
        pool.LoadScores(1, _scores.AsSpan(first, count), deviations.AsSpan(first, count));
        for (var row = 0; row < count; row++)
        {
            pool.SetLabelled(new Ordinal(first + row), _labelled[first + row]);
        }

        return pool;
    }
}
