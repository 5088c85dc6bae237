using LensGrains.Learning.Data;

namespace LensGrains.Learning.Members;

/// <summary>Reads the features of the source with this ordinal into a row.</summary>
public delegate void FeatureRow(int ordinal, Span<float> row);

/// <summary>Labelled sources with their features: what a member learns from. Rows are in the order given; nothing here changes.</summary>
public sealed class TrainingSet
{
    /// <param name="features">[n, d] float32, row by row, finite.</param>
    /// <param name="positives">[n]; whether the source is of the positive class.</param>
    /// <param name="ordinals">[n]; the sources' ordinals in their catalogue.</param>
    /// <param name="weights">[n] relative weights > 0, for instance by recency; null: all equal.</param>
    /// <param name="groups">[n]; rows with equal keys (copies of one object) never straddle the split; null: each row alone.</param>
    /// <param name="heldOut">[n]; rows that the caller wants held out (by folds that stay the same over rounds); null: chosen by the options.</param>
    /// <param name="pool">Mean and standard deviation of each feature over the pool; null: taken from the training rows.</param>
    /// <exception cref="ArgumentException">Lengths differ, a feature is not finite, or a weight is not positive.</exception>
    public TrainingSet(
        ReadOnlyMemory<float> features,
        ReadOnlyMemory<bool> positives,
        ReadOnlyMemory<int> ordinals,
        ReadOnlyMemory<float>? weights = null,
        ReadOnlyMemory<int>? groups = null,
        FeatureScale? pool = null,
        ReadOnlyMemory<bool>? heldOut = null)
    {
        Count = ordinals.Length;
        Dimensions = Count == 0 ? 0 : features.Length / Count;
        Require(Count > 0 && Dimensions > 0 && features.Length == Count * Dimensions, "features must be [n, d] with n labels");
        Require(positives.Length == Count, "as many targets as ordinals");
        Require(weights is null || weights.Value.Length == Count, "as many weights as ordinals");
        Require(groups is null || groups.Value.Length == Count, "as many groups as ordinals");
        Require(heldOut is null || heldOut.Value.Length == Count, "as many held-out marks as ordinals");
        Require(pool is null || pool.Dimensions == Dimensions, "the pool's scale has as many dimensions as the features");
        Require(AllFinite(features.Span), "features must be finite");
        Features = features;
        Positives = positives;
        Ordinals = ordinals;
        Weights = weights ?? Enumerable.Repeat(1f, Count).ToArray();
        Groups = groups ?? Enumerable.Range(0, Count).ToArray();
        Pool = pool;
        HeldOut = heldOut;
        foreach (var weight in Weights.Span)
        {
            Require(weight > 0 && float.IsFinite(weight), "weights must be positive");
        }
    }

    /// <summary>Number of labelled sources n.</summary>
    public int Count { get; }

    /// <summary>Number of features d.</summary>
    public int Dimensions { get; }

    /// <summary>[n, d] float32.</summary>
    public ReadOnlyMemory<float> Features { get; }

    /// <summary>[n].</summary>
    public ReadOnlyMemory<bool> Positives { get; }

    /// <summary>[n].</summary>
    public ReadOnlyMemory<int> Ordinals { get; }

    /// <summary>[n].</summary>
    public ReadOnlyMemory<float> Weights { get; }

    /// <summary>[n].</summary>
    public ReadOnlyMemory<int> Groups { get; }

    /// <summary>[n]; rows that the caller wants held out, or null.</summary>
    public ReadOnlyMemory<bool>? HeldOut { get; }

    /// <summary>The pool's mean and standard deviation per feature, where the caller has them.</summary>
    public FeatureScale? Pool { get; }

    /// <summary>Where the labels come from; the trainer holds them against the data sets' cards. Empty: nobody said.</summary>
    public IReadOnlyList<DataSetPart> Sources { get; init; } = [];

    /// <summary>Whether labels that a model made may train.</summary>
    public MachineLabels MachineLabels { get; init; }

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

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ArgumentException($"Training set: {rule}.");
        }
    }
}
