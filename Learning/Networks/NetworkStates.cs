using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Networks;

/// <summary>Carries a network's parameters and buffers to and from the arrays of a safetensors file, under the network's own names.</summary>
public static class NetworkStates
{
    /// <summary>Every parameter and buffer as it is, float32 or int64.</summary>
    public static Dictionary<string, StoredTensor> Save(torch.nn.Module network)
    {
        using var scope = torch.NewDisposeScope();
        return network.state_dict().ToDictionary(named => named.Key, named => Stored(named.Value), StringComparer.Ordinal);
    }

    /// <summary>
    /// Copies arrays into the network; nothing changes where one is refused. Batch counters may be absent, since not every library keeps them.
    /// </summary>
    /// <exception cref="CheckpointException">An array is absent, or its type or shape is not the network's; the message says which.</exception>
    public static void Load(torch.nn.Module network, SafeTensors file)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var state = network.state_dict().Where(named => file.Tensors.ContainsKey(named.Key) || !IsCounter(named.Key)).ToArray();
        var sources = state.Select(named => Source(file, named.Key, named.Value)).ToArray();
        foreach (var ((_, target), source) in state.Zip(sources))
        {
            target.copy_(source);
        }
    }

    /// <summary>Number of parameters.</summary>
    public static long CountParameters(torch.nn.Module network) => network.parameters().Sum(parameter => parameter.numel());

    private static bool IsCounter(string name) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal);

    private static StoredTensor Stored(torch.Tensor tensor)
    {
        var values = tensor.detach().cpu().contiguous();
        return tensor.dtype == torch.int64
            ? StoredTensor.Of(values.data<long>().ToArray(), tensor.shape)
            : StoredTensor.Of(values.@float().data<float>().ToArray(), tensor.shape);
    }

    private static torch.Tensor Source(SafeTensors file, string name, torch.Tensor target)
        => target.dtype == torch.int64
            ? torch.tensor(file.Require(name, TensorElement.I64, target.shape).Integers(), target.shape)
            : torch.tensor(file.Require(name, TensorElement.F32, target.shape).Floats(), target.shape);
}
