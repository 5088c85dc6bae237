namespace LensGrains.Learning.Augmentations;

/// <summary>
/// The noise of an image's own sky, from differences of neighbouring pixels, in which the smooth light of galaxies drops out: their median
/// absolute value over 0.6745 · √2. Noise that is correlated between neighbours is underestimated.
/// </summary>
internal static class SkyNoise
{
    private const double MedianOfAbsoluteNormal = 0.67448975019608171;

    /// <summary>Images [b, c, y, x] → standard deviations [b, c, 1, 1]. Every second pixel of every second row is enough.</summary>
    public static torch.Tensor Of(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        var rows = images.slice(2, 0, images.shape[2], 2);
        var pairs = images.shape[3] / 2;
        var left = rows.slice(3, 0, 2 * pairs, 2);
        var right = rows.slice(3, 1, 2 * pairs, 2);
        var differences = (right - left).abs().flatten(2);
        var (sorted, _) = differences.sort(2);
        var middle = sorted.narrow(2, (differences.shape[2] - 1) / 2, 1);
        return (middle / (MedianOfAbsoluteNormal * Math.Sqrt(2))).unsqueeze(3).MoveToOuterDisposeScope();
    }
}
