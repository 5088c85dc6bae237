using LensGrains.Learning.Calibration;

namespace LensGrains.Learning.Ensembles;

/// <summary>What one member says of a source: the mean and the variance of its log odds, over passes with dropout for instance.</summary>
/// <param name="Mean">Log odds.</param>
/// <param name="Variance">≥ 0, squared log odds.</param>
public readonly record struct LogitEstimate(double Mean, double Variance);

/// <summary>An interval of probabilities.</summary>
public readonly record struct ProbabilityInterval(double Low, double High);

/// <summary>
/// The members' log odds, each weighted by its inverse variance. The members are taken as components of a mixture, not as independent
/// measurements of one number (they learned from the same labels), so the law of total variance gives what is not known:
/// Σ wₖ vₖ within the members plus Σ wₖ (mₖ - m)² between them. It neither shrinks with the number of members nor hides that
/// they disagree, as 1 / Σ (1/vₖ) would.
/// </summary>
/// <param name="Mean">m = Σ wₖ mₖ, log odds; wₖ ∝ 1/vₖ.</param>
/// <param name="Within">Σ wₖ vₖ.</param>
/// <param name="Between">Σ wₖ (mₖ - m)².</param>
public readonly record struct FusedLogit(double Mean, double Within, double Between)
{
    /// <summary>Variances below this count as this, so that no member that claims certainty takes all the weight.</summary>
    public const double LeastVariance = 1e-3;

    /// <summary>Variance of the log odds.</summary>
    public double Variance => Within + Between;

    /// <summary>σ(m).</summary>
    public double Probability => Logit.Sigmoid(Mean);

    /// <summary>Fuses the estimates of one source.</summary>
    public static FusedLogit Of(ReadOnlySpan<LogitEstimate> members)
    {
        if (members.IsEmpty)
        {
            throw new ArgumentException("There is no member.");
        }

        var (weights, mean, within, between) = (0.0, 0.0, 0.0, 0.0);
        foreach (var member in members)
        {
            var variance = Floored(member.Variance);
            weights += 1 / variance;
            mean += member.Mean / variance;
        }

        mean /= weights;
        foreach (var member in members)
        {
            var share = 1 / Floored(member.Variance) / weights;
            within += share * Floored(member.Variance);
            between += share * (member.Mean - mean) * (member.Mean - mean);
        }

        return new FusedLogit(mean, within, between);
    }

    /// <summary>σ(m ± z sqrt(variance)): made in log odds, where it is symmetric, then mapped, so it never leaves [0, 1].</summary>
    /// <param name="z">Half width in standard deviations; 1.96 for 95%.</param>
    public ProbabilityInterval Interval(double z = 1.959963984540054)
    {
        var half = z * Math.Sqrt(Variance);
        return new ProbabilityInterval(Logit.Sigmoid(Mean - half), Logit.Sigmoid(Mean + half));
    }

    private static double Floored(double variance)
        => variance >= 0 ? Math.Max(variance, LeastVariance) : throw new ArgumentException("A variance is 0 or more.");
}
