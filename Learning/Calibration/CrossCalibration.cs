namespace LensGrains.Learning.Calibration;

/// <summary>Calibrated scores of which none was calibrated by its own label, and the calibrator for new sources.</summary>
/// <param name="Calibrator">Fitted to all rows: for sources without a label.</param>
/// <param name="HeldOut">[n] the rows' probabilities, each by a calibrator fitted to the other folds: for measuring.</param>
/// <param name="Warnings">What is to be doubted.</param>
public sealed record CrossCalibrated(Calibrator Calibrator, IReadOnlyList<double> HeldOut, CalibrationWarnings Warnings);

/// <summary>
/// Calibration on held-out folds. The scores must be held out already (of members that did not train on the row); for an ensemble they
/// are the combined scores, so that what is calibrated is what is used: averaging calibrated members makes them unsure again.
/// </summary>
public static class CrossCalibration
{
    /// <param name="kind">The family.</param>
    /// <param name="scores">[n] in [0, 1], held out.</param>
    /// <param name="positives">[n].</param>
    /// <param name="folds">[n] fold of each row; copies of one object share a fold.</param>
    public static CrossCalibrated Fit(
        CalibrationKind kind, ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives, IReadOnlyList<int> folds)
    {
        if (folds.Count != scores.Length)
        {
            throw new ArgumentException($"{folds.Count} folds for {scores.Length} scores.", nameof(folds));
        }

        var whole = CalibrationFit.Fit(kind, scores, positives);
        var warnings = whole.Warnings;
        var heldOut = new double[scores.Length];
        foreach (var fold in folds.Distinct())
        {
            var weights = folds.Select(other => other == fold ? 0.0 : 1.0).ToArray();
            var fitted = CalibrationFit.Fit(kind, scores, positives, weights);
            var lacksAClass = fitted.Warnings.HasFlag(CalibrationWarnings.ClassMissing);
            warnings |= lacksAClass ? CalibrationWarnings.FoldWithoutClass : fitted.Warnings;
            for (var row = 0; row < heldOut.Length; row++)
            {
                heldOut[row] = folds[row] == fold ? fitted.Calibrator.Apply(scores[row]) : heldOut[row];
            }
        }

        return new CrossCalibrated(whole.Calibrator, heldOut, warnings);
    }
}
