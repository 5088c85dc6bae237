using LensGrains.Learning.Members;

namespace LensGrains.Learning.Metrics;

/// <summary>
/// Percentile intervals over resamples of the sources (Efron 1979, Ann. Stat. 7, 1). For figures that hang on a few extreme scores,
/// such as the true positive rate before the first false positive, resampling is known to be inconsistent (Bickel and Freedman 1981,
/// Ann. Stat. 9, 1196): their interval tells how much they jump, not a guaranteed coverage. Copies of one object must be left to one
/// row, since rows are drawn as independent.
/// </summary>
public static class Bootstrap
{
    /// <summary>Each metric with its interval, all over the same resamples.</summary>
    public static IReadOnlyDictionary<string, MetricEstimate> Estimate(
        Sample sample, IReadOnlyList<Metric> metrics, BootstrapOptions options, CancellationToken cancellationToken = default)
    {
        var drawn = metrics.Select(_ => new double[options.Resamples]).ToArray();
        var draws = new Draws(sample, options);
        for (var resample = 0; resample < options.Resamples; resample++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var redrawn = sample.Redrawn(draws.Next());
            for (var i = 0; i < metrics.Count; i++)
            {
                drawn[i][resample] = metrics[i].Of(redrawn);
            }
        }

        return metrics.Select((metric, i) => (metric.Name, Estimate: Interval(metric.Of(sample), drawn[i], options.Confidence)))
            .ToDictionary(pair => pair.Name, pair => pair.Estimate);
    }

    /// <summary>One metric with its interval.</summary>
    public static MetricEstimate Estimate(Sample sample, Metric metric, BootstrapOptions options)
        => Estimate(sample, [metric], options)[metric.Name];

    /// <summary>How a metric differs between two scores of the same sources; every resample draws the same sources for both.</summary>
    /// <exception cref="ArgumentException">The samples do not hold the same truths in the same order of rows.</exception>
    public static PairedEstimate Difference(Sample first, Sample second, Metric metric, BootstrapOptions options)
    {
        if (!first.Truths().AsSpan().SequenceEqual(second.Truths()))
        {
            throw new ArgumentException("Paired samples hold the same sources in the same order.");
        }

        var draws = new Draws(first, options);
        var differences = new double[options.Resamples];
        for (var resample = 0; resample < options.Resamples; resample++)
        {
            var counts = draws.Next();
            differences[resample] = metric.Of(first.Redrawn(counts)) - metric.Of(second.Redrawn(counts));
        }

        var (one, other) = (metric.Of(first), metric.Of(second));
        return new PairedEstimate(
            Defined(one), Defined(other), Interval(one - other, differences, options.Confidence), PValueOf(differences));
    }

    internal static double? Defined(double value) => double.IsNaN(value) ? null : value;

    private static MetricEstimate Interval(double value, double[] drawn, double confidence)
    {
        var defined = drawn.Where(number => !double.IsNaN(number)).Order().ToArray();
        if (double.IsNaN(value) || defined.Length < 2)
        {
            return new MetricEstimate(Defined(value), null, null, null, drawn.Length - defined.Length);
        }

        var mean = defined.Average();
        var deviation = Math.Sqrt(defined.Sum(number => (number - mean) * (number - mean)) / (defined.Length - 1));
        return new MetricEstimate(
            value, Quantile(defined, (1 - confidence) / 2), Quantile(defined, (1 + confidence) / 2), deviation, drawn.Length - defined.Length);
    }

    private static double? PValueOf(double[] differences)
    {
        var defined = differences.Where(number => !double.IsNaN(number)).ToArray();
        if (defined.Length == 0)
        {
            return null;
        }

        var smaller = Math.Min(defined.Count(number => number <= 0), defined.Count(number => number >= 0));
        return Math.Min(1, 2.0 * (smaller + 1) / (defined.Length + 1));
    }

    // Linear between order statistics, as numpy's quantile.
    private static double Quantile(double[] sorted, double quantile)
    {
        var position = quantile * (sorted.Length - 1);
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    private sealed class Draws
    {
        private readonly int _rows;
        private readonly int[][] _strata;
        private readonly Random _random;

        public Draws(Sample sample, BootstrapOptions options)
        {
            options.Validate();
            var truths = sample.Truths();
            var rows = Enumerable.Range(0, truths.Length);
            _rows = truths.Length;
            _strata = options.Resampling == Resampling.Plain
                ? [rows.ToArray()]
                : rows.GroupBy(row => truths[row]).Select(group => group.ToArray()).ToArray();
            _random = SeededRandom.Of(options.Seed, "bootstrap");
        }

        public int[] Next()
        {
            var counts = new int[_rows];
            foreach (var stratum in _strata)
            {
                for (var i = 0; i < stratum.Length; i++)
                {
                    counts[stratum[_random.Next(stratum.Length)]]++;
                }
            }

            return counts;
        }
    }
}
