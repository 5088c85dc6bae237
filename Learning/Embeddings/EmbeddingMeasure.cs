using LensGrains.Learning.Data;
using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Embeddings;

/// <summary>How well labels can be read off an embedding with a straight line.</summary>
public static class EmbeddingMeasure
{
    /// <summary>
    /// The area under the ROC curve of a logistic head's held-out log odds, the mean over folds dealt anew for each seed; null where the labels
    /// are too few for the folds.
    /// </summary>
    /// <param name="vectors">[n, d] float32, all finite.</param>
    /// <param name="dimensions">d.</param>
    /// <param name="positives">[n].</param>
    /// <param name="groups">[n], equal for rows that show one object; null: every row is its own.</param>
    /// <param name="seed">Deals the folds.</param>
    /// <param name="folds">Number of folds.</param>
    /// <param name="cancellationToken">Checked before every fold.</param>
    public static double? Auroc(
        float[] vectors,
        int dimensions,
        IReadOnlyList<bool> positives,
        IReadOnlyList<int>? groups = null,
        long seed = 0,
        int folds = 5,
        CancellationToken cancellationToken = default)
    {
        var ids = Enumerable.Range(0, positives.Count).Select(row => $"{row:D9}").ToArray();
        var classes = positives.Select(positive => positive ? 1 : 0).ToArray();
        var dealt = GroupedFolds.Of(ids, groups ?? Enumerable.Range(0, positives.Count).ToArray(), classes, folds, seed);
        if (dealt.Outcome != FoldOutcome.Done)
        {
            return null;
        }

        var means = new List<double>();
        for (var fold = 0; fold < folds; fold++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = dealt.RowsOf(fold);
            var head = LogisticHead.Fit(vectors, dimensions, positives, dealt.RowsOutside(fold));
            means.Add(BinaryMetrics.RocAuc(head.Score(vectors, rows), rows.Select(row => positives[row]).ToArray()));
        }

        return means.Average();
    }
}
