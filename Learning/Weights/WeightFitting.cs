using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Weights;

/// <summary>Brings the arrays of a file to the shapes of a network, one by one, and remembers what became of each.</summary>
internal sealed class WeightFitting(NetworkNames names, WeightOptions options)
{
    public List<string> Loaded { get; } = [];

    public List<AdaptedArray> Adapted { get; } = [];

    public List<string> LeftAtStart { get; } = [];

    /// <summary>True for batch counters, which not every library keeps.</summary>
    public static bool IsCounter(string name) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal);

    /// <summary>An array that the file does not have.</summary>
    public void Missing(string name, string foreign)
    {
        if (names.IsHead(name) && options.Head == HeadWeights.LeaveAtStart)
        {
            LeftAtStart.Add(name);
        }
        else if (!IsCounter(name))
        {
            throw new CheckpointException($"The file lacks '{foreign}', which '{name}' is loaded from.");
        }
    }

    /// <summary>The values for an array of the network, in its shape; null where it keeps its own.</summary>
    public torch.Tensor? Fit(string name, string foreign, StoredTensor stored, torch.Tensor target)
    {
        if (names.IsHead(name) && options.Head == HeadWeights.LeaveAtStart)
        {
            LeftAtStart.Add(name);
            return null;
        }

        if (target.dtype == torch.int64)
        {
            return stored.Element == TensorElement.I64 && stored.Shape.SequenceEqual(target.shape)
                ? torch.tensor(stored.Integers(), target.shape)
                : throw Unfit(name, foreign, stored, target);
        }

        if (stored.Shape.SequenceEqual(target.shape))
        {
            Loaded.Add(name);
            return torch.tensor(stored.Widened(), target.shape);
        }

        return name == names.FirstLayer ? FirstLayer(name, foreign, stored, target)
            : name == names.Positions ? Positions(name, foreign, stored, target)
            : throw Unfit(name, foreign, stored, target);
    }

    private torch.Tensor? FirstLayer(string name, string foreign, StoredTensor stored, torch.Tensor target)
    {
        var (from, to) = (stored.Shape, target.shape);
        if (from.Count == 4 && from[0] == to[0] && from[2] == to[2] && from[3] == to[3])
        {
            Adapted.Add(new AdaptedArray(name, from, to, "every band the mean over the file's bands, scaled by their number"));
            return torch.tensor(BandAdaptation.Spread(stored.Widened(), from, to), to);
        }

        if (options.FirstLayer == OtherKernel.LeaveAtStart && from.Count == 4)
        {
            LeftAtStart.Add(name);
            return null;
        }

        throw Unfit(name, foreign, stored, target);
    }

    private torch.Tensor Positions(string name, string foreign, StoredTensor stored, torch.Tensor target)
    {
        if (PositionResizing.Side(stored.Shape) is not { } from || PositionResizing.Side(target.shape) is not { } to || stored.Shape[2] != target.shape[2])
        {
            throw Unfit(name, foreign, stored, target);
        }

        Adapted.Add(new AdaptedArray(name, stored.Shape, target.shape, $"a grid of {from} × {from} resized bicubically to {to} × {to}"));
        return torch.tensor(PositionResizing.Resize(stored.Widened(), from, to, checked((int)target.shape[2])), target.shape);
    }

    private static CheckpointException Unfit(string name, string foreign, StoredTensor stored, torch.Tensor target) => new(
        $"'{foreign}' is {stored.Element} [{string.Join(", ", stored.Shape)}] in the file; "
        + $"'{name}' is [{string.Join(", ", target.shape)}] in the network.");
}
