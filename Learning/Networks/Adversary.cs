namespace LensGrains.Learning.Networks;

/// <summary>How far and how hard an adversary looks for images that a network gets wrong.</summary>
public sealed record AdversaryOptions
{
    /// <summary>Most that a pixel may change, ε, in the images' own (normalised) units.</summary>
    public double Radius { get; init; } = 0.03;

    /// <summary>Steps; one is the fast gradient sign method.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>Length of a step; null: ε for one step, otherwise 2.5 ε/steps.</summary>
    public double? StepSize { get; init; }

    /// <summary>Whether the first step starts anywhere in the ball rather than at its centre.</summary>
    public bool RandomStart { get; init; }

    /// <summary>Least and greatest value a pixel may get; null: any.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        if (!(Radius >= 0 && double.IsFinite(Radius)) || Steps is < 1 or > 1000 || StepSize is not null and not > 0
            || (Range is { } range && !(range.Low < range.High)))
        {
            throw new ArgumentException(
                "Adversary options: the radius is not negative, steps are 1 to 1,000 and longer than nothing, the range is not empty.");
        }
    }
}

/// <summary>
/// Images near given ones (l∞) at which a network's loss is higher: the fast gradient sign method (Goodfellow et al. 2015, arXiv:1412.6572)
/// and projected gradient descent (Madry et al. 2018, arXiv:1706.06083). A network trained on them besides its own images is harder to fool.
/// </summary>
public static class Adversary
{
    /// <summary>
    /// Perturbs a batch. While it searches, the network evaluates (frozen norms, no dropout) and only the images have gradients: parameters,
    /// their gradients and the running averages stay as they were, and the modes are put back.
    /// </summary>
    /// <param name="network">Whose gradients are followed.</param>
    /// <param name="images">[n, c, y, x].</param>
    /// <param name="loss">The loss, a single number, of images in this place; made with <paramref name="network"/>.</param>
    /// <param name="options">The ball and the steps.</param>
    /// <param name="generator">Draws the start; needed only for <see cref="AdversaryOptions.RandomStart"/>.</param>
    /// <returns>[n, c, y, x], each pixel within ε of the images'; without history. A pixel whose gradient is not a number stays.</returns>
    public static torch.Tensor Perturb(
        torch.nn.Module network,
        torch.Tensor images,
        Func<torch.Tensor, torch.Tensor> loss,
        AdversaryOptions options,
        torch.Generator? generator = null)
    {
        options.Validate();
        using var modes = ModuleModes.Evaluating(network);
        using var frozen = new FrozenParameters(network);
        using var scope = torch.NewDisposeScope();
        var centre = images.detach();
        var step = options.StepSize ?? (options.Steps == 1 ? options.Radius : 2.5 * options.Radius / options.Steps);
        var perturbed = Kept(options.RandomStart ? Anywhere(centre, options.Radius, generator) : centre, centre, options);
        for (var i = 0; i < options.Steps; i++)
        {
            perturbed = Kept(perturbed + (Uphill(perturbed, loss) * step), centre, options);
        }

        return perturbed.MoveToOuterDisposeScope();
    }

    private static torch.Tensor Uphill(torch.Tensor images, Func<torch.Tensor, torch.Tensor> loss)
    {
        using var scope = torch.NewDisposeScope();
        using var recording = torch.set_grad_enabled();
        var leaf = images.detach().clone().requires_grad_();
        loss(leaf).backward();
        return leaf.grad is { } gradient
            ? gradient.nan_to_num(0, 0, 0).sign().MoveToOuterDisposeScope()
            : throw new ArgumentException("The loss does not depend on the images.", nameof(loss));
    }

    private static torch.Tensor Anywhere(torch.Tensor centre, double radius, torch.Generator? generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return centre + torch.empty(centre.shape).uniform_(-radius, radius, generator).to(centre.dtype, centre.device);
    }

    private static torch.Tensor Kept(torch.Tensor images, torch.Tensor centre, AdversaryOptions options)
    {
        using var scope = torch.NewDisposeScope();
        var inBall = images.maximum(centre - options.Radius).minimum(centre + options.Radius);
        return (options.Range is { } range ? inBall.clamp(range.Low, range.High) : inBall).MoveToOuterDisposeScope();
    }

    /// <summary>Stops every parameter from having gradients until disposed.</summary>
    private sealed class FrozenParameters : IDisposable
    {
        private readonly Parameter[] _learning;

        public FrozenParameters(torch.nn.Module network)
        {
            _learning = [.. network.parameters().Where(parameter => parameter.requires_grad)];
            Set(false);
        }

        public void Dispose() => Set(true);

        private void Set(bool learns)
        {
            foreach (var parameter in _learning)
            {
                parameter.requires_grad = learns;
            }
        }
    }
}
