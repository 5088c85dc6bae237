using LensGrains.Learning.Images;
using LensGrains.Learning.Members;

namespace LensGrains.Learning.Training;

/// <summary>Labelled sources with their images: what a member on images learns from. Row i of the labels is row i of the images.</summary>
public sealed class LabelledImages : LabelledRows
{
    /// <param name="images">As many rows as labels.</param>
    /// <param name="positives">[n]; whether the source is of the positive class.</param>
    /// <param name="ordinals">[n]; the sources' ordinals in their catalogue.</param>
    /// <param name="weights">[n] relative weights > 0; null: all equal.</param>
    /// <param name="groups">[n]; rows with equal keys never straddle the split; null: each row alone.</param>
    /// <param name="heldOut">[n]; rows that the caller wants held out; null: chosen by the options.</param>
    /// <param name="targets">[n] in [0, 1]; null: 1 for positives, 0 for the others.</param>
    /// <exception cref="ArgumentException">Lengths differ, a weight is not positive, or a target is not in [0, 1].</exception>
    public LabelledImages(
        IImageSource images,
        ReadOnlyMemory<bool> positives,
        ReadOnlyMemory<int> ordinals,
        ReadOnlyMemory<float>? weights = null,
        ReadOnlyMemory<int>? groups = null,
        ReadOnlyMemory<bool>? heldOut = null,
        ReadOnlyMemory<float>? targets = null)
        : base(positives, ordinals, weights, groups, heldOut, targets)
    {
        Require(images.Count == Count, "as many images as labels");
        Images = images;
    }

    /// <summary>The images.</summary>
    public IImageSource Images { get; }

    /// <summary>[n, k] catalogue columns, row by row, NaN where a source has no value; null: none.</summary>
    public ReadOnlyMemory<float>? Columns { get; init; }

    /// <summary>[n, p] what is known of the sources besides their class, row by row, NaN where nothing is; null: nothing.</summary>
    public ReadOnlyMemory<float>? Truth { get; init; }
}
