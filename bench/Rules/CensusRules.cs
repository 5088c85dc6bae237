using LensGrains.Core.Ids;
using LensGrains.Core.Pools;
using LensGrains.Core.Rounds;

namespace LensGrains.Bench.Rules;

/// <summary>The figures and plots of a round over all its shards.</summary>
internal sealed class CensusRules(int sources)
{
    private const int Labelled = 2400;
    private readonly float[] _scores = [.. Enumerable.Range(0, sources).Select(i => (float)Math.Pow(StableHash.Unit(1, (ulong)i), 2))];

    public RoundPlots Run()
    {
        var every = _scores.Length / Labelled;
        var census = new RoundCensus(
            Enumerable.Range(0, Labelled).Select(i => new ScoredExample(
                new Ordinal(i * every), Positive: i % 5 == 0, Known: i % 10 == 0, _scores[i * every], _scores[i * every])),
            dividingThreshold: 0.442);
        foreach (var shard in _scores.Chunk(Ordinal.ShardSize))
        {
            census.Add(shard);
        }

        return census.Statistics([], 0).Scored == _scores.Length ? census.Plots() : throw new InvalidOperationException("Scores are missing.");
    }
}
