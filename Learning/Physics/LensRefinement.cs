namespace LensGrains.Learning.Physics;

/// <summary>How parameters are refined on an image.</summary>
public sealed record RefinementOptions
{
    /// <summary>Steps of Adam. Default 100.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>The first steps, as a share of the prior's standard deviation. Default 0.2.</summary>
    public double Rate { get; init; } = 0.2;

    /// <summary>Points drawn from the prior, from the best of which the descents begin; 1: the network's estimate alone. Default 256.</summary>
    public int Draws { get; init; } = 256;

    /// <summary>Descents of each image; the lowest one counts. The first begins at the network's estimate. Default 4.</summary>
    public int Descents { get; init; } = 4;

    /// <summary>The prior's standard deviation over the network's, where the network has learned a parameter. Default 1.</summary>
    public double PriorWidth { get; init; } = 1;

    /// <summary>
    /// Error of the model where there is light, as a share of what the lens' light leaves over, on the scale of the seeing: galaxies are no
    /// smooth profiles, so a bright arc may not outweigh all else. 0: noise alone. Default 1.
    /// </summary>
    public double ModelError { get; init; } = 1;

    /// <summary>
    /// By how much the errors are widened for what the spread of the residuals does not show. Default 2, which with
    /// <see cref="LeastErrorShare"/> holds two thirds of the Einstein radii of the simulated sky, whose sources are not the model's.
    /// </summary>
    public double ErrorScale { get; init; } = 2;

    /// <summary>Added in quadrature to the errors, as a share of the prior's, which they never exceed. Default 0.3.</summary>
    public double LeastErrorShare { get; init; } = 0.3;

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        if (Steps < 1 || Draws < 1 || Descents < 1 || Descents > Draws || !(Rate > 0) || !(PriorWidth > 0) || !(ModelError >= 0)
            || !(ErrorScale > 0) || !(LeastErrorShare >= 0))
        {
            throw new ArgumentException("Refinement: counts are positive, no more descents than draws; rate, prior and scale are positive, shares not negative.");
        }
    }
}

/// <summary>
/// Goes on from what a network estimates along the ray tracer's gradients, image by image: the most probable parameters, given the network's
/// estimate as a normal prior and the image. For the few sources that are worth it, since rays are traced some thousand times.
/// </summary>
public static class LensRefinement
{
    /// <summary>The refined estimate; parameters that the network never learned begin at what galaxies have (<see cref="LensPrior"/>).</summary>
    /// <param name="network">Traces rays; its weights stay as they are.</param>
    /// <param name="answer">Its answer to the images, [b].</param>
    /// <param name="options">How far to go.</param>
    /// <param name="seeingArcsec">Full widths at half maximum, [b]; null: that of the network's options for all.</param>
    /// <param name="cancellationToken">Checked before every step.</param>
    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    public static ParameterEstimate Refine(
        PhysicsNetwork network, PhysicsAnswer answer, RefinementOptions options, torch.Tensor? seeingArcsec = null, CancellationToken cancellationToken = default)
    {
        options.Validate();
        using var scope = torch.NewDisposeScope();
        var fit = new RefinementFit(network, answer, options, seeingArcsec);
        var steps = fit.Lowest([.. fit.Starts(cancellationToken).Select(start => fit.Descend(start, cancellationToken))]);
        using var frozen = torch.no_grad();
        var before = fit.Prior.LogVariances.exp();
        var variances = ((fit.Variances(steps) * (options.ErrorScale * options.ErrorScale)) + (before * (options.LeastErrorShare * options.LeastErrorShare)))
            .minimum(before * (options.PriorWidth * options.PriorWidth));
        return new ParameterEstimate(fit.At(steps).MoveToOuterDisposeScope(), variances.log().MoveToOuterDisposeScope());
    }
}
