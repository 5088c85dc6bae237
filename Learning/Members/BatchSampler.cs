namespace LensGrains.Learning.Members;

/// <summary>
/// Draws rows with replacement so that both classes come equally often: a row's probability is its weight over twice its class's
/// total. With the bootstrap each weight is multiplied by a standard exponential number (the Bayesian bootstrap, Rubin 1981), which
/// never loses a rare positive as drawing with replacement would.
/// </summary>
internal sealed class BatchSampler
{
    private readonly IReadOnlyList<int> _rows;
    private readonly double[] _cumulative;
    private readonly Random _random;

    public BatchSampler(LabelledRows set, IReadOnlyList<int> rows, long seed, Drawing drawing)
    {
        _rows = rows;
        _random = SeededRandom.Of(seed, "batches");
        var weights = Weights(set, rows, seed, drawing);
        _cumulative = new double[rows.Count];
        var total = 0.0;
        for (var i = 0; i < rows.Count; i++)
        {
            _cumulative[i] = total += weights[i];
        }
    }

    /// <summary>Leaves out so many draws, as if they had been made.</summary>
    public void Skip(long draws)
    {
        for (var i = 0L; i < draws; i++)
        {
            _ = _random.NextDouble();
        }
    }

    /// <summary>Fills <paramref name="drawn"/> with row numbers.</summary>
    public void Draw(Span<long> drawn)
    {
        var total = _cumulative[^1];
        for (var i = 0; i < drawn.Length; i++)
        {
            var found = Array.BinarySearch(_cumulative, _random.NextDouble() * total);
            drawn[i] = _rows[Math.Min(found < 0 ? ~found : found + 1, _rows.Count - 1)];
        }
    }

    private static double[] Weights(LabelledRows set, IReadOnlyList<int> rows, long seed, Drawing drawing)
    {
        var random = SeededRandom.Of(seed, "bootstrap");
        var ofGroup = new Dictionary<int, double>();
        var weights = new double[rows.Count];
        var totals = new double[2];
        for (var i = 0; i < rows.Count; i++)
        {
            var group = set.Groups.Span[rows[i]];
            if (!ofGroup.TryGetValue(group, out var factor))
            {
                ofGroup[group] = factor = drawing == Drawing.Bootstrap ? -Math.Log(1 - random.NextDouble()) : 1;
            }

            weights[i] = set.Weights.Span[rows[i]] * factor;
            totals[ClassOf(set, rows[i])] += weights[i];
        }

        for (var i = 0; i < rows.Count; i++)
        {
            weights[i] /= totals[ClassOf(set, rows[i])];
        }

        return weights;
    }

    private static int ClassOf(LabelledRows set, int row) => set.Positives.Span[row] ? 1 : 0;
}

/// <summary>Whether the rows get random weights of their own.</summary>
internal enum Drawing
{
    /// <summary>By their weights alone.</summary>
    Plain,

    /// <summary>Weights times the Bayesian bootstrap's.</summary>
    Bootstrap,
}
