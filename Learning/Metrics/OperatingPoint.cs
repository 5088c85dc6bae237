namespace LensGrains.Learning.Metrics;

/// <summary>Which sources count as found: those at or above a threshold, given as such or as a limit on false positives.</summary>
public sealed record OperatingPoint
{
    private readonly Func<Sample, double> _threshold;

    private OperatingPoint(string name, Func<Sample, double> threshold) => (Name, _threshold) = (name, threshold);

    /// <summary>What it is, for people.</summary>
    public string Name { get; }

    /// <summary>A score is given.</summary>
    public static OperatingPoint AtThreshold(double threshold)
        => new(FormattableString.Invariant($"score >= {threshold:G6}"), _ => threshold);

    /// <summary>
    /// The lowest score that lets at most this share of negatives through. In a bootstrap the score is found anew in every resample, so
    /// that its own uncertainty counts.
    /// </summary>
    public static OperatingPoint AtFalsePositiveRate(double rate)
        => new(FormattableString.Invariant($"FPR <= {rate:G6}"), sample => LowestAt(sample, rate));

    /// <summary>The score for a sample; above every score where nothing may be found.</summary>
    public double ThresholdFor(Sample sample) => _threshold(sample);

    private static double LowestAt(Sample sample, double rate)
    {
        var lowest = Math.BitIncrement(sample[0].Score);
        foreach (var point in sample.Curve)
        {
            if (point.FalsePositives > 0 && !(point.FalsePositives / (double)sample.Negatives <= rate))
            {
                break;
            }

            lowest = point.Threshold;
        }

        return lowest;
    }
}
