namespace LensGrains.Learning.Metrics;

/// <summary>Sources whose probabilities lie in one stretch.</summary>
/// <param name="Count">Sources.</param>
/// <param name="MeanProbability">What was promised.</param>
/// <param name="PositiveShare">What came true.</param>
public readonly record struct ReliabilityBin(int Count, double MeanProbability, double PositiveShare)
{
    /// <summary>|promised - came true|.</summary>
    public double Gap => Math.Abs(MeanProbability - PositiveShare);
}

/// <summary>
/// Probabilities in bins against what came true, with scikit-learn's edges (<c>calibration_curve</c>): a probability on an inner edge
/// belongs to the lower bin, 0 to the first and 1 to the last. Equal probabilities are never parted. Bins without a source are left out.
/// </summary>
/// <param name="Bins">From low to high probabilities.</param>
public sealed record ReliabilityDiagram(IReadOnlyList<ReliabilityBin> Bins)
{
    /// <summary>Bins where nothing else is asked for.</summary>
    public const int DefaultBins = 15;

    /// <summary>Sources in all bins.</summary>
    public int Count => Bins.Sum(bin => bin.Count);

    /// <summary>
    /// Expected calibration error Σ (nᵦ/n) |promised - came true| (Naeini, Cooper and Hauskrecht 2015, AAAI; Guo et al. 2017,
    /// arXiv:1706.04599). NaN without sources.
    /// </summary>
    public double ExpectedError => Bins.Sum(bin => bin.Count * bin.Gap) / Count;

    /// <summary>Maximum calibration error: the largest gap of any bin, of whatever size. NaN without sources.</summary>
    public double MaximumError => Bins.Count == 0 ? double.NaN : Bins.Max(bin => bin.Gap);

    /// <summary>Bins of equal width over [0, 1].</summary>
    public static ReliabilityDiagram EqualWidth(Sample sample, int bins = DefaultBins)
        => Of(sample, sample.Length, Inner(bins, quantile => quantile));

    /// <summary>
    /// Bins of (nearly) equal numbers of sources: edges at the probabilities' quantiles, interpolated linearly (Nguyen and O'Connor
    /// 2015, EMNLP; adaptive bins of Nixon et al. 2019, arXiv:1904.01685).
    /// </summary>
    public static ReliabilityDiagram Adaptive(Sample sample, int bins = DefaultBins)
        => Of(sample, sample.Length, Inner(bins, quantile => Quantile(sample, sample.Length, sample.Count, quantile)));

    /// <summary>
    /// Adaptive bins over the top of the list alone, where rare objects are: the ⌈share · n⌉ highest probabilities and what is tied
    /// with the last of them.
    /// </summary>
    /// <param name="sample">Probabilities.</param>
    /// <param name="share">Of all sources, in (0, 1]; 0.01 is the top 1%.</param>
    /// <param name="bins">Bins.</param>
    public static ReliabilityDiagram AdaptiveTop(Sample sample, double share = 0.01, int bins = DefaultBins)
    {
        var (rows, count) = Top(sample, (int)Math.Ceiling(share * sample.Count));
        return Of(sample, rows, Inner(bins, quantile => Quantile(sample, rows, count, quantile)));
    }

    // How many ranks, and how many sources they count, have the wanted-th highest score or a higher one.
    private static (int Rows, int Count) Top(Sample sample, int wanted)
    {
        var (rows, count) = (0, 0);
        for (; rows < sample.Length; rows++)
        {
            var row = sample[rows];
            if (count >= wanted && (rows == 0 || row.Score != sample[rows - 1].Score))
            {
                break;
            }

            count += row.Count;
        }

        return (rows, count);
    }

    // The quantiles are rounded as numpy's linspace and percentile round them.
    private static double[] Inner(int bins, Func<double, double> edge)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        return Enumerable.Range(1, bins - 1).Select(i => edge(i * (1.0 / bins))).ToArray();
    }

    private static double Quantile(Sample sample, int rows, int count, double quantile)
    {
        var position = (count - 1) * (quantile * 100 / 100);
        var below = (int)Math.Floor(position);
        var (low, high) = (Ascending(sample, rows, below), Ascending(sample, rows, Math.Min(below + 1, count - 1)));
        var t = position - below;
        return t < 0.5 ? low + ((high - low) * t) : high - ((high - low) * (1 - t));
    }

    // The score of the position-th source from below among the first ranks.
    private static double Ascending(Sample sample, int rows, int position)
    {
        var rank = rows - 1;
        for (var passed = sample[rank].Count; passed <= position; passed += sample[rank].Count)
        {
            rank--;
        }

        return sample[rank].Score;
    }

    private static ReliabilityDiagram Of(Sample sample, int rows, double[] innerEdges)
    {
        var counts = new int[innerEdges.Length + 1];
        var positives = new int[counts.Length];
        var sums = new double[counts.Length];
        for (var rank = 0; rank < rows; rank++)
        {
            var row = sample[rank];
            var bin = FirstNotBelow(innerEdges, row.Score);
            counts[bin] += row.Count;
            positives[bin] += row.Positive ? row.Count : 0;
            sums[bin] += row.Count * row.Score;
        }

        return new ReliabilityDiagram(Enumerable.Range(0, counts.Length)
            .Where(bin => counts[bin] > 0)
            .Select(bin => new ReliabilityBin(counts[bin], sums[bin] / counts[bin], positives[bin] / (double)counts[bin]))
            .ToArray());
    }

    private static int FirstNotBelow(double[] edges, double score)
    {
        var (low, high) = (0, edges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = edges[middle] < score ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
