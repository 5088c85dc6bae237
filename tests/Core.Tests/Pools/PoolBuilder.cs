using LensGrains.Core.Ids;
using LensGrains.Core.Pools;

namespace LensGrains.Tests.Core.Pools;

/// <summary>Random pools and the brute-force order to check them against.</summary>
internal static class PoolBuilder
{
    /// <summary>A pool with scores from few levels where <paramref name="levels"/> is not 0 (ties), some rows unscored or taken.</summary>
    public static PoolColumns Random(int seed, int count, int shard = 0, int levels = 0, double availableShare = 0.8, double scoredShare = 0.9)
    {
        var random = new Random(seed);
        var pool = new PoolColumns(shard);
        pool.Grow(count);
        var score = new float[count];
        var sd = new float[count];
        for (var row = 0; row < count; row++)
        {
            var scored = random.NextDouble() < scoredShare;
            score[row] = scored ? Level(random, levels) : float.NaN;
            sd[row] = scored ? Level(random, levels) / 4 : float.NaN;
            if (random.NextDouble() >= availableShare)
            {
                pool.SetStatus(At(shard, row), (RowStatus)random.Next(2, 6));
            }
        }

        pool.LoadScores(1, score, sd);
        pool.LoadPriors(score, [.. score.Select((_, i) => (float)((i * 7919) % count))]);
        return pool;
    }

    public static Ordinal At(int shard, int row) => new((shard * Ordinal.ShardSize) + row);

    /// <summary>All candidates of some pools in order, by sorting everything.</summary>
    public static List<HeadKey> BruteForce(HeadQuery query, params PoolColumns[] pools)
    {
        var places = new List<HeadKey>();
        foreach (var pool in pools)
        {
            for (var row = 0; row < pool.Count; row++)
            {
                var source = At(pool.Shard, row);
                var key = KeyOf(query, pool.Scores[row], pool.Uncertainties[row], source);
                if (pool.StatusOf(source) == RowStatus.Available && !double.IsNaN(key))
                {
                    places.Add(new HeadKey(key, source));
                }
            }
        }

        return [.. places.OrderBy(p => p.Key).ThenBy(p => p.Ordinal.Value)];
    }

    private static double KeyOf(HeadQuery query, double score, double sd, Ordinal source) => query.Criterion switch
    {
        HeadCriterion.Highest => -score,
        HeadCriterion.Uncertain => -sd,
        HeadCriterion.NearThreshold => Math.Abs(score - query.Threshold!.Value),
        HeadCriterion.Random => StableHash.Unit(query.Seed, (ulong)source.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(query)),
    };

    private static float Level(Random random, int levels)
        => levels == 0 ? random.NextSingle() : (float)random.Next(levels) / levels;
}
