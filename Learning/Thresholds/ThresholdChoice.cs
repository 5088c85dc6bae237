using LensGrains.Core.Thresholds;
using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Thresholds;

/// <summary>A threshold with the counts behind it. A source is selected where its score is the threshold or higher.</summary>
/// <param name="Rule">The rule and its aim, such as <c>recall_at_least_0.9</c>.</param>
/// <param name="Threshold">Finite; above every score where nothing is selected.</param>
/// <param name="Counts">Who is on which side, on the data that the threshold was chosen on.</param>
/// <param name="IsMet">False where no threshold reaches the aim; then nothing is selected, or a stand-in is given with a warning.</param>
/// <param name="Warnings">What a mixture fit has to say.</param>
public sealed record ThresholdChoice(
    string Rule, double Threshold, Confusion Counts, bool IsMet, ThresholdWarnings Warnings = ThresholdWarnings.None)
{
    /// <summary>Sources selected.</summary>
    public int Selected => Counts.TruePositives + Counts.FalsePositives;
}
