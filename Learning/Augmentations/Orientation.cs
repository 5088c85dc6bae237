namespace LensGrains.Learning.Augmentations;

/// <summary>
/// The eight orientations of a square, the group D4, numbered 0 to 7: transposed where 4 is in the number, then mirrored top to bottom where
/// 2 is, then left to right where 1 is. Number 0 leaves an image alone. Pixels move and keep their values.
/// </summary>
public static class Orientation
{
    /// <summary>How many there are of a square.</summary>
    public const int Count = 8;

    private const int CountUntransposed = 4;

    /// <summary>Images [b, c, n, n] → the same in one orientation.</summary>
    public static torch.Tensor Turn(torch.Tensor images, int orientation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)orientation, (uint)Count);
        using var scope = torch.NewDisposeScope();
        var turned = (orientation & 4) != 0 ? images.transpose(2, 3) : images.alias();
        turned = (orientation & 2) != 0 ? turned.flip(2) : turned;
        turned = (orientation & 1) != 0 ? turned.flip(3) : turned;
        return turned.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The mean of what a function gives for all orientations of images [b, c, n, n] (of the four that fit where they are not square): logits,
    /// probabilities or features that no longer hang on the orientation. The function's tensors live until the next orientation.
    /// </summary>
    public static torch.Tensor Mean(torch.Tensor images, Func<torch.Tensor, torch.Tensor> predict)
    {
        var count = CountFor(images);
        using var scope = torch.NewDisposeScope();
        var total = predict(images);
        for (var orientation = 1; orientation < count; orientation++)
        {
            using var one = torch.NewDisposeScope();
            total = (total + predict(Turn(images, orientation))).MoveToOuterDisposeScope();
        }

        return (total / (double)count).MoveToOuterDisposeScope();
    }

    /// <summary>An orientation for each sample, [b, 1, 1, 1] int64, all equally often.</summary>
    internal static torch.Tensor Draw(torch.Tensor images, torch.Generator generator)
        => (torch.rand([images.shape[0], 1, 1, 1], torch.float64, generator: generator) * CountFor(images)).floor().to(torch.int64).to(images.device);

    /// <summary>Each sample in its own orientation.</summary>
    /// <param name="images">[b, c, y, x].</param>
    /// <param name="orientations">[b, 1, 1, 1] int64; below 4 where images are not square.</param>
    internal static torch.Tensor Turn(torch.Tensor images, torch.Tensor orientations)
    {
        using var scope = torch.NewDisposeScope();
        var turned = CountFor(images) == Count
            ? torch.where(orientations.ge(4), images.transpose(2, 3), images)
            : images;
        turned = torch.where(orientations.remainder(4).ge(2), turned.flip(2), turned);
        return torch.where(orientations.remainder(2).ge(1), turned.flip(3), turned).MoveToOuterDisposeScope();
    }

    private static int CountFor(torch.Tensor images) => images.shape[^1] == images.shape[^2] ? Count : CountUntransposed;
}
