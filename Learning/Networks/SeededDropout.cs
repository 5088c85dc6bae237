namespace LensGrains.Learning.Networks;

/// <summary>Sets elements to zero with probability p while training and scales the rest by 1/(1-p); masks come from the network's generator.</summary>
internal sealed class SeededDropout(double p, torch.Generator generator) : torch.nn.Module<torch.Tensor, torch.Tensor>("dropout")
{
    /// <summary>p.</summary>
    public double Probability => p;

    /// <summary>Where masks are drawn from; the network's unless set.</summary>
    public torch.Generator Generator { get; set; } = generator;

    /// <summary>
    /// Whether all samples of a call share one mask, so that a call is one draw of a network, and a sample's answer does not hang on the others.
    /// </summary>
    public bool SharesMask { get; set; }

    public override torch.Tensor forward(torch.Tensor input)
        => training && p > 0 ? input * Mask(MaskShape(input), input, p, Generator) : input.alias();

    /// <summary>Zero with probability p and 1/(1-p) otherwise, on the device and in the type of <paramref name="like"/>.</summary>
    public static torch.Tensor Mask(long[] shape, torch.Tensor like, double p, torch.Generator generator)
    {
        using var drawn = torch.empty(shape).bernoulli_(1 - p, generator);
        return drawn.div_(1 - p).to(like.dtype, like.device);
    }

    private long[] MaskShape(torch.Tensor input) => SharesMask ? [1, .. input.shape[1..]] : input.shape;
}

/// <summary>
/// Leaves a whole residual branch out with probability p while training, sample by sample (Huang et al. 2016, arXiv:1603.09382).
/// </summary>
internal sealed class StochasticDepth(double p, torch.Generator generator) : torch.nn.Module<torch.Tensor, torch.Tensor>("depth")
{
    public override torch.Tensor forward(torch.Tensor input)
    {
        if (!training || p == 0)
        {
            return input.alias();
        }

        var shape = Enumerable.Repeat(1L, input.shape.Length).ToArray();
        shape[0] = input.shape[0];
        return input * SeededDropout.Mask(shape, input, p, generator);
    }
}
