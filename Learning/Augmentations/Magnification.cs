namespace LensGrains.Learning.Augmentations;

/// <summary>
/// Enlarges each image about its centre by a factor of its own, between pixels bilinearly; beyond the edges the image is mirrored. Values are
/// surface brightness and stay.
/// </summary>
internal static class Magnification
{
    /// <param name="images">[b, c, y, x].</param>
    /// <param name="factors">[b, 1, 1, 1], above 1: larger.</param>
    public static torch.Tensor Apply(torch.Tensor images, torch.Tensor factors)
    {
        using var scope = torch.NewDisposeScope();
        var unit = torch.eye(2, 3, images.dtype, images.device).unsqueeze(0);
        var grid = torch.nn.functional.affine_grid(unit / factors.view(-1, 1, 1), images.shape);
        return torch.nn.functional.grid_sample(
            images, grid, torch.GridSampleMode.Bilinear, torch.GridSamplePaddingMode.Reflection, align_corners: false).MoveToOuterDisposeScope();
    }
}
