namespace LensGrains.Learning.SelfSupervised;

/// <summary>Weights that follow others as a moving average.</summary>
internal static class SlowTarget
{
    /// <summary>The momentum rises to 1 along half a cosine: 1 - (1 - τ)(cos πk/K + 1)/2 (Grill et al. 2020, arXiv:2006.07733).</summary>
    /// <param name="momentum">τ, at the start.</param>
    /// <param name="progress">Share k/K of the training done.</param>
    public static double MomentumAt(double momentum, double progress) => 1 - ((1 - momentum) * (Math.Cos(Math.PI * progress) + 1) / 2);

    /// <summary>Moves the parameters of some modules towards those of others, in their order; a momentum of 0 makes them equal.</summary>
    public static void Follow(IEnumerable<torch.nn.Module> online, IEnumerable<torch.nn.Module> target, double momentum)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        foreach (var (from, to) in online.SelectMany(module => module.parameters()).Zip(target.SelectMany(module => module.parameters())))
        {
            to.mul_(momentum).add_(from, 1 - momentum);
        }
    }
}
