using LensGrains.Core.Ids;

namespace LensGrains.Core.Rounds;

/// <summary>
/// The data of the two plots of the detector page, written to the round's plot file as JSON in camel case:
/// <code>
/// { "distributions": { "binWidth": 0.02, "positives": [50 shares], "negatives": [50 shares] },
///   "curve": { "scores": [100 thresholds, ascending], "counts": [100 sources at or above] },
///   "known": [{ "source": 17, "score": 0.98, "rank": 3 }, …], "finds": [the same], "lines": [{ "kind": "Dividing", "score", "over" }, …],
///   "positives": 489, "negatives": 1886, "scored": 147203 }
/// </code>
/// </summary>
/// <param name="Distributions">Left: scores of positives and negatives.</param>
/// <param name="Curve">Right: how many sources a threshold keeps.</param>
/// <param name="Known">Known lenses (red dots), best first.</param>
/// <param name="Finds">Positives labelled in the campaign (purple stars), best first.</param>
/// <param name="Lines">Scores that are drawn as lines, with the counts of the legend; those that do not exist are left out.</param>
/// <param name="Positives">Positives, known lenses among them.</param>
/// <param name="Negatives">Labelled sources of other classes.</param>
/// <param name="Scored">Sources with a score.</param>
[GenerateSerializer, Immutable, Alias("round-plots")]
public sealed record RoundPlots(
    ScoreDistributions Distributions,
    RankCurve Curve,
    IReadOnlyList<RankedSource> Known,
    IReadOnlyList<RankedSource> Finds,
    IReadOnlyList<ScoreLine> Lines,
    int Positives,
    int Negatives,
    int Scored);

/// <summary>Shares of the scores of each class by bins over [0, 1]; each class sums to 1 (to 0 where it is empty).</summary>
/// <param name="BinWidth">Width of a bin; the last one includes 1.</param>
/// <param name="Positives">Share of the positives per bin.</param>
/// <param name="Negatives">Share of the negatives per bin.</param>
[GenerateSerializer, Immutable, Alias("score-distributions")]
public sealed record ScoreDistributions(double BinWidth, IReadOnlyList<double> Positives, IReadOnlyList<double> Negatives);

/// <summary>How many sources have at least a given score.</summary>
/// <param name="Scores">Thresholds, evenly spaced over [0, 1].</param>
/// <param name="Counts">Sources with a score at or above each.</param>
[GenerateSerializer, Immutable, Alias("rank-curve")]
public sealed record RankCurve(IReadOnlyList<double> Scores, IReadOnlyList<int> Counts);

/// <summary>A labelled source on the rank curve.</summary>
/// <param name="Source">The source.</param>
/// <param name="Score">Its mean score.</param>
/// <param name="Rank">1 + the number of sources with a higher score.</param>
[GenerateSerializer, Immutable, Alias("ranked-source")]
public sealed record RankedSource(Ordinal Source, double Score, int Rank);

/// <summary>What a line in the plots stands for.</summary>
[GenerateSerializer, Alias("score-line-kind")]
public enum ScoreLineKind
{
    /// <summary>The dividing threshold (red, dashed).</summary>
    Dividing,

    /// <summary>Smallest score of a known lens (orange).</summary>
    MinKnown,

    /// <summary>Smallest score of a find (purple).</summary>
    MinFinds,

    /// <summary>Largest score of a negative (green, dotted).</summary>
    MaxNegative,

    /// <summary>Largest score of any source.</summary>
    Max,
}

/// <summary>A line in the plots.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Score">Where it lies.</param>
/// <param name="Over">Sources strictly above it.</param>
[GenerateSerializer, Immutable, Alias("score-line")]
public sealed record ScoreLine(ScoreLineKind Kind, double Score, int Over);
