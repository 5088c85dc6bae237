using LensGrains.Learning.Networks;
using MathNet.Numerics.LinearAlgebra;

namespace LensGrains.Learning.Physics;

/// <summary>How parameters are refined on an image.</summary>
public sealed record RefinementOptions
{
    /// <summary>Steps of Adam. Default 150.</summary>
    public int Steps { get; init; } = 150;

    /// <summary>The first steps, as a share of the standard deviation that the network gives. Default 0.1.</summary>
    public double Rate { get; init; } = 0.1;

    /// <summary>
    /// The prior's standard deviation over the network's. The network has seen the image already; a wide prior keeps it from counting twice.
    /// Default 2.
    /// </summary>
    public double PriorWidth { get; init; } = 2;
}

/// <summary>
/// Goes on from what a network estimates along the ray tracer's gradients, image by image: the most probable parameters, given the network's
/// estimate as a normal prior and the image, with standard deviations by Laplace's approximation. For the few sources that are worth it,
/// since rays are traced some hundred times.
/// </summary>
public static class LensRefinement
{
    private const double Difference = 0.02; // of the network's deviation, for derivatives
    private const double LeastDeviationShare = 1e-3;

    /// <summary>The refined estimate.</summary>
    /// <param name="network">Traces rays; its weights stay as they are.</param>
    /// <param name="answer">Its answer to the images, [b].</param>
    /// <param name="options">How far to go.</param>
    /// <param name="seeingArcsec">Full widths at half maximum, [b]; null: that of the network's options for all.</param>
    public static ParameterEstimate Refine(
        PhysicsNetwork network, PhysicsAnswer answer, RefinementOptions options, torch.Tensor? seeingArcsec = null)
    {
        using var scope = torch.NewDisposeScope();
        var fit = new Fit(network, answer, seeingArcsec, options.PriorWidth);
        var steps = fit.Descend(options);
        using var frozen = torch.no_grad();
        return new ParameterEstimate(fit.At(steps).MoveToOuterDisposeScope(), fit.LogVariances(steps).MoveToOuterDisposeScope());
    }

    /// <summary>One batch: parameters are the network's means plus steps [b, 12] in units of its deviations.</summary>
    private sealed class Fit(PhysicsNetwork network, PhysicsAnswer answer, torch.Tensor? seeing, double priorWidth)
    {
        private readonly torch.Tensor _residuals = answer.Residuals.detach();
        private readonly torch.Tensor _means = answer.Parameters.Means.detach();
        private readonly torch.Tensor _deviations = (answer.Parameters.LogVariances.detach() / 2).exp();

        public torch.Tensor At(torch.Tensor steps) => network.Options.Ranges.Clamp(_means + (steps * _deviations));

        public torch.Tensor Descend(RefinementOptions options)
        {
            var steps = torch.nn.Parameter(torch.zeros_like(_means));
            using var adam = torch.optim.Adam([steps], lr: options.Rate);
            for (var step = 0; step < options.Steps; step++)
            {
                using var scope = torch.NewDisposeScope();
                LearningRates.Apply(adam, LearningRates.WarmUpThenCosine(step, 0, options.Steps, 0.01));
                adam.zero_grad();
                Cost(steps).sum().backward();
                adam.step();
            }

            using var frozen = torch.no_grad();
            var worse = Cost(steps) > Cost(torch.zeros_like(_means));
            return torch.where(worse.unsqueeze(1), torch.zeros_like(_means), steps.detach());
        }

        // ln variances from the inverse of Gauss and Newton's Hessian of the cost.
        public torch.Tensor LogVariances(torch.Tensor steps)
        {
            using var scope = torch.NewDisposeScope();
            var here = Found(steps).Left;
            var weights = (here / LensReconstruction.RobustAt).square().add(1).rsqrt().flatten(1).unsqueeze(1);
            var slopes = torch.stack(Enumerable.Range(0, LensParameters.Count).Select(column => Slope(steps, here, column)), 1);
            var curvature = (slopes * weights).matmul(slopes.transpose(1, 2)).to(torch.float64).cpu().contiguous().data<double>().ToArray();
            var count = (int)_means.shape[0];
            var shares = new float[count * LensParameters.Count];
            for (var i = 0; i < count; i++)
            {
                Shares(curvature.AsSpan(i * LensParameters.Count * LensParameters.Count), shares.AsSpan(i * LensParameters.Count));
            }

            var variances = torch.tensor(shares, _means.shape, _means.dtype, _means.device);
            return (variances.log() + (2 * _deviations.log())).MoveToOuterDisposeScope();
        }

        private torch.Tensor Cost(torch.Tensor steps)
            => Found(steps).NegativeLogLikelihood + (steps.square().sum(1L) * (0.5 / (priorWidth * priorWidth)));

        private LensReconstruction Found(torch.Tensor steps) => network.Reconstruct(_residuals, At(steps), seeing);

        private torch.Tensor Slope(torch.Tensor steps, torch.Tensor here, int column)
        {
            using var scope = torch.NewDisposeScope();
            var moved = steps.clone();
            moved.narrow(1, column, 1).add_(Difference);
            return ((Found(moved).Left - here) / Difference).flatten(1).MoveToOuterDisposeScope();
        }

        // The prior bounds the variances from above, and the network's own estimate does.
        private void Shares(ReadOnlySpan<double> curvature, Span<float> shares)
        {
            var values = curvature[..(LensParameters.Count * LensParameters.Count)].ToArray();
            var hessian = Matrix<double>.Build.Dense(LensParameters.Count, LensParameters.Count, values)
                + (Matrix<double>.Build.DenseIdentity(LensParameters.Count) / (priorWidth * priorWidth));
            var variances = hessian.Cholesky().Solve(Matrix<double>.Build.DenseIdentity(LensParameters.Count)).Diagonal();
            for (var i = 0; i < LensParameters.Count; i++)
            {
                shares[i] = (float)Math.Clamp(variances[i], LeastDeviationShare * LeastDeviationShare, 1);
            }
        }
    }
}
