namespace LensGrains.Learning.Physics;

/// <summary>What is thought of parameters before rays are traced.</summary>
internal static class LensPrior
{
    private const float SourceRadius = 0.25f;
    private const float Known = float.PositiveInfinity; // the network has learned it

    // Standard deviations of what no truth table tells a network, whose own estimate of it is as it was drawn at the start: size and shape of the
    // source, and how far the centre of mass is from that of the image, which may be off the galaxy by half a pixel.
    private static readonly float[] Deviations = [Known, Known, Known, Known, Known, Known, Known, 0.2f, 0.2f, 0.2f, 0.1f, 0.1f];

    /// <summary>The network's normal estimate where it has learned a parameter, what galaxies have where it has not.</summary>
    public static ParameterEstimate With(ParameterEstimate network)
    {
        var (means, deviations) = (torch.zeros_like(network.Means), torch.tensor(Deviations, network.Means.dtype, network.Means.device));
        means.narrow(1, (long)LensParameter.SourceRadius, 1).add_(SourceRadius);
        var isLearned = deviations.isfinite().logical_not().unsqueeze(0);
        return new ParameterEstimate(
            torch.where(isLearned, network.Means.detach(), means),
            torch.where(isLearned, network.LogVariances.detach(), 2 * deviations.log()));
    }

    /// <summary>Precisions of steps in units of the prior's deviations, [12]: 1, and 1/width² for what the network has learned.</summary>
    public static torch.Tensor Precisions(double width, torch.Tensor like)
        => torch.tensor(Array.ConvertAll(Deviations, d => float.IsFinite(d) ? 1 : (float)(1 / (width * width))), like.dtype, like.device);
}
