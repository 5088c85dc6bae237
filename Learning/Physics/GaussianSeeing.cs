namespace LensGrains.Learning.Physics;

/// <summary>Seeing with a round Gaussian profile, of its own width for each image; FWHM = 2 √(2 ln 2) σ.</summary>
public static class GaussianSeeing
{
    private const double WidthOverSigma = 2.3548200450309493;

    /// <summary>
    /// Blurs images [b, y, x]. A pixel's light spreads as the integral of the profile over each other pixel; what leaves the image is lost
    /// and none comes in. Gradients reach the images and the widths.
    /// </summary>
    /// <param name="images">[b, y, x].</param>
    /// <param name="fwhmPixels">[b] or [1], in pixels, more than 0.</param>
    public static torch.Tensor Blur(torch.Tensor images, torch.Tensor fwhmPixels)
    {
        using var scope = torch.NewDisposeScope();
        var rows = Spread(images.shape[1], fwhmPixels);
        var columns = images.shape[1] == images.shape[2] ? rows : Spread(images.shape[2], fwhmPixels);
        return rows.matmul(images).matmul(columns).MoveToOuterDisposeScope();
    }

    // What of pixel j falls on pixel i along one axis: [b, n, n], symmetric.
    private static torch.Tensor Spread(long size, torch.Tensor fwhmPixels)
    {
        var axis = torch.arange(size, fwhmPixels.dtype, fwhmPixels.device);
        var distance = (axis.unsqueeze(0) - axis.unsqueeze(1)).unsqueeze(0);
        var scale = (WidthOverSigma / Math.Sqrt(2) / fwhmPixels).reshape(-1, 1, 1);
        return 0.5 * (((distance + 0.5) * scale).erf() - ((distance - 0.5) * scale).erf());
    }
}
