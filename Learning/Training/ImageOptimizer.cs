using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Training;

/// <summary>AdamW over a member's parameters: weights decay, biases and norms do not; the head may learn faster than the rest.</summary>
internal sealed class ImageOptimizer : IDisposable
{
    private static readonly string[] Heads = ["head", "fc", "classifier", "heads"];

    private readonly AdamW _adam;
    private readonly (string Name, Parameter Parameter)[] _ordered;
    private readonly double _clipNorm;

    public ImageOptimizer(torch.nn.Module module, ImageMemberOptions options)
    {
        FrozenParts.SetLearning(module, learning: false, options.Frozen);
        _clipNorm = options.ClipNorm;
        var groups = module.named_parameters()
            .Where(named => named.parameter.requires_grad)
            .GroupBy(named => (IsHead: IsHead(named.name), Decays: named.parameter.shape.Length > 1))
            .OrderBy(group => group.Key)
            .ToArray();
        _ordered = [.. groups.SelectMany(group => group.Select(named => (named.name, named.parameter)))];
        _adam = torch.optim.AdamW(groups.Select(group => new AdamW.ParamGroup(
            group.Select(named => named.parameter),
            lr: options.LearningRate * (group.Key.IsHead ? 1 : options.BodyRate),
            weight_decay: group.Key.Decays ? options.WeightDecay : 0)));
    }

    public void ZeroGrad() => _adam.zero_grad();

    /// <summary>Moves the parameters along the gradient they have, no further than the greatest length allows.</summary>
    public void Step(double rate)
    {
        if (_clipNorm > 0)
        {
            torch.nn.utils.clip_grad_norm_(_ordered.Select(p => p.Parameter), _clipNorm);
        }

        LearningRates.Apply(_adam, rate);
        _adam.step();
    }

    /// <summary>What it remembers of every parameter.</summary>
    public Dictionary<string, StoredTensor> Save()
    {
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        foreach (var (name, state) in States())
        {
            tensors[$"adam.{name}.exp_avg"] = Stored(state.exp_avg);
            tensors[$"adam.{name}.exp_avg_sq"] = Stored(state.exp_avg_sq);
            tensors[$"adam.{name}.step"] = StoredTensor.Of([state.step], 1);
        }

        return tensors;
    }

    /// <exception cref="CheckpointException">It is the state of another network.</exception>
    public void Load(SafeTensors file)
    {
        using var frozen = torch.no_grad();
        foreach (var (name, state) in States())
        {
            Copy(file.Require($"adam.{name}.exp_avg", TensorElement.F32, state.exp_avg.shape), state.exp_avg);
            Copy(file.Require($"adam.{name}.exp_avg_sq", TensorElement.F32, state.exp_avg_sq.shape), state.exp_avg_sq);
            state.step = file.Require($"adam.{name}.step", TensorElement.I64, 1).Integers()[0];
        }
    }

    public void Dispose() => _adam.Dispose();

    private static bool IsHead(string name) => Array.Exists(Heads, head => name.StartsWith(head + ".", StringComparison.Ordinal));

    private IEnumerable<(string Name, AdamW.State State)> States()
        => _ordered.Zip(_adam.state_dict().State, (named, state) => (named.Name, (AdamW.State)state));

    private static StoredTensor Stored(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return StoredTensor.Of(tensor.detach().cpu().data<float>().ToArray(), tensor.shape);
    }

    private static void Copy(StoredTensor stored, torch.Tensor target)
    {
        using var source = torch.tensor(stored.Floats(), target.shape);
        target.copy_(source);
    }
}
