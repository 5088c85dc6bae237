namespace LensGrains.Core.Rounds;

/// <summary>An estimated number or share with its interval.</summary>
/// <param name="Value">The estimate, or null where nothing was drawn to base it on.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
[GenerateSerializer, Immutable, Alias("interval-estimate")]
public readonly record struct IntervalEstimate(double? Value, double Low, double High);

/// <summary>An audit tile that was labelled.</summary>
/// <param name="Probability">Probability with which it was drawn, over 0 to 1: n / M of its page.</param>
/// <param name="Positive">True for the class that is searched for.</param>
/// <param name="AboveThreshold">True where its score is above the dividing threshold.</param>
[GenerateSerializer, Immutable, Alias("audit-draw")]
public readonly record struct AuditDraw(double Probability, bool Positive, bool AboveThreshold);

/// <summary>What is known exactly about the campaign that was audited.</summary>
/// <param name="UnlabelledAbove">Sources without a label above the threshold.</param>
/// <param name="UnlabelledBelow">Sources without a label below the threshold, unscored ones among them.</param>
/// <param name="FoundAbove">Positives labelled so far above the threshold.</param>
/// <param name="FoundBelow">Positives labelled so far below the threshold.</param>
/// <param name="RejectedAbove">Negatives labelled so far above the threshold.</param>
[GenerateSerializer, Immutable, Alias("audit-frame")]
public readonly record struct AuditFrame(long UnlabelledAbove, long UnlabelledBelow, int FoundAbove, int FoundBelow, int RejectedAbove);

/// <summary>What audit tiles say about a campaign.</summary>
/// <param name="PositivesAbove">Positives above the threshold that nobody has labelled yet.</param>
/// <param name="PositivesBelow">Positives below the threshold that nobody has labelled yet: what the model misses.</param>
/// <param name="Completeness">Share of all positives that are found or above the threshold.</param>
/// <param name="Purity">Share of positives among the sources above the threshold.</param>
/// <param name="Draws">Audit tiles with an answer.</param>
[GenerateSerializer, Immutable, Alias("audit-estimate")]
public sealed record AuditEstimate(
    IntervalEstimate PositivesAbove, IntervalEstimate PositivesBelow, IntervalEstimate Completeness, IntervalEstimate Purity, int Draws)
{
    private const double Z95 = 1.959963984540054; // two-sided 95%

    /// <summary>
    /// Estimates from the audit tiles. Each draw counts with the weight w = 1 / probability (Horvitz and Thompson 1952, JASA 47, 663).
    /// The number of unlabelled sources on either side of the threshold is known, so the weighted totals are taken to it (Hájek's
    /// ratio within post-strata): positives = M Σ w y / Σ w. Tiles that were shown and not labelled are left out, that is, taken to be
    /// like the others. Interval of the share: Wilson (1927, JASA 22, 209), 95%, with Kish's effective number of draws
    /// (Σ w)² / Σ w²; it stays honest with no positive at all among the draws. Completeness and purity take their ends from the ends of
    /// what they are made of, which is conservative.
    /// </summary>
    public static AuditEstimate From(IReadOnlyCollection<AuditDraw> draws, AuditFrame frame)
    {
        var above = Total(draws.Where(d => d.AboveThreshold), frame.UnlabelledAbove);
        var below = Total(draws.Where(d => !d.AboveThreshold), frame.UnlabelledBelow);
        return new AuditEstimate(above, below, CompletenessOf(above, below, frame), PurityOf(above, frame), draws.Count);
    }

    private static IntervalEstimate Total(IEnumerable<AuditDraw> draws, long sources)
    {
        var (weights, squares, positives) = (0.0, 0.0, 0.0);
        foreach (var draw in draws)
        {
            if (!(draw.Probability is > 0 and <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(draws), draw.Probability, "A draw has a probability over 0, at most 1.");
            }

            var weight = 1 / draw.Probability;
            weights += weight;
            squares += weight * weight;
            positives += draw.Positive ? weight : 0;
        }

        if (sources == 0 || weights == 0)
        {
            return new IntervalEstimate(sources == 0 ? 0 : null, 0, sources);
        }

        var share = positives / weights;
        var (low, high) = Wilson(share, weights * weights / squares);
        return new IntervalEstimate(share * sources, low * sources, high * sources);
    }

    private static (double Low, double High) Wilson(double share, double draws)
    {
        var z2 = Z95 * Z95;
        var centre = (share + (z2 / (2 * draws))) / (1 + (z2 / draws));
        var half = Z95 / (1 + (z2 / draws)) * Math.Sqrt((share * (1 - share) / draws) + (z2 / (4 * draws * draws)));
        return (Math.Max(centre - half, 0), Math.Min(centre + half, 1));
    }

    private static IntervalEstimate CompletenessOf(IntervalEstimate above, IntervalEstimate below, AuditFrame frame)
    {
        var found = (double)frame.FoundAbove + frame.FoundBelow;
        return new IntervalEstimate(
            above.Value + below.Value + found is { } all && all > 0 ? (found + above.Value) / all : null,
            Share(found + above.Low, below.High, whenEmpty: 0),
            Share(found + above.High, below.Low, whenEmpty: 1));
    }

    private static IntervalEstimate PurityOf(IntervalEstimate above, AuditFrame frame)
    {
        var sources = (double)frame.UnlabelledAbove + frame.FoundAbove + frame.RejectedAbove;
        return sources == 0
            ? new IntervalEstimate(null, 0, 1)
            : new IntervalEstimate(
                (above.Value + frame.FoundAbove) / sources, (above.Low + frame.FoundAbove) / sources, (above.High + frame.FoundAbove) / sources);
    }

    private static double Share(double part, double rest, double whenEmpty) => part + rest > 0 ? part / (part + rest) : whenEmpty;
}
