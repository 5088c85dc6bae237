using LensGrains.Learning.Calibration;
using LensGrains.Learning.Ensembles;

namespace LensGrains.Learning.Networks;

/// <summary>The log odds that several draws of one network give the same sources.</summary>
public sealed class LogitPasses
{
    private readonly double[][] _passes;

    /// <param name="passes">Per pass [n], log odds.</param>
    /// <exception cref="ArgumentException">No pass, or passes of different lengths.</exception>
    public LogitPasses(IReadOnlyList<double[]> passes)
    {
        if (passes.Count == 0 || passes.Any(pass => pass.Length != passes[0].Length))
        {
            throw new ArgumentException("There is at least one pass, and all are of one length.");
        }

        _passes = [.. passes];
    }

    /// <summary>Number of passes m.</summary>
    public int Passes => _passes.Length;

    /// <summary>Number of sources n.</summary>
    public int Length => _passes[0].Length;

    /// <summary>Mean and variance (over m − 1; 0 of one pass) of a source's log odds.</summary>
    public LogitEstimate Estimate(int source)
    {
        var mean = _passes.Average(pass => pass[source]);
        var squares = _passes.Sum(pass => (pass[source] - mean) * (pass[source] - mean));
        return new LogitEstimate(mean, squares / Math.Max(1, Passes - 1));
    }

    /// <summary>Mean over the passes of a source's probability.</summary>
    public double Probability(int source) => _passes.Average(pass => Logit.Sigmoid(pass[source]));

    /// <summary>What the passes say of a source together, taken as an ensemble.</summary>
    public PredictiveUncertainty Uncertainty(int source)
        => PredictiveUncertainty.Of([.. _passes.Select(pass => Logit.Sigmoid(pass[source]))]);

    /// <summary>Several calls of one function, whose tensors [n] or [n, 1] are read and disposed of.</summary>
    internal static LogitPasses Of(int passes, Func<int, torch.Tensor> logits)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(passes);
        return new LogitPasses([.. Enumerable.Range(0, passes).Select(pass =>
        {
            using var scope = torch.NewDisposeScope();
            return logits(pass).detach().flatten().to(torch.float64).cpu().data<double>().ToArray();
        })]);
    }
}
