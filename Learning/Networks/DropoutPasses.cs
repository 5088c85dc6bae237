namespace LensGrains.Learning.Networks;

/// <summary>
/// Dropout at scoring as an approximate posterior (Gal and Ghahramani 2016, arXiv:1506.02142): everything evaluates, batch norms among it, and
/// only dropout goes on. All sources share the masks of a pass, so that a pass is one draw of a network and a source's answer does not hang on
/// which others are scored beside it.
/// </summary>
public static class DropoutPasses
{
    /// <summary>Scores sources several times with other units left out each time.</summary>
    /// <param name="network">Has dropout; its modes and its own generator are as before afterwards.</param>
    /// <param name="logits">The network's logits [n] or [n, 1] of the sources; called once a pass, without recording.</param>
    /// <param name="passes">Passes, 1 or more; 20 are usual.</param>
    /// <param name="generator">Draws the masks.</param>
    /// <exception cref="ArgumentException">The network has no dropout, so all passes would be the same.</exception>
    public static LogitPasses Score(torch.nn.Module network, Func<torch.Tensor> logits, int passes, torch.Generator generator)
    {
        var dropouts = network.modules().OfType<SeededDropout>().Where(dropout => dropout.Probability > 0).ToArray();
        if (dropouts.Length == 0)
        {
            throw new ArgumentException($"'{network.GetName()}' has no dropout: all its passes would be the same.", nameof(network));
        }

        var own = dropouts.Select(dropout => dropout.Generator).ToArray();
        using var modes = ModuleModes.Evaluating(network);
        using var frozen = torch.no_grad();
        try
        {
            foreach (var dropout in dropouts)
            {
                dropout.train();
                dropout.Generator = generator;
                dropout.SharesMask = true;
            }

            return LogitPasses.Of(passes, _ => logits());
        }
        finally
        {
            foreach (var (dropout, before) in dropouts.Zip(own))
            {
                dropout.Generator = before;
                dropout.SharesMask = false;
            }
        }
    }
}
