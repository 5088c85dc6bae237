namespace LensGrains.Learning.Augmentations;

/// <summary>Moves each image by whole pixels. What comes in at an edge is the image mirrored there, so it has the image's own noise.</summary>
internal static class Shift
{
    /// <param name="images">[b, c, y, x].</param>
    /// <param name="down">Pixels towards larger y, [b, 1, 1, 1] int64, less than the image's height.</param>
    /// <param name="right">Pixels towards larger x.</param>
    public static torch.Tensor Apply(torch.Tensor images, torch.Tensor down, torch.Tensor right)
    {
        using var scope = torch.NewDisposeScope();
        var (height, width) = (images.shape[2], images.shape[3]);
        var rows = Origins(height, down, images).view(-1, 1, height, 1).expand(images.shape);
        var columns = Origins(width, right, images).view(-1, 1, 1, width).expand(images.shape);
        return images.gather(2, rows).gather(3, columns).MoveToOuterDisposeScope();
    }

    // Where each pixel comes from, [b, n]; beyond the edges -1 is 0 again, and n is n - 1.
    private static torch.Tensor Origins(long pixels, torch.Tensor shift, torch.Tensor images)
    {
        var from = torch.arange(pixels, torch.int64, images.device) - shift.view(-1, 1);
        from = torch.where(from.lt(0), -from - 1, from);
        return torch.where(from.ge(pixels), -from + ((2 * pixels) - 1), from);
    }
}
