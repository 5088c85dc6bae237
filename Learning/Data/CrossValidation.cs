namespace LensGrains.Learning.Data;

/// <summary>Runs a model over folds so that every row is scored by a model that has not seen it.</summary>
public static class CrossValidation
{
    /// <summary>Trains on each fold's complement and scores the fold.</summary>
    /// <param name="folds">Rows dealt to folds.</param>
    /// <param name="score">Given rows to train on and rows to score: the scores of the latter, in their order.</param>
    /// <param name="cancellationToken">Checked before every fold.</param>
    /// <returns>[n] held-out scores.</returns>
    public static double[] HeldOutScores(
        GroupedFolds folds,
        Func<IReadOnlyList<int>, IReadOnlyList<int>, IReadOnlyList<double>> score,
        CancellationToken cancellationToken = default)
    {
        var heldOut = Enumerable.Repeat(double.NaN, folds.PartOf.Count).ToArray();
        for (var fold = 0; fold < folds.Parts; fold++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = folds.RowsOf(fold);
            if (rows.Length == 0)
            {
                continue;
            }

            var scores = score(folds.RowsOutside(fold), rows);
            if (scores.Count != rows.Length)
            {
                throw new ArgumentException($"{scores.Count} scores for the {rows.Length} rows of fold {fold}.", nameof(score));
            }

            for (var i = 0; i < rows.Length; i++)
            {
                heldOut[rows[i]] = scores[i];
            }
        }

        return heldOut;
    }
}
