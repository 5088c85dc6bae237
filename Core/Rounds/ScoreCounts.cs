namespace LensGrains.Core.Rounds;

/// <summary>How many scores lie above, at and below some edges, counted as the scores stream by.</summary>
internal sealed class ScoreCounts
{
    private readonly double[] _edges;
    private readonly int[] _between; // [i]: scores above edge i - 1 and not above edge i
    private readonly int[] _equal;
    private int[]? _above;

    public ScoreCounts(IEnumerable<double> edges)
    {
        _edges = [.. edges.Distinct().Order()];
        _between = new int[_edges.Length + 1];
        _equal = new int[_edges.Length];
    }

    /// <summary>Scores counted; NaN is none.</summary>
    public int Total { get; private set; }

    public float? Largest { get; private set; }

    public void Add(ReadOnlySpan<float> scores)
    {
        _above = null;
        foreach (var score in scores)
        {
            if (float.IsNaN(score))
            {
                continue;
            }

            var i = LowerBound(score);
            _between[i]++;
            if (i < _edges.Length && _edges[i] == score)
            {
                _equal[i]++;
            }

            Total++;
            Largest = Largest is { } largest && largest >= score ? largest : score;
        }
    }

    /// <summary>Scores strictly above one of the edges.</summary>
    public int Above(double edge) => (_above ??= SuffixSums())[LowerBound(edge)];

    /// <summary>Scores at or above one of the edges.</summary>
    public int AtLeast(double edge) => Above(edge) + _equal[LowerBound(edge)];

    /// <summary>Scores strictly below one of the edges.</summary>
    public int Below(double edge) => Total - AtLeast(edge);

    private int[] SuffixSums()
    {
        var above = new int[_edges.Length];
        var sum = 0;
        for (var i = _edges.Length - 1; i >= 0; i--)
        {
            above[i] = sum += _between[i + 1];
        }

        return above;
    }

    // The first edge that is not below the value.
    private int LowerBound(double value)
    {
        var (low, high) = (0, _edges.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _edges[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
