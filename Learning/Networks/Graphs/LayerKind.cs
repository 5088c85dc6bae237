namespace LensGrains.Learning.Networks.Graphs;

/// <summary>One kind of node.</summary>
internal sealed record LayerKind
{
    /// <summary>Settings that it takes.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Settings that it cannot do without.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>Fewest and most inputs.</summary>
    public (int Least, int Most) Inputs { get; init; } = (1, 1);

    /// <summary>What comes out; a <see cref="LayerShapeException"/> where the inputs do not fit.</summary>
    public required Func<LayerNode, IReadOnlyList<LayerShape>, LayerShape> Shape { get; init; }

    /// <summary>Number of parameters, by the first input's shape.</summary>
    public Func<LayerNode, LayerShape, long> Parameters { get; init; } = (_, _) => 0;

    /// <summary>The layer for the first input's shape; null: there is nothing to hold, see <see cref="Join"/>.</summary>
    public Func<LayerNode, LayerShape, torch.Generator, torch.nn.Module<torch.Tensor, torch.Tensor>>? Make { get; init; }

    /// <summary>What becomes of several inputs.</summary>
    public Func<torch.Tensor[], torch.Tensor>? Join { get; init; }
}

/// <summary>What comes in does not fit a layer.</summary>
internal sealed class LayerShapeException(string message) : Exception(message);
