namespace LensGrains.Learning.Members;

/// <summary>Reads the features of the source with this ordinal into a row.</summary>
public delegate void FeatureRow(int ordinal, Span<float> row);

/// <summary>Labelled sources with their features: what a member on embeddings learns from.</summary>
public sealed class TrainingSet : LabelledRows
{
    /// <param name="features">[n, d] float32, row by row, finite.</param>
    /// <param name="positives">[n]; whether the source is of the positive class.</param>
    /// <param name="ordinals">[n]; the sources' ordinals in their catalogue.</param>
    /// <param name="weights">[n] relative weights > 0, for instance by recency; null: all equal.</param>
    /// <param name="groups">[n]; rows with equal keys (copies of one object) never straddle the split; null: each row alone.</param>
    /// <param name="heldOut">[n]; rows that the caller wants held out (by folds that stay the same over rounds); null: chosen by the options.</param>
    /// <param name="pool">Mean and standard deviation of each feature over the pool; null: taken from the training rows.</param>
    /// <param name="targets">[n] in [0, 1], how sure the label is; null: 1 for positives, 0 for the others.</param>
    /// <exception cref="ArgumentException">Lengths differ, a feature is not finite, a weight is not positive, or a target is not in [0, 1].</exception>
    public TrainingSet(
        ReadOnlyMemory<float> features,
        ReadOnlyMemory<bool> positives,
        ReadOnlyMemory<int> ordinals,
        ReadOnlyMemory<float>? weights = null,
        ReadOnlyMemory<int>? groups = null,
        FeatureScale? pool = null,
        ReadOnlyMemory<bool>? heldOut = null,
        ReadOnlyMemory<float>? targets = null)
        : base(positives, ordinals, weights, groups, heldOut, targets)
    {
        Dimensions = features.Length / Count;
        Require(Dimensions > 0 && features.Length == Count * Dimensions, "features must be [n, d] with n labels");
        Require(pool is null || pool.Dimensions == Dimensions, "the pool's scale has as many dimensions as the features");
        Require(AllFinite(features.Span), "features must be finite");
        Features = features;
        Pool = pool;
    }

    /// <summary>Number of features d.</summary>
    public int Dimensions { get; }

    /// <summary>[n, d] float32.</summary>
    public ReadOnlyMemory<float> Features { get; }

    /// <summary>The pool's mean and standard deviation per feature, where the caller has them.</summary>
    public FeatureScale? Pool { get; }

    /// <summary>Who is near the rows on the sky; null: nobody looked.</summary>
    /// <exception cref="ArgumentException">They are not the neighbours of these rows, or a feature is not finite.</exception>
    public FieldSurroundings? Around
    {
        get;
        init
        {
            Require(value is null || value.Neighbours.Sources == Count, "as many rows with neighbours as labels");
            Require(value is null || value.Features.Length == value.Neighbours.Keys.Count * Dimensions, "neighbours' features must be [m, d]");
            Require(value is null || AllFinite(value.Features.Span), "neighbours' features must be finite");
            field = value;
        }
    }

    /// <summary>Gathers the rows of a catalogue's features by ordinal.</summary>
    public static TrainingSet FromRows(
        int dimensions,
        FeatureRow read,
        ReadOnlyMemory<int> ordinals,
        ReadOnlyMemory<bool> positives,
        ReadOnlyMemory<float>? weights = null,
        FeatureScale? pool = null)
    {
        var features = new float[checked(ordinals.Length * dimensions)];
        for (var i = 0; i < ordinals.Length; i++)
        {
            read(ordinals.Span[i], features.AsSpan(i * dimensions, dimensions));
        }

        return new TrainingSet(features, positives, ordinals, weights, pool: pool);
    }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
