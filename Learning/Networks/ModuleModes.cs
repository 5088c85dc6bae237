namespace LensGrains.Learning.Networks;

/// <summary>Remembers which modules of a network train and which evaluate, and puts them back when disposed of.</summary>
internal sealed class ModuleModes : IDisposable
{
    private readonly (torch.nn.Module Module, bool Trains)[] _modes;

    private ModuleModes(torch.nn.Module network)
        => _modes = [(network, network.training), .. network.modules().Select(module => (module, module.training))];

    /// <summary>Puts the whole network into evaluation until disposed.</summary>
    public static ModuleModes Evaluating(torch.nn.Module network)
    {
        var modes = new ModuleModes(network);
        network.eval();
        return modes;
    }

    public void Dispose()
    {
        // Each module sets those inside it, too, so the outer ones go first.
        foreach (var (module, trains) in _modes)
        {
            module.train(trains);
        }
    }
}
