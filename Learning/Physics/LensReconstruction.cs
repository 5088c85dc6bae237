namespace LensGrains.Learning.Physics;

/// <summary>
/// How well images of lensed sources explain what the lens galaxy's light leaves over. The flux of the source enters linearly, so it is not
/// guessed but solved for, in each band alone (as in Warren and Dye 2003, ApJ 590, 673), which also makes its error known.
/// </summary>
/// <param name="Fluxes">Best flux of the source in each band, not negative, in units of the noise of a pixel: [b, c].</param>
/// <param name="FluxDeviations">Their standard deviations, for a right model: [b].</param>
/// <param name="Unexplained">What is left of the loss without a source, 0 to about 1: [b].</param>
public sealed record LensReconstruction(torch.Tensor Fluxes, torch.Tensor FluxDeviations, torch.Tensor Unexplained)
{
    private const double Tiny = 1e-12;

    /// <summary>Compares, with ρ(z) = δ² (√(1 + z²/δ²) - 1), which grows linearly beyond <paramref name="robustAt"/> δ deviations.</summary>
    /// <param name="residuals">What the lens' light leaves over, in units of the noise: [b, c, y, x].</param>
    /// <param name="models">Sources of flux 1 behind lens and seeing, without what the lens' light could be: [b, y, x].</param>
    /// <param name="robustAt">δ; a neighbouring galaxy counts for little more than a deviation of this size.</param>
    public static LensReconstruction Of(torch.Tensor residuals, torch.Tensor models, double robustAt = 3)
    {
        using var scope = torch.NewDisposeScope();
        var model = models.unsqueeze(1);
        var strength = model.square().sum([2, 3]) + Tiny;
        var fluxes = (residuals * model).sum([2, 3]).relu() / strength;
        var left = residuals - (fluxes.unsqueeze(2).unsqueeze(3) * model);
        var unexplained = Robust(left, robustAt) / (Robust(residuals.detach(), robustAt) + Tiny);
        return new LensReconstruction(
            fluxes.MoveToOuterDisposeScope(), strength.rsqrt().squeeze(1).MoveToOuterDisposeScope(), unexplained.MoveToOuterDisposeScope());
    }

    private static torch.Tensor Robust(torch.Tensor deviations, double at)
        => (((deviations / at).square() + 1).sqrt() - 1).mean([1, 2, 3]) * (at * at);
}
