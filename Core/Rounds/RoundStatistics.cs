namespace LensGrains.Core.Rounds;

/// <summary>
/// The figures that SL_discovery_by_HITL keeps per round, and their held-out counterparts. A figure is null where what it is about
/// does not exist (no positives, no known lenses, nothing above).
/// </summary>
/// <param name="Scored">Sources with a score.</param>
/// <param name="Positives">Positives, known lenses among them.</param>
/// <param name="Negatives">Labelled sources of other classes.</param>
/// <param name="Known">Known lenses that are positives.</param>
/// <param name="MaxScore">Largest score of any source.</param>
/// <param name="MinScore">Smallest score of a positive (<c>min_score</c>).</param>
/// <param name="MinScoreFinds">Smallest score of a positive that is not a known lens.</param>
/// <param name="MinScoreKnown">Smallest score of a known lens, by all members (<c>min_score_cowls</c>; optimistic).</param>
/// <param name="MinScoreKnownHeldOut">The same by members that did not train on the lens.</param>
/// <param name="MaxScoreNegatives">Largest score of a negative.</param>
/// <param name="OverMinScore">Sources strictly above <paramref name="MinScore"/> (<c>num_over_min_score</c>).</param>
/// <param name="OverMinScoreFinds">Sources strictly above <paramref name="MinScoreFinds"/>.</param>
/// <param name="OverMinScoreKnown">Sources strictly above <paramref name="MinScoreKnown"/> (<c>num_over_min_score_cowls</c>).</param>
/// <param name="OverMinScoreKnownHeldOut">Sources strictly above <paramref name="MinScoreKnownHeldOut"/>.</param>
/// <param name="OverThreshold">Sources strictly above the dividing threshold.</param>
/// <param name="BelowMaxNegative">Sources strictly below <paramref name="MaxScoreNegatives"/> (<c>num_lower_max_non_sl</c>).</param>
/// <param name="Purity">
/// <paramref name="Positives"/> / <paramref name="OverMinScoreKnown"/> (<c>purity</c>). Not a probability: it can exceed 1.
/// </param>
/// <param name="RecallKnown">Share of known lenses strictly above the dividing threshold, by members that did not train on them.</param>
/// <param name="Increments">Positives gained in each round, oldest first, this one last.</param>
/// <param name="MeanIncrement">Mean of the last five increments (of all where there are fewer): the stopping signal.</param>
[GenerateSerializer, Immutable, Alias("round-statistics")]
public sealed record RoundStatistics(
    int Scored,
    int Positives,
    int Negatives,
    int Known,
    double? MaxScore,
    double? MinScore,
    double? MinScoreFinds,
    double? MinScoreKnown,
    double? MinScoreKnownHeldOut,
    double? MaxScoreNegatives,
    int? OverMinScore,
    int? OverMinScoreFinds,
    int? OverMinScoreKnown,
    int? OverMinScoreKnownHeldOut,
    int? OverThreshold,
    int? BelowMaxNegative,
    double? Purity,
    double? RecallKnown,
    IReadOnlyList<int> Increments,
    double? MeanIncrement);
