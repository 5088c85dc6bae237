namespace LensGrains.Learning.Metrics;

/// <summary>
/// What a search finds where lenses are rarer than in the sample: every lens weighs π/n₊ and every other source (1 − π)/n₋, so that a
/// list down to a score s holds lenses in the share π TPR(s) / (π TPR(s) + (1 − π) FPR(s)).
/// </summary>
/// <param name="Prevalence">π, the share of lenses among all sources.</param>
/// <param name="PurityAtHalfCompleteness">Share of lenses in the shortest list that holds half of them.</param>
/// <param name="CompletenessInTopTwoPercent">Share of the lenses that is in the top 2% of all sources; scores that are equal come in together.</param>
/// <param name="FalsePositivesAtHalfCompleteness">
/// Non-lenses of the sample in that list. With few of them the purity is told poorly; with none it is 1 whatever the prevalence.
/// </param>
public sealed record RareYield(double Prevalence, double PurityAtHalfCompleteness, double CompletenessInTopTwoPercent, int FalsePositivesAtHalfCompleteness)
{
    private const double Top = 0.02;

    /// <summary>Of a sample with both classes.</summary>
    /// <exception cref="ArgumentException">A class is missing, or the prevalence is not between 0 and 1.</exception>
    public static RareYield Of(Sample sample, double prevalence)
    {
        if (!sample.HasBothClasses || prevalence is not (> 0 and < 1))
        {
            throw new ArgumentException("Both classes and a prevalence between 0 and 1 are needed.");
        }

        var (lens, other) = (prevalence / sample.Positives, (1 - prevalence) / sample.Negatives);
        var (half, top) = (default(RankPoint?), 0.0);
        foreach (var point in sample.Curve)
        {
            if (half is null && 2L * point.TruePositives >= sample.Positives)
            {
                half = point;
            }

            if ((lens * point.TruePositives) + (other * point.FalsePositives) <= Top)
            {
                top = (double)point.TruePositives / sample.Positives;
            }
        }

        var (true_, false_) = (lens * half!.Value.TruePositives, other * half.Value.FalsePositives);
        return new RareYield(prevalence, true_ / (true_ + false_), top, half.Value.FalsePositives);
    }
}
