namespace LensGrains.Learning.Augmentations;

/// <summary>
/// Broadens each image by a Gaussian of its own width. The discrete Gaussian (Lindeberg 1990, IEEE PAMI 12, 234) is used, whose spectrum is
/// exp(σ²(cos θ - 1)): its variance is σ² for every σ, also far below a pixel, and two blurs are one blur of σ₁² + σ₂². Edges mirror, so
/// flux is kept. With mirrored edges the cosine transform diagonalises it: two products with one matrix there, two back.
/// </summary>
internal static class Blur
{
    /// <param name="images">[b, c, y, x].</param>
    /// <param name="deviations">σ in pixels, [b, 1, 1, 1].</param>
    public static torch.Tensor Apply(torch.Tensor images, torch.Tensor deviations)
    {
        using var scope = torch.NewDisposeScope();
        var (rows, columns) = (Cosines(images.shape[2], images), Cosines(images.shape[3], images));
        var variance = deviations.square();
        var fall = (Frequencies(images.shape[2], images).view(1, 1, -1, 1) * variance).exp()
            * (Frequencies(images.shape[3], images).view(1, 1, 1, -1) * variance).exp();
        var spectrum = rows.matmul(images).matmul(columns.t()) * fall;
        return rows.t().matmul(spectrum).matmul(columns).MoveToOuterDisposeScope();
    }

    // The orthonormal DCT-II [k, i]: √(2/n) cos(π k (i + 1/2)/n), its first row √(1/n).
    private static torch.Tensor Cosines(long pixels, torch.Tensor like)
    {
        var k = torch.arange(pixels, torch.float64);
        var matrix = (k.view(-1, 1) * (k + 0.5) * (Math.PI / pixels)).cos() * Math.Sqrt(2.0 / pixels);
        matrix.narrow(0, 0, 1).fill_(Math.Sqrt(1.0 / pixels));
        return matrix.to(like.dtype, like.device);
    }

    // cos θ - 1 at the frequencies θ = π k/n.
    private static torch.Tensor Frequencies(long pixels, torch.Tensor like)
        => ((torch.arange(pixels, torch.float64) * (Math.PI / pixels)).cos() - 1).to(like.dtype, like.device);
}
