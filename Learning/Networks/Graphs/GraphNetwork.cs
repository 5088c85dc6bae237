namespace LensGrains.Learning.Networks.Graphs;

/// <summary>
/// A network that a graph of layers defines. What the graph's last node gives are the features, averaged over the image where they are maps,
/// and a linear head makes one logit of them. Arrays are named <c>layers.NODE.weight</c> and so on.
/// </summary>
public sealed class GraphNetwork : ImageNetwork
{
    private readonly GraphPlan _plan;
    private readonly LayerSet layers;
    private readonly Linear head;

    /// <param name="plan">The graph, for images of one size.</param>
    /// <param name="generator">Draws the weights now and the dropout later; the caller disposes of it after the network.</param>
    public GraphNetwork(GraphPlan plan, torch.Generator generator)
        : base("graph", InputShape(plan).Channels)
    {
        _plan = plan;
        layers = new LayerSet(plan, generator);
        head = torch.nn.Linear(plan.FeatureWidth, 1);
        RegisterComponents();
        Start(generator);
    }

    /// <inheritdoc/>
    public override long FeatureWidth => _plan.FeatureWidth;

    /// <inheritdoc/>
    public override torch.Tensor Features(torch.Tensor images)
    {
        RequireImages(images);
        var expected = InputShape(_plan);
        if (images.shape[2] != expected.Height || images.shape[3] != expected.Width)
        {
            throw new ArgumentException($"'{_plan.Graph.Name}' was planned for images {expected}; these are [{string.Join(", ", images.shape)}].");
        }

        using var scope = torch.NewDisposeScope();
        var values = new Dictionary<string, torch.Tensor>(StringComparer.Ordinal);
        foreach (var node in _plan.Layers)
        {
            values[node.Id] = node.Kind == LayerKinds.Input
                ? images.alias()
                : layers.Apply(node, [.. node.Inputs.Select(input => values[input])]);
        }

        var last = values[_plan.Output.Id];
        return (_plan.Shapes[_plan.Output.Id].IsVector ? last : last.mean([2, 3])).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override torch.Tensor Classify(torch.Tensor features) => head.forward(features);

    private static LayerShape InputShape(GraphPlan plan) => plan.Shapes[plan.Layers.Single(node => node.Kind == LayerKinds.Input).Id];

    private void Start(torch.Generator generator)
    {
        foreach (var module in modules())
        {
            switch (module)
            {
                case Conv2d convolution:
                    Starts.HeNormal(convolution, generator);
                    break;
                case Linear dense:
                    Starts.Uniform(dense, 1 / Math.Sqrt(dense.weight.shape[1]), generator);
                    break;
            }
        }
    }

    /// <summary>The layers that hold something, by their nodes' names.</summary>
    private sealed class LayerSet : torch.nn.Module
    {
        private readonly Dictionary<string, torch.nn.Module<torch.Tensor, torch.Tensor>> _layers = new(StringComparer.Ordinal);

        public LayerSet(GraphPlan plan, torch.Generator generator)
            : base("layers")
        {
            foreach (var node in plan.Layers)
            {
                if (LayerKinds.Of(node).Make is { } make)
                {
                    var layer = make(node, plan.Shapes[node.Inputs[0]], generator);
                    _layers[node.Id] = layer;
                    register_module(node.Id, layer);
                }
            }
        }

        public torch.Tensor Apply(LayerNode node, torch.Tensor[] inputs)
            => _layers.TryGetValue(node.Id, out var layer) ? layer.forward(inputs[0]) : LayerKinds.Of(node).Join!(inputs);
    }
}
