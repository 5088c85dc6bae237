namespace LensGrains.Learning.Training;

/// <summary>One batch on the device. It belongs to the dispose scope in which it was made.</summary>
/// <param name="Images">[b, c, y, x] float32, as the member's contract has them.</param>
/// <param name="Targets">[b] in [0, 1].</param>
/// <param name="Weights">[b] relative weights of the samples' losses.</param>
/// <param name="Columns">[b, k] catalogue columns, NaN where a source has no value; null: the member takes none.</param>
/// <param name="Truth">[b, p] what is known of the sources besides their class, NaN where nothing is; null: nothing at all.</param>
public sealed record ImageBatch(
    torch.Tensor Images, torch.Tensor Targets, torch.Tensor Weights, torch.Tensor? Columns = null, torch.Tensor? Truth = null)
{
    /// <summary>Number of samples b.</summary>
    public long Count => Images.shape[0];

    /// <summary>The samples from <paramref name="start"/> on, as views.</summary>
    public ImageBatch Part(long start, long count) => new(
        Images.narrow(0, start, count),
        Targets.narrow(0, start, count),
        Weights.narrow(0, start, count),
        Columns?.narrow(0, start, count),
        Truth?.narrow(0, start, count));
}
