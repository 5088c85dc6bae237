using System.Text.Json;
using LensGrains.Core.Ids;
using LensGrains.Core.Pools;
using LensGrains.Core.Rounds;

namespace LensGrains.Tests.Core.Rounds;

public class RoundCensusTests
{
    public sealed record RecordedRound(
        ulong Seed, int N, int Levels, double Threshold, int Scored, double? MinScore, double? MinFinds, double? MinKnown, double? MaxNegative,
        int? OverMinScore, int? OverMinFinds, int? OverMinKnown, int? OverThreshold, int? BelowMaxNegative, double? Purity,
        double? RecallKnown, double[] PositiveShares, double[] NegativeShares, int[] Curve, int[] FindRanks)
    {
        public float[] Scores() => [.. Enumerable.Range(0, N).Select(i =>
            StableHash.Unit(Seed, (ulong)((3 * i) + 1)) < 0.05 ? float.NaN : Score(i))];

        public IEnumerable<ScoredExample> Examples()
        {
            var scores = Scores();
            for (var i = 0; i < N; i++)
            {
                var kind = StableHash.Unit(Seed, (ulong)((3 * i) + 2));
                if (kind < 0.06 && !float.IsNaN(scores[i]))
                {
                    yield return new ScoredExample(new Ordinal(i), kind < 0.02, kind < 0.01, scores[i], scores[i] * 0.9f);
                }
            }
        }

        private float Score(int i)
        {
            var squared = Math.Pow(StableHash.Unit(Seed, (ulong)(3 * i)), 2);
            return (float)(Levels == 0 ? squared : Math.Floor(squared * Levels) / Levels);
        }
    }

    [Fact]
    public void Statistics_OnRecordedRounds_EqualThoseOfTheWholeArrays()
    {
        foreach (var recorded in Numerics.Recorded<RecordedRound>("statistics.json"))
        {
            var statistics = Count(recorded).Statistics([4, 0], 2);

            Assert.Equal(recorded.Scored, statistics.Scored);
            Assert.Equal(
                (recorded.MinScore, recorded.MinFinds, recorded.MinKnown, recorded.MaxNegative),
                (statistics.MinScore, statistics.MinScoreFinds, statistics.MinScoreKnown, statistics.MaxScoreNegatives));
            Assert.Equal(
                (recorded.OverMinScore, recorded.OverMinFinds, recorded.OverMinKnown, recorded.OverThreshold, recorded.BelowMaxNegative),
                (statistics.OverMinScore, statistics.OverMinScoreFinds, statistics.OverMinScoreKnown, statistics.OverThreshold,
                    statistics.BelowMaxNegative));
            Assert.Equal((recorded.Purity, recorded.RecallKnown), (statistics.Purity, statistics.RecallKnown));
        }
    }

    [Fact]
    public void Plots_OnRecordedRounds_EqualThoseOfTheWholeArrays()
    {
        foreach (var recorded in Numerics.Recorded<RecordedRound>("statistics.json"))
        {
            var plots = Count(recorded).Plots();

            Assert.Equal(recorded.Curve, plots.Curve.Counts);
            Assert.Equal(recorded.FindRanks, plots.Finds.Select(f => f.Rank));
            AssertClose(recorded.PositiveShares, plots.Distributions.Positives);
            AssertClose(recorded.NegativeShares, plots.Distributions.Negatives);
            Assert.Equal(recorded.OverThreshold, plots.Lines.Single(l => l.Kind == ScoreLineKind.Dividing).Over);
        }
    }

    [Fact]
    public void Statistics_ByHand_AreAsWrittenDown()
    {
        ScoredExample[] examples =
        [
            new(new Ordinal(0), true, true, 0.9f, 0.7f), new(new Ordinal(1), true, true, 0.6f, 0.4f), new(new Ordinal(2), true, false, 0.5f, 0.5f),
            new(new Ordinal(3), false, false, 0.8f, 0.8f), new(new Ordinal(4), false, false, null, null),
        ];
        var census = new RoundCensus(examples, 0.5);
        census.Add([0.9f, 0.6f, 0.5f, 0.8f]);
        census.Add([float.NaN, 0.5f, 0.95f, 0.1f]);

        var s = census.Statistics([3, 1, 4, 1, 5, 9], 2);

        Assert.Equal((7, 3, 2, 2), (s.Scored, s.Positives, s.Negatives, s.Known));
        Assert.Equal((0.95f, 0.5f, 0.5f, 0.6f, 0.4f, 0.8f),
            ((float)s.MaxScore!, (float)s.MinScore!, (float)s.MinScoreFinds!, (float)s.MinScoreKnown!, (float)s.MinScoreKnownHeldOut!, (float)s.MaxScoreNegatives!));
        Assert.Equal((4, 3, 6, 4, 4), (s.OverMinScore!.Value, s.OverMinScoreKnown!.Value, s.OverMinScoreKnownHeldOut!.Value, s.OverThreshold!.Value, s.BelowMaxNegative!.Value));
        Assert.Equal((1.0, 0.5, 4.2), (s.Purity!.Value, s.RecallKnown!.Value, s.MeanIncrement!.Value)); // 4.2 = (4 + 1 + 5 + 9 + 2) / 5
        Assert.Equal([3, 1, 4, 1, 5, 9, 2], s.Increments);
    }

    [Fact]
    public void Statistics_WhenNothingIsLabelledOrScored_AreNullAndNeverThrow()
    {
        var census = new RoundCensus([], null);
        census.Add([float.NaN]);

        var statistics = census.Statistics([], 0);
        var plots = census.Plots();

        Assert.Equal((0, 0, null, null, null, null), (
            statistics.Scored, statistics.Positives, statistics.MinScore, statistics.Purity, statistics.OverThreshold, statistics.RecallKnown));
        Assert.Empty(plots.Lines);
        Assert.Equal(0, plots.Distributions.Positives.Sum());
    }

    [Fact]
    public void Plots_AsJson_HaveTheDocumentedShape()
    {
        var recorded = Numerics.Recorded<RecordedRound>("statistics.json")[0];

        var json = JsonSerializer.SerializeToElement(Count(recorded).Plots(), JsonSerializerOptions.Web);

        Assert.Equal(50, json.GetProperty("distributions").GetProperty("positives").GetArrayLength());
        Assert.Equal(0.02, json.GetProperty("distributions").GetProperty("binWidth").GetDouble());
        Assert.Equal(100, json.GetProperty("curve").GetProperty("counts").GetArrayLength());
        Assert.Equal(JsonValueKind.Number, json.GetProperty("known")[0].GetProperty("source").ValueKind);
        Assert.Equal(1, json.GetProperty("distributions").GetProperty("negatives").EnumerateArray().Sum(x => x.GetDouble()), 1e-9);
    }

    private static RoundCensus Count(RecordedRound recorded)
    {
        var census = new RoundCensus(recorded.Examples(), recorded.Threshold);
        foreach (var shard in recorded.Scores().Chunk(700).Reverse())
        {
            census.Add(shard);
        }

        return census;
    }

    private static void AssertClose(double[] expected, IReadOnlyList<double> actual)
        => Assert.True(expected.Zip(actual).All(x => Math.Abs(x.First - x.Second) < 1e-12), string.Join(' ', actual));
}
