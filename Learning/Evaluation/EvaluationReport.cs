using LensGrains.Learning.Calibration;
using LensGrains.Learning.Ensembles;
using LensGrains.Learning.Metrics;
using LensGrains.Learning.Thresholds;

namespace LensGrains.Learning.Evaluation;

/// <summary>What one member does alone and adds to the others.</summary>
/// <param name="Name">The member.</param>
/// <param name="Metrics">Its own, by name.</param>
/// <param name="Value">What the ensemble gains from it in average precision.</param>
public sealed record MemberReport(string Name, IReadOnlyDictionary<string, MetricEstimate> Metrics, MarginalValue Value);

/// <summary>An evaluation.</summary>
/// <param name="Probabilities">[n] combined, calibrated, held out.</param>
/// <param name="Folds">[n].</param>
/// <param name="Uncertainty">[n], nats.</param>
/// <param name="Metrics">Of <paramref name="Probabilities"/>, by name.</param>
/// <param name="Confusion">At the threshold.</param>
/// <param name="Thresholds">What each rule would choose.</param>
/// <param name="Reliability">In equal bins.</param>
/// <param name="Completeness">A table per property that is known.</param>
/// <param name="Lists">Expected against true lenses in the top k.</param>
/// <param name="Members">Empty for a single member.</param>
/// <param name="ListComparison">Against the best member, as long as there are lenses; null for a single member.</param>
/// <param name="Combiner">For new sources.</param>
/// <param name="Calibrator">For new sources, after the combiner.</param>
/// <param name="Warnings">What a reader must know.</param>
public sealed record EvaluationReport(
    IReadOnlyList<double> Probabilities,
    IReadOnlyList<int> Folds,
    IReadOnlyList<PredictiveUncertainty> Uncertainty,
    IReadOnlyDictionary<string, MetricEstimate> Metrics,
    Confusion Confusion,
    IReadOnlyList<ThresholdChoice> Thresholds,
    ReliabilityDiagram Reliability,
    IReadOnlyList<CompletenessTable> Completeness,
    IReadOnlyList<ListYield> Lists,
    IReadOnlyList<MemberReport> Members,
    ListComparison? ListComparison,
    Combiner Combiner,
    Calibrator Calibrator,
    IReadOnlyList<string> Warnings)
{
    /// <summary>The sample behind the metrics.</summary>
    public required Sample Sample { get; init; }
}
