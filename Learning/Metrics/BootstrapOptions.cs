namespace LensGrains.Learning.Metrics;

/// <summary>What a resample keeps.</summary>
public enum Resampling
{
    /// <summary>The numbers of positives and of negatives: each class is drawn by itself.</summary>
    Stratified,

    /// <summary>Only the number of sources; a rare class may be missing from a resample.</summary>
    Plain,
}

/// <summary>How intervals are found by resampling.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Resamples.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Probability that an interval is to hold, in (0, 1).</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>What a resample keeps.</summary>
    public Resampling Resampling { get; init; } = Resampling.Stratified;

    /// <summary>Seed of the draws: the same seed draws the same rows.</summary>
    public long Seed { get; init; }

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        if (Resamples < 2 || Confidence is not (> 0 and < 1))
        {
            throw new ArgumentException("A bootstrap takes two resamples or more and a confidence between 0 and 1.");
        }
    }
}

/// <summary>A figure with its bootstrap interval. Null: not defined for the data.</summary>
/// <param name="Value">Of the data as given.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="StandardError">Standard deviation over the resamples.</param>
/// <param name="Undefined">Resamples in which the figure was not defined; they are left out.</param>
public sealed record MetricEstimate(double? Value, double? Low, double? High, double? StandardError, int Undefined);

/// <summary>How two figures of the same sources differ. Null: not defined for the data.</summary>
/// <param name="First">Figure of the first scores.</param>
/// <param name="Second">Figure of the second scores.</param>
/// <param name="Difference">First minus second, with its interval over resamples that both share.</param>
/// <param name="PValue">
/// Two-sided: twice the smaller share of resamples on one side of no difference, at most 1; never under 2 / (resamples + 1).
/// </param>
public sealed record PairedEstimate(double? First, double? Second, MetricEstimate Difference, double? PValue)
{
    /// <summary>True where the interval lies above 0.</summary>
    public bool IsClearlyHigher => Difference.Low > 0;

    /// <summary>True where the interval lies below 0.</summary>
    public bool IsClearlyLower => Difference.High < 0;
}
