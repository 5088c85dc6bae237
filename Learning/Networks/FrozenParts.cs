namespace LensGrains.Learning.Networks;

/// <summary>Parts of a network that training leaves alone.</summary>
public static class FrozenParts
{
    /// <summary>
    /// Puts every batch norm back into evaluation, so that it neither uses nor follows the batch; to be called after each <c>train()</c>.
    /// </summary>
    public static void FreezeNorms(torch.nn.Module network)
    {
        foreach (var norm in network.modules().OfType<BatchNorm>())
        {
            norm.eval();
        }
    }

    /// <summary>The same for the batch norms whose names begin with one of the prefixes; how many that are.</summary>
    public static int FreezeNorms(torch.nn.Module network, IReadOnlyList<string> prefixes)
    {
        var norms = network.named_modules()
            .Where(named => named.module is BatchNorm && prefixes.Any(prefix => named.name.StartsWith(prefix, StringComparison.Ordinal)))
            .ToArray();
        Array.ForEach(norms, named => named.module.eval());
        return norms.Length;
    }

    /// <summary>Stops (or lets) the parameters learn whose names begin with one of the prefixes; how many that are.</summary>
    public static int SetLearning(torch.nn.Module network, bool learning, params IReadOnlyList<string> prefixes)
    {
        var found = network.named_parameters()
            .Where(named => prefixes.Any(prefix => named.name.StartsWith(prefix, StringComparison.Ordinal)))
            .ToArray();
        foreach (var (_, parameter) in found)
        {
            parameter.requires_grad = learning;
        }

        return found.Length;
    }
}
