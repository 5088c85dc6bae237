namespace LensGrains.Learning.Networks;

/// <summary>What <see cref="Swag"/> knows of one parameter, float32 on the processor.</summary>
internal sealed class SwagMoments(long[] shape) : IDisposable
{
    private readonly Queue<torch.Tensor> _deviations = new();

    /// <summary>θ̄.</summary>
    public torch.Tensor Mean { get; } = torch.zeros(shape).DetachFromDisposeScope();

    /// <summary>Σ (θ − θ̄)², kept up by Welford's rule, because the difference of two moments of float32 would be rounding.</summary>
    public torch.Tensor Squares { get; } = torch.zeros(shape).DetachFromDisposeScope();

    /// <summary>The last deviations, oldest first.</summary>
    public IReadOnlyCollection<torch.Tensor> Deviations => _deviations;

    /// <summary>Mean square deviation over so many weights.</summary>
    public torch.Tensor Variance(long collected) => Squares / (double)collected;

    /// <summary>Takes in the weights that are number <paramref name="count"/>.</summary>
    public void Add(torch.Tensor weights, long count, int rank)
    {
        using var scope = torch.NewDisposeScope();
        var current = weights.detach().to(torch.float32, torch.CPU);
        var before = current - Mean;
        Mean.add_(before, 1.0 / count);
        var after = current - Mean;
        Squares.addcmul_(before, after, 1);
        if (rank > 0)
        {
            Keep(after);
            if (_deviations.Count > rank)
            {
                _deviations.Dequeue().Dispose();
            }
        }
    }

    /// <summary>Appends a deviation.</summary>
    public void Keep(torch.Tensor deviation) => _deviations.Enqueue(deviation.DetachFromDisposeScope());

    /// <summary>Σₖ cₖ Dₖ for coefficients [K].</summary>
    public torch.Tensor Combined(torch.Tensor coefficients)
    {
        using var scope = torch.NewDisposeScope();
        var columns = torch.stack(_deviations).reshape(_deviations.Count, -1);
        return coefficients.matmul(columns).reshape(Mean.shape).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        Mean.Dispose();
        Squares.Dispose();
        while (_deviations.TryDequeue(out var deviation))
        {
            deviation.Dispose();
        }
    }
}
