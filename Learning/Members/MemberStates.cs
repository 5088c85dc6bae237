using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Members;

/// <summary>Carries weights and the optimiser's state between a network and a checkpoint.</summary>
internal static class MemberStates
{
    public static Dictionary<string, StoredTensor> Save(torch.nn.Module network, AdamW optimizer)
    {
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        var steps = 0L;
        foreach (var (name, parameter, state) in States(network, optimizer))
        {
            tensors[name] = Stored(parameter);
            tensors[$"adam.{name}.exp_avg"] = Stored(state.exp_avg);
            tensors[$"adam.{name}.exp_avg_sq"] = Stored(state.exp_avg_sq);
            steps = state.step;
        }

        tensors["adam.step"] = StoredTensor.Of([steps], 1);
        return tensors;
    }

    public static void Load(MemberCheckpoint checkpoint, torch.nn.Module network, AdamW optimizer)
    {
        using var frozen = torch.no_grad();
        foreach (var (name, parameter, state) in States(network, optimizer))
        {
            var (first, second) = checkpoint.Moments(name);
            var shape = checkpoint.ShapeOf(name);
            Copy(checkpoint.Parameter(name), shape, parameter);
            Copy(first, shape, state.exp_avg);
            Copy(second, shape, state.exp_avg_sq);
            state.step = checkpoint.OptimizerSteps;
        }
    }

    private static IEnumerable<(string Name, torch.Tensor Parameter, AdamW.State State)> States(torch.nn.Module network, AdamW optimizer)
        => network.named_parameters().Zip(optimizer.state_dict().State, (named, state) => (named.name, (torch.Tensor)named.parameter, (AdamW.State)state));

    private static StoredTensor Stored(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return StoredTensor.Of(tensor.detach().cpu().data<float>().ToArray(), tensor.shape);
    }

    private static void Copy(float[] values, long[] shape, torch.Tensor target)
    {
        using var source = torch.tensor(values, shape);
        target.copy_(source);
    }
}
