namespace LensGrains.Core.Rounds;

/// <summary>
/// Counts the scores of a round shard by shard, and from the counts gives its figures and the data of its plots. Memory depends on
/// the number of labelled sources, not on the number of sources.
/// </summary>
public sealed class RoundCensus
{
    private const int Bins = 50;
    private const int CurvePoints = 100;
    private const int IncrementsInMean = 5;

    private readonly ScoredExample[] _examples;
    private readonly double? _threshold;
    private readonly double[] _curve = [.. Enumerable.Range(0, CurvePoints).Select(i => (double)i / (CurvePoints - 1))];
    private readonly ScoreCounts _counts;
    private readonly double? _minScore;
    private readonly double? _minFinds;
    private readonly double? _minKnown;
    private readonly double? _minKnownHeldOut;
    private readonly double? _maxNegative;

    /// <summary>Starts the count.</summary>
    /// <param name="examples">The labelled sources of the manifest.</param>
    /// <param name="dividingThreshold">The round's threshold, or null without one.</param>
    public RoundCensus(IEnumerable<ScoredExample> examples, double? dividingThreshold)
    {
        _examples = [.. examples.Select(e => e with { Score = OrNull(e.Score), HeldOutScore = OrNull(e.HeldOutScore) })];
        _threshold = dividingThreshold;
        _minScore = Positives.Min(e => e.Score);
        _minFinds = Positives.Where(e => !e.Known).Min(e => e.Score);
        _minKnown = Known.Min(e => e.Score);
        _minKnownHeldOut = Known.Min(e => e.HeldOutScore);
        _maxNegative = Negatives.Max(e => e.Score);
        var lines = new[] { _minScore, _minFinds, _minKnown, _minKnownHeldOut, _maxNegative, _threshold };
        _counts = new ScoreCounts([.. _curve, .. lines.OfType<double>(), .. Positives.Select(e => (double?)e.Score).OfType<double>()]);
    }

    private IEnumerable<ScoredExample> Positives => _examples.Where(e => e.Positive);

    private IEnumerable<ScoredExample> Negatives => _examples.Where(e => !e.Positive);

    private IEnumerable<ScoredExample> Known => _examples.Where(e => e is { Positive: true, Known: true });

    /// <summary>Counts one shard's mean scores, [rows] float32 with NaN for a source without one. Every shard once, in any order.</summary>
    public void Add(ReadOnlySpan<float> scores) => _counts.Add(scores);

    /// <summary>The figures over everything counted so far.</summary>
    /// <param name="earlierIncrements">Positives gained in each earlier round, oldest first.</param>
    /// <param name="gained">Positives gained since the parent round.</param>
    public RoundStatistics Statistics(IEnumerable<int> earlierIncrements, int gained)
    {
        int[] increments = [.. earlierIncrements, gained];
        var positives = Positives.Count();
        var overKnown = Over(_minKnown);
        return new RoundStatistics(
            _counts.Total, positives, _examples.Length - positives, Known.Count(),
            _counts.Largest, _minScore, _minFinds, _minKnown, _minKnownHeldOut, _maxNegative,
            Over(_minScore), Over(_minFinds), overKnown, Over(_minKnownHeldOut), Over(_threshold),
            _maxNegative is { } highest ? _counts.Below(highest) : null,
            overKnown > 0 ? (double)positives / overKnown : null,
            RecallOfKnown(),
            increments, increments.TakeLast(IncrementsInMean).Average());
    }

    /// <summary>The data of the plots over everything counted so far.</summary>
    public RoundPlots Plots() => new(
        new ScoreDistributions(1.0 / Bins, Shares(Positives), Shares(Negatives)),
        new RankCurve(_curve, [.. _curve.Select(_counts.AtLeast)]),
        Ranked(Known),
        Ranked(Positives.Where(e => !e.Known)),
        [.. Lines()],
        Positives.Count(), Negatives.Count(), _counts.Total);

    private static float? OrNull(float? score) => score is { } s && float.IsNaN(s) ? null : score;

    private int? Over(double? edge) => edge is { } e ? _counts.Above(e) : null;

    private double? RecallOfKnown()
    {
        var scores = Known.Select(e => e.HeldOutScore).OfType<float>().ToArray();
        return scores.Length == 0 || _threshold is not { } t ? null : (double)scores.Count(s => s > t) / scores.Length;
    }

    private static double[] Shares(IEnumerable<ScoredExample> examples)
    {
        var shares = new double[Bins];
        var scores = examples.Select(e => e.Score).OfType<float>().ToArray();
        foreach (var score in scores)
        {
            shares[Math.Clamp((int)(score * (double)Bins), 0, Bins - 1)] += 1.0 / scores.Length;
        }

        return shares;
    }

    private RankedSource[] Ranked(IEnumerable<ScoredExample> examples)
        => [.. examples.Where(e => e.Score is not null)
            .Select(e => new RankedSource(e.Source, e.Score!.Value, 1 + _counts.Above(e.Score.Value)))
            .OrderBy(r => r.Rank).ThenBy(r => r.Source)];

    private IEnumerable<ScoreLine> Lines()
    {
        (ScoreLineKind Kind, double? Score)[] lines =
        [
            (ScoreLineKind.Dividing, _threshold), (ScoreLineKind.MinKnown, _minKnownHeldOut ?? _minKnown),
            (ScoreLineKind.MinFinds, _minFinds), (ScoreLineKind.MaxNegative, _maxNegative),
        ];
        foreach (var (kind, score) in lines)
        {
            if (score is { } s)
            {
                yield return new ScoreLine(kind, s, _counts.Above(s));
            }
        }

        if (_counts.Largest is { } largest)
        {
            yield return new ScoreLine(ScoreLineKind.Max, largest, 0);
        }
    }
}
