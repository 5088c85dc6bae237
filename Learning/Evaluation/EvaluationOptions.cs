using LensGrains.Learning.Calibration;
using LensGrains.Learning.Ensembles;
using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Evaluation;

/// <summary>How predictions are evaluated.</summary>
public sealed record EvaluationOptions
{
    /// <summary>How members are combined; learned ways are fitted on held-out folds.</summary>
    public CombinerKind Combine { get; init; } = CombinerKind.Mean;

    /// <summary>How the combined scores are calibrated, on held-out folds.</summary>
    public CalibrationKind Calibrate { get; init; } = CalibrationKind.None;

    /// <summary>A source counts as found where its probability is this or higher.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Share of negatives that may pass in the tables of completeness.</summary>
    public double CompletenessAtFalsePositiveRate { get; init; } = 0.1;

    /// <summary>Folds where the table names none.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Lengths of lists whose lenses are counted; the number of lenses is added.</summary>
    public IReadOnlyList<int> ListLengths { get; init; } = [10, 100, 1000];

    /// <summary>Of all intervals; its seed is that of the folds too.</summary>
    public BootstrapOptions Bootstrap { get; init; } = new();
}
