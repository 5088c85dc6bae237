using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LensGrains.Learning.Data;

namespace LensGrains.Learning.Members;

/// <summary>The labels that a member learns from, apart from what it sees of the sources. Rows are in the order given; nothing here changes.</summary>
public class LabelledRows
{
    /// <param name="positives">[n]; whether the source is of the positive class.</param>
    /// <param name="ordinals">[n]; the sources' ordinals in their catalogue.</param>
    /// <param name="weights">[n] relative weights > 0, for instance by recency; null: all equal.</param>
    /// <param name="groups">[n]; rows with equal keys (copies of one object) never straddle the split; null: each row alone.</param>
    /// <param name="heldOut">[n]; rows that the caller wants held out (by folds that stay the same over rounds); null: chosen by the options.</param>
    /// <param name="targets">[n] in [0, 1], how sure the label is; null: 1 for positives, 0 for the others.</param>
    /// <exception cref="ArgumentException">Lengths differ, a weight is not positive, or a target is not in [0, 1].</exception>
    public LabelledRows(
        ReadOnlyMemory<bool> positives,
        ReadOnlyMemory<int> ordinals,
        ReadOnlyMemory<float>? weights = null,
        ReadOnlyMemory<int>? groups = null,
        ReadOnlyMemory<bool>? heldOut = null,
        ReadOnlyMemory<float>? targets = null)
    {
        Count = ordinals.Length;
        Require(Count > 0, "there is no row");
        Require(positives.Length == Count, "as many labels as ordinals");
        Require(weights is null || weights.Value.Length == Count, "as many weights as ordinals");
        Require(groups is null || groups.Value.Length == Count, "as many groups as ordinals");
        Require(heldOut is null || heldOut.Value.Length == Count, "as many held-out marks as ordinals");
        Require(targets is null || targets.Value.Length == Count, "as many targets as ordinals");
        Positives = positives;
        Ordinals = ordinals;
        Weights = weights ?? Enumerable.Repeat(1f, Count).ToArray();
        Groups = groups ?? Enumerable.Range(0, Count).ToArray();
        HeldOut = heldOut;
        Targets = targets ?? positives.ToArray().Select(positive => positive ? 1f : 0f).ToArray();
        foreach (var weight in Weights.Span)
        {
            Require(weight > 0 && float.IsFinite(weight), "weights must be positive");
        }

        foreach (var target in Targets.Span)
        {
            Require(target is >= 0 and <= 1, "targets must be in [0, 1]");
        }
    }

    /// <summary>Number of labelled sources n.</summary>
    public int Count { get; }

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

    /// <summary>[n] in [0, 1]; what a score of the row is trained towards.</summary>
    public ReadOnlyMemory<float> Targets { get; }

    /// <summary>
    /// The groups of sources that were rows of earlier sets and are none of this one, by ordinal, as far as they show an object of this set; null:
    /// none. Where an ancestor has trained on one, its group is not held out.
    /// </summary>
    public IReadOnlyDictionary<int, int>? FormerGroups { get; init; }

    /// <summary>How many rows at the end nobody labelled: they are taken for negatives, and an epoch has as many batches as without them.</summary>
    /// <exception cref="ArgumentException">More than there are negatives.</exception>
    public int Presumed
    {
        get;
        init
        {
            Require(value >= 0 && value < Count && !Positives.Span[^value..].Contains(true), "presumed rows are negatives at the end");
            field = value;
        }
    }

    /// <summary>Where the labels come from; the trainer holds them against the data sets' cards. Empty: nobody said.</summary>
    public IReadOnlyList<DataSetPart> Sources { get; init; } = [];

    /// <summary>Whether labels that a model made may train.</summary>
    public MachineLabels MachineLabels { get; init; }

    /// <summary>Tells these rows from others: of the ordinals alone.</summary>
    internal string Key => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(Ordinals.Span)))[..16];

    /// <summary>How many of some rows somebody labelled, at least 1.</summary>
    internal int LabelledOf(IReadOnlyList<int> rows) => Presumed == 0 ? rows.Count : Math.Max(1, rows.Count(row => row < Count - Presumed));

    /// <exception cref="ArgumentException">The rows are all of one class.</exception>
    /// <exception cref="DataUseRefusedException">A data set among the sources may not train; the message names its card.</exception>
    internal void RequireTrainable()
    {
        DataSetUse.Require(DataUses.LensTraining, Sources, MachineLabels);
        var positives = Positives.ToArray().Count(positive => positive);
        Require(positives > 0 && positives < Count, $"both classes are needed, there are {positives} positives of {Count}");
    }

    private protected static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ArgumentException($"Training set: {rule}.");
        }
    }
}
