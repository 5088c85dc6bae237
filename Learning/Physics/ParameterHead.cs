using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Physics;

/// <summary>Means and log variances of the parameters from features [b, d]: Linear - GELU - Linear, then <see cref="ParameterRanges"/>.</summary>
internal sealed class ParameterHead : torch.nn.Module<torch.Tensor, ParameterEstimate>
{
    private const double LargestLogChange = 5;

    private readonly ParameterRanges _ranges;
    private readonly Linear hidden;
    private readonly Linear output;

    public ParameterHead(long features, long width, ParameterRanges ranges, torch.Generator generator)
        : base("parameters")
    {
        _ranges = ranges;
        hidden = torch.nn.Linear(features, width);
        output = torch.nn.Linear(width, 2 * LensParameters.Count);
        RegisterComponents();
        Starts.Uniform(hidden, 1 / Math.Sqrt(features), generator);
        Starts.Uniform(output, 0.3 / Math.Sqrt(width), generator);
    }

    public override ParameterEstimate forward(torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var raw = output.forward(torch.nn.functional.gelu(hidden.forward(input)));
        var means = _ranges.Map(raw.narrow(1, 0, LensParameters.Count));
        var spread = (raw.narrow(1, LensParameters.Count, LensParameters.Count) / LargestLogChange).tanh() * (2 * LargestLogChange);
        var units = torch.tensor(_ranges.Units(), raw.dtype, raw.device).square().log();
        return new ParameterEstimate(means.MoveToOuterDisposeScope(), (spread + units).MoveToOuterDisposeScope());
    }
}

/// <summary>What a network thinks of the parameters of a batch.</summary>
/// <param name="Means">[b, 12], in the parameters' units.</param>
/// <param name="LogVariances">[b, 12], of their squared units; no use where a parameter was never known in training.</param>
public sealed record ParameterEstimate(torch.Tensor Means, torch.Tensor LogVariances)
{
    /// <summary>
    /// ½ (ln σ² + (mean - t)²/σ²) averaged over the parameters that are known (not NaN), in units of <see cref="ParameterRanges"/>' own so
    /// that it stays near zero; 0 where none is. A single number.
    /// </summary>
    /// <param name="truth">[b, 12].</param>
    /// <param name="ranges">Of the network that made the estimate.</param>
    public torch.Tensor NegativeLogLikelihood(torch.Tensor truth, ParameterRanges ranges)
    {
        using var scope = torch.NewDisposeScope();
        var known = truth.isnan().logical_not().to(Means.dtype);
        var units = torch.tensor(ranges.Units(), Means.dtype, Means.device).square().log();
        var squared = (Means - truth.nan_to_num(0)).square() * (-LogVariances).exp();
        var each = 0.5 * (LogVariances - units + squared) * known;
        return (each.sum() / known.sum().clamp_min(1)).MoveToOuterDisposeScope();
    }
}
