namespace LensGrains.Learning.Metrics;

/// <summary>One source of a sample.</summary>
/// <param name="Row">Its number in the data as given.</param>
/// <param name="Score">Its score; a probability where a metric of probabilities is asked for.</param>
/// <param name="Positive">The truth.</param>
/// <param name="Count">How often it counts: once, or as often as a resample drew it.</param>
public readonly record struct SampleRow(int Row, double Score, bool Positive, int Count);

/// <summary>
/// Scores and truths, sorted once from the highest score down. A bootstrap resample (<see cref="Redrawn"/>) shares the sorted arrays
/// and only counts rows differently, so that a resample costs no sorting. Nothing here changes; rows with equal scores are never
/// told apart.
/// </summary>
public sealed class Sample
{
    private readonly double[] _scores;
    private readonly bool[] _positives;
    private readonly int[] _rows;
    private readonly int[]? _counts;
    private RankPoint[]? _curve;

    /// <param name="scores">[n] finite.</param>
    /// <param name="positives">[n].</param>
    /// <exception cref="ArgumentException">No scores, a score that is not finite, or lengths that differ.</exception>
    public Sample(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives)
    {
        Require(scores, positives);
        _scores = scores.ToArray();
        _rows = Enumerable.Range(0, scores.Length).ToArray();
        Array.Sort(_scores, _rows);
        Array.Reverse(_scores);
        Array.Reverse(_rows);
        _positives = new bool[scores.Length];
        for (var rank = 0; rank < _rows.Length; rank++)
        {
            _positives[rank] = positives[_rows[rank]];
            Positives += _positives[rank] ? 1 : 0;
        }

        Negatives = scores.Length - Positives;
    }

    private Sample(Sample whole, int[] counts)
    {
        (_scores, _positives, _rows, _counts) = (whole._scores, whole._positives, whole._rows, counts);
        for (var rank = 0; rank < _rows.Length; rank++)
        {
            var count = counts[_rows[rank]];
            Positives += _positives[rank] ? count : 0;
            Negatives += _positives[rank] ? 0 : count;
        }
    }

    /// <summary>Number of rows n as given.</summary>
    public int Length => _scores.Length;

    /// <summary>Positives, each as often as it counts.</summary>
    public int Positives { get; }

    /// <summary>Negatives, each as often as it counts.</summary>
    public int Negatives { get; }

    /// <summary>Positives and negatives.</summary>
    public int Count => Positives + Negatives;

    /// <summary>True where both classes are there.</summary>
    public bool HasBothClasses => Positives > 0 && Negatives > 0;

    /// <summary>What each distinct score lets through, from the highest down; the last point lets everything through.</summary>
    public ReadOnlySpan<RankPoint> Curve => _curve ??= Walk();

    /// <summary>The row at a rank from 0, the highest score first; the order within equal scores means nothing.</summary>
    public SampleRow this[int rank]
        => new(_rows[rank], _scores[rank], _positives[rank], _counts is null ? 1 : _counts[_rows[rank]]);

    /// <summary>The same rows, each counted as often as <paramref name="counts"/> says.</summary>
    /// <param name="counts">[n] ≥ 0, by row as given; not copied.</param>
    public Sample Redrawn(int[] counts)
        => counts.Length == Length
            ? new Sample(this, counts)
            : throw new ArgumentException($"{counts.Length} counts for {Length} rows.", nameof(counts));

    /// <summary>The truth of every row, in the order given.</summary>
    public bool[] Truths()
    {
        var truths = new bool[Length];
        for (var rank = 0; rank < Length; rank++)
        {
            truths[_rows[rank]] = _positives[rank];
        }

        return truths;
    }

    private RankPoint[] Walk()
    {
        var points = new List<RankPoint>();
        var (truePositives, falsePositives, added) = (0, 0, 0);
        for (var rank = 0; rank < Length; rank++)
        {
            var row = this[rank];
            truePositives += row.Positive ? row.Count : 0;
            falsePositives += row.Positive ? 0 : row.Count;
            added += row.Count;
            if (added > 0 && (rank == Length - 1 || _scores[rank + 1] != row.Score))
            {
                points.Add(new RankPoint(row.Score, truePositives, falsePositives));
                added = 0;
            }
        }

        return [.. points];
    }

    private static void Require(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives)
    {
        if (scores.Length == 0 || scores.Length != positives.Length)
        {
            throw new ArgumentException($"{scores.Length} scores for {positives.Length} truths.");
        }

        foreach (var score in scores)
        {
            if (!double.IsFinite(score))
            {
                throw new ArgumentException("Scores must be finite.");
            }
        }
    }
}
