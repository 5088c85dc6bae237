namespace LensGrains.Learning.Physics;

/// <summary>What the gate of the physics loss does for the classifier.</summary>
public enum GateLearning
{
    /// <summary>Nothing: the physics loss trains the parameters and what they share with the classifier.</summary>
    Detached,

    /// <summary>An image that a lens explains well pulls its logit up, one that it does not pulls it down.</summary>
    Learned,
}

/// <summary>How the physics-informed member learns.</summary>
public sealed record PhysicsLossOptions
{
    /// <summary>Weight of the parameters' negative log-likelihood, where they are known.</summary>
    public double ParameterWeight { get; init; } = 0.3;

    /// <summary>Weight of the physics loss once the curriculum is through; 0: no ray is traced.</summary>
    public double PhysicsWeight { get; init; } = 1;

    /// <summary>When the physics loss comes in.</summary>
    public Curriculum Curriculum { get; init; } = new(0.1, 0.5);

    /// <summary>Whether the gate learns from the physics loss.</summary>
    public GateLearning Gate { get; init; }

    /// <summary>What a lens costs in units of the light left over, so that one that explains nothing is not worth assuming (learned gate).</summary>
    public double LensCost { get; init; } = 0.02;

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        if (!(ParameterWeight >= 0) || !(PhysicsWeight >= 0) || !(LensCost >= 0) || !(Curriculum.Start >= 0) || !(Curriculum.End > Curriculum.Start))
        {
            throw new ArgumentException("Physics loss: weights are not negative, and the curriculum ends after its start.");
        }
    }
}

/// <summary>
/// The physics loss of a batch. Each image is explained by a lens with the probability g of its gate and by a galaxy alone with 1 - g:
/// g (u + cost) + (1 - g), where u is the share of the light left over that the lens leaves unexplained. The gate is the sigmoid of the logit,
/// continuous: nothing is ever switched on or off.
/// </summary>
/// <param name="Total">Weighted mean over the batch: a single number.</param>
/// <param name="Gate">Mean gate, without a gradient.</param>
/// <param name="Unexplained">Mean u over the batch, each image counting as much as its gate, without a gradient.</param>
public sealed record PhysicsLoss(torch.Tensor Total, torch.Tensor Gate, torch.Tensor Unexplained)
{
    /// <param name="logits">[b].</param>
    /// <param name="unexplained">u: [b].</param>
    /// <param name="weights">[b].</param>
    /// <param name="options">Whether the gate learns.</param>
    public static PhysicsLoss Of(torch.Tensor logits, torch.Tensor unexplained, torch.Tensor weights, PhysicsLossOptions options)
    {
        using var scope = torch.NewDisposeScope();
        var gate = (options.Gate == GateLearning.Detached ? logits.detach() : logits).sigmoid();
        var sum = weights.sum();
        var total = ((1 - (gate * (1 - options.LensCost - unexplained))) * weights).sum() / sum;
        var shares = gate.detach() * weights;
        var mean = (shares * unexplained.detach()).sum() / shares.sum().clamp_min(1e-12);
        return new PhysicsLoss(total.MoveToOuterDisposeScope(), (shares.sum() / sum).MoveToOuterDisposeScope(), mean.MoveToOuterDisposeScope());
    }
}
