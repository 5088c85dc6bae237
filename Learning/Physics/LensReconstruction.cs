namespace LensGrains.Learning.Physics;

/// <summary>
/// How well images of lensed sources explain what the lens galaxy's light leaves over. The flux of the source enters linearly, so it is not
/// guessed but solved for, in each band alone (as in Warren and Dye 2003, ApJ 590, 673), which also makes its error known.
/// </summary>
/// <param name="Fluxes">Best flux of the source in each band, not negative, in units of the noise of a pixel: [b, c].</param>
/// <param name="FluxDeviations">Their standard deviations, for a right model: [b].</param>
/// <param name="Unexplained">What is left of the loss without a source, 0 to about 1: [b].</param>
/// <param name="NegativeLogLikelihood">Σ ρ(z) over all pixels and bands, which is half of χ² where all deviations are small: [b].</param>
/// <param name="Left">What neither explains, in units of the noise: [b, c, y, x].</param>
public sealed record LensReconstruction(
    torch.Tensor Fluxes, torch.Tensor FluxDeviations, torch.Tensor Unexplained, torch.Tensor NegativeLogLikelihood, torch.Tensor Left)
{
    private const double Tiny = 1e-12;
    private const int Reweightings = 2;

    /// <summary>δ where none is given.</summary>
    internal const double RobustAt = 3;

    /// <summary>Compares, with ρ(z) = δ² (√(1 + z²/δ²) - 1), which grows linearly beyond <paramref name="robustAt"/> δ deviations.</summary>
    /// <param name="residuals">What the lens' light leaves over, in units of the noise: [b, c, y, x].</param>
    /// <param name="models">Sources of flux 1 behind lens and seeing, without what the lens' light could be: [b, y, x].</param>
    /// <param name="robustAt">δ; a neighbouring galaxy counts for little more than a deviation of this size.</param>
    public static LensReconstruction Of(torch.Tensor residuals, torch.Tensor models, double robustAt = RobustAt)
    {
        using var scope = torch.NewDisposeScope();
        var model = models.unsqueeze(1);
        var left = residuals;
        var fluxes = residuals;
        for (var pass = 0; pass < Reweightings; pass++)
        {
            fluxes = Solve(residuals, model, (left / robustAt).square().add(1).rsqrt());
            left = residuals - (fluxes * model);
        }

        var loss = Robust(left, robustAt);
        var deviations = (model.square().sum([1, 2, 3]) + Tiny).rsqrt();
        return new LensReconstruction(fluxes.flatten(1), deviations, loss / (Robust(residuals.detach(), robustAt) + Tiny), loss, left).Kept();
    }

    /// <summary>The same, in the scope around this one.</summary>
    internal LensReconstruction Kept() => new(
        Fluxes.MoveToOuterDisposeScope(), FluxDeviations.MoveToOuterDisposeScope(), Unexplained.MoveToOuterDisposeScope(),
        NegativeLogLikelihood.MoveToOuterDisposeScope(), Left.MoveToOuterDisposeScope());

    // Least squares with the weights ρ'(z)/z of the deviations before, [b, c, 1, 1].
    private static torch.Tensor Solve(torch.Tensor residuals, torch.Tensor model, torch.Tensor weights)
    {
        var weighted = weights * model;
        return (residuals * weighted).sum([2, 3], keepdim: true).relu() / ((model * weighted).sum([2, 3], keepdim: true) + Tiny);
    }

    private static torch.Tensor Robust(torch.Tensor deviations, double at)
        => (((deviations / at).square() + 1).sqrt() - 1).sum([1, 2, 3]) * (at * at);
}
