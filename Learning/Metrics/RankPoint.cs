namespace LensGrains.Learning.Metrics;

/// <summary>What a threshold at a distinct score lets through: all sources with that score or a higher one.</summary>
/// <param name="Threshold">The score.</param>
/// <param name="TruePositives">Positives at or above it.</param>
/// <param name="FalsePositives">Negatives at or above it.</param>
public readonly record struct RankPoint(double Threshold, int TruePositives, int FalsePositives)
{
    /// <summary>Sources at or above the threshold.</summary>
    public int Selected => TruePositives + FalsePositives;

    /// <summary>Share of positives among them.</summary>
    public double Precision => TruePositives / (double)Selected;
}
