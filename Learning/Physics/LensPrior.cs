namespace LensGrains.Learning.Physics;

/// <summary>What is thought of parameters before rays are traced.</summary>
internal static class LensPrior
{
    private const float SourceRadius = 0.25f;

    // Standard deviations of what no truth table tells a network, so that its own estimate means nothing: the size and shape of the source, and
    // how far the centre of mass is from that of the light. Infinite: the network has learned it.
    private static readonly float[] Deviations =
    [
        float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity,
        float.PositiveInfinity, float.PositiveInfinity, 0.2f, 0.2f, 0.2f, 0.05f, 0.05f,
    ];

    /// <summary>The product of the network's normal estimate and what galaxies have, which is normal again.</summary>
    public static ParameterEstimate With(ParameterEstimate network)
    {
        var means = torch.zeros([LensParameters.Count], network.Means.dtype, network.Means.device);
        means.narrow(0, (long)LensParameter.SourceRadius, 1).add_(SourceRadius);
        var known = 1 / torch.tensor(Deviations, network.Means.dtype, network.Means.device).square();
        var precisions = (-network.LogVariances.detach()).exp();
        var sum = precisions + known;
        return new ParameterEstimate(((network.Means.detach() * precisions) + (means * known)) / sum, -sum.log());
    }

    /// <summary>Precisions of steps in units of the prior's deviations, [12]: 1, and 1/width² for what the network has learned.</summary>
    public static torch.Tensor Precisions(double width, torch.Tensor like)
        => torch.tensor(Array.ConvertAll(Deviations, d => float.IsFinite(d) ? 1 : (float)(1 / (width * width))), like.dtype, like.device);
}
