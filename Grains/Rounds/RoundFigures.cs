using LensGrains.Core.Rounds;
using LensGrains.Learning.Metrics;

namespace LensGrains.Grains.Rounds;

/// <summary>A round's figures from its census and its held-out scores.</summary>
internal static class RoundFigures
{
    public static RoundMetrics For(RoundStatistics census, IReadOnlyList<ScoredExample> examples, int gained)
    {
        var heldOut = examples.Where(e => e.HeldOutScore is not null).ToArray();
        var scores = heldOut.Select(e => (double)e.HeldOutScore!.Value).ToArray();
        var positives = heldOut.Select(e => e.Positive).ToArray();
        var both = positives.Contains(true) && positives.Contains(false);
        return new RoundMetrics
        {
            Auroc = both ? BinaryMetrics.RocAuc(scores, positives) : null,
            AveragePrecision = both ? BinaryMetrics.AveragePrecision(scores, positives) : null,
            Brier = both ? BinaryMetrics.Brier(scores, positives) : null,
            HeldOutLabelled = heldOut.Length,
            MaxScore = census.MaxScore,
            MinScoreFinds = census.MinScoreFinds,
            MinScoreKnown = census.MinScoreKnownHeldOut,
            MaxScoreNegatives = census.MaxScoreNegatives,
            CountOverMinScoreFinds = census.OverMinScoreFinds,
            CountOverMinScoreKnown = census.OverMinScoreKnownHeldOut,
            CountOverThreshold = census.OverThreshold,
            CountBelowMaxNegative = census.BelowMaxNegative,
            Purity = census.OverMinScoreKnownHeldOut is > 0 and var over ? (double)census.Positives / over : null,
            RecallKnown = census.RecallKnown,
            PositivesGained = gained,
        };
    }
}
