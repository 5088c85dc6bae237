using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Networks;

/// <summary>
/// A normal distribution over a network's weights from where its training wandered in the last epochs (SWAG: Maddox et al. 2019,
/// arXiv:1902.02476). With the mean θ̄, the variances Σ and the last K deviations D from the mean as it then was, a draw is
/// <code>θ = θ̄ + s (√(Σ/2) ∘ z₁ + D z₂/√(2 (K − 1))),   z₁, z₂ ~ N(0, 1)</code>
/// and while there are less than two deviations θ̄ + s √Σ ∘ z₁. A trainer calls <see cref="Collect"/> after each of its last epochs, at a
/// constant and rather high learning rate. After any change of weights here batch norms need <see cref="NormRefresh"/>. Takes the memory of
/// K + 2 networks, on the processor.
/// </summary>
public sealed class Swag : IDisposable
{
    private readonly torch.nn.Module _network;
    private readonly SortedDictionary<string, SwagMoments> _moments = new(StringComparer.Ordinal);

    /// <param name="network">Whose parameters are collected and set; it stays the caller's, with its shapes.</param>
    /// <param name="rank">Most deviations K that are kept; 0 for variances alone.</param>
    public Swag(torch.nn.Module network, int rank = 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        (_network, Rank) = (network, rank);
        foreach (var (name, parameter) in network.named_parameters())
        {
            _moments[name] = new SwagMoments(parameter.shape);
        }
    }

    /// <summary>Most deviations that are kept.</summary>
    public int Rank { get; }

    /// <summary>Weights collected so far.</summary>
    public long Collected { get; private set; }

    /// <summary>Deviations kept so far.</summary>
    public int Columns => _moments.Count == 0 ? 0 : _moments.Values.First().Deviations.Count;

    /// <summary>Takes the network's weights as they are into the moments.</summary>
    public void Collect()
    {
        Collected++;
        using var frozen = torch.no_grad();
        foreach (var (name, parameter) in _network.named_parameters())
        {
            _moments[name].Add(parameter, Collected, Rank);
        }
    }

    /// <summary>Sets the network's weights to their mean.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been collected.</exception>
    public void UseMean() => Set(moments => moments.Mean.alias());

    /// <summary>Sets the network's weights to a draw.</summary>
    /// <param name="generator">Draws it.</param>
    /// <param name="scale">s: what the deviations from the mean are multiplied with.</param>
    /// <exception cref="InvalidOperationException">Nothing has been collected.</exception>
    public void Sample(torch.Generator generator, double scale = 1)
    {
        using var scope = torch.NewDisposeScope();
        var hasColumns = Columns >= 2;
        var together = hasColumns ? torch.randn([Columns], generator: generator) * (scale / Math.Sqrt(2.0 * (Columns - 1))) : null;
        var alone = scale * (hasColumns ? Math.Sqrt(0.5) : 1);
        Set(moments =>
        {
            var drawn = torch.empty(moments.Mean.shape).normal_(0, 1, generator) * moments.Variance(Collected).sqrt() * alone;
            return moments.Mean + (together is null ? drawn : drawn + moments.Combined(together));
        });
    }

    /// <summary>
    /// Scores sources by several draws, each with its norms refreshed; afterwards the network has the weights, norms and modes that it had before.
    /// </summary>
    /// <param name="logits">The network's logits [n] or [n, 1] of the sources; called once a draw, evaluating and without recording.</param>
    /// <param name="draws">Draws, 1 or more; 30 are usual.</param>
    /// <param name="generator">Draws them.</param>
    /// <param name="batches">Training batches for <see cref="NormRefresh.Run"/>, run through anew for each draw.</param>
    /// <exception cref="InvalidOperationException">Nothing has been collected.</exception>
    public LogitPasses Score(Func<torch.Tensor> logits, int draws, torch.Generator generator, IEnumerable<Func<torch.Tensor>> batches)
    {
        using var modes = ModuleModes.Evaluating(_network);
        using var frozen = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var before = _network.state_dict().Select(named => (Own: named.Value, Kept: named.Value.clone())).ToArray();
        try
        {
            return LogitPasses.Of(draws, _ =>
            {
                Sample(generator);
                NormRefresh.Run(_network, batches);
                return logits();
            });
        }
        finally
        {
            foreach (var (own, kept) in before)
            {
                own.copy_(kept);
            }
        }
    }

    /// <summary>The moments as arrays: per parameter <c>swag.mean.NAME</c>, <c>swag.squares.NAME</c> and <c>swag.deviations.NAME</c> [K, …].</summary>
    public SafeTensors Save() => SwagFile.Write(_moments, Collected, Rank);

    /// <summary>Moments of a network like this one.</summary>
    /// <exception cref="CheckpointException">The file lacks an array, or one is not of the network's shape; the message says which.</exception>
    public static Swag Load(torch.nn.Module network, SafeTensors file)
    {
        var (collected, rank, columns) = SwagFile.Counts(file);
        var swag = new Swag(network, rank);
        try
        {
            foreach (var (name, moments) in swag._moments)
            {
                SwagFile.Read(file, name, columns, moments);
            }
        }
        catch
        {
            swag.Dispose();
            throw;
        }

        swag.Collected = collected;
        return swag;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var moments in _moments.Values)
        {
            moments.Dispose();
        }
    }

    private void Set(Func<SwagMoments, torch.Tensor> weights)
    {
        if (Collected == 0)
        {
            throw new InvalidOperationException("No weights have been collected.");
        }

        using var frozen = torch.no_grad();
        foreach (var (name, parameter) in _network.named_parameters())
        {
            using var scope = torch.NewDisposeScope();
            parameter.copy_(weights(_moments[name]));
        }
    }
}
