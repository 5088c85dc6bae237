namespace LensGrains.Learning.Networks;

/// <summary>Finds the running averages of batch norms anew, as weights need that no training step has led to.</summary>
public static class NormRefresh
{
    /// <summary>
    /// Sets every batch norm's running mean and variance to the means over batches; dropout is off meanwhile, and modes and momenta are as before
    /// afterwards.
    /// </summary>
    /// <param name="network">Where its averages are to be; without batch norms nothing is run.</param>
    /// <param name="batches">Runs the network on one batch each, in evaluation but for the norms; what they return is disposed of.</param>
    /// <exception cref="ArgumentException">There is no batch.</exception>
    public static void Run(torch.nn.Module network, IEnumerable<Func<torch.Tensor>> batches)
    {
        var norms = network.modules().OfType<BatchNorm>().Where(norm => norm.running_mean is not null).ToArray();
        if (norms.Length == 0)
        {
            return;
        }

        var momenta = norms.Select(norm => norm.momentum).ToArray();
        using var modes = ModuleModes.Evaluating(network);
        using var frozen = torch.no_grad();
        var seen = 0;
        try
        {
            foreach (var batch in batches)
            {
                seen++;
                foreach (var norm in norms)
                {
                    norm.train();
                    norm.momentum = 1.0 / seen;
                }

                using var scope = torch.NewDisposeScope();
                batch();
            }
        }
        finally
        {
            foreach (var (norm, momentum) in norms.Zip(momenta))
            {
                norm.momentum = momentum;
            }
        }

        if (seen == 0)
        {
            throw new ArgumentException("Batch norms cannot be refreshed without a batch.", nameof(batches));
        }
    }
}
