namespace LensGrains.Tensors.Tests;

/// <summary>Operators whose gradients or arguments TorchSharp 0.107 has otherwise, so that models do without them.</summary>
public sealed class BindingGradientTests
{
    private static readonly double[] Six = [0.3, -1.2, 0.7, 1.9, -0.4, 0.55];

    [Fact]
    public void Baddbmm_AddsTheProductsOfItsArguments()
        => Gradients.Check(
            x => torch.ones([1, 2, 2], torch.float64).baddbmm(x.reshape(1, 2, 3), x.reshape(1, 3, 2).exp(), 0.5f, 2f), Six, 2, 3);

    [Fact]
    public void GaussianNllLoss_FollowsMeanAndVariance()
        => Gradients.Check(
            x => functional.gaussian_nll_loss(x, x.sin().detach() * 0 + 0.3, x.square() + 0.1, reduction: Reduction.None), Six, 2, 3);
}
