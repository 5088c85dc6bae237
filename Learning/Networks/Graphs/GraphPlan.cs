namespace LensGrains.Learning.Networks.Graphs;

/// <summary>A graph of layers that can be built, with the shapes of its layers for images of one size.</summary>
public sealed class GraphPlan
{
    /// <summary>Parameters that a network has at most unless more are allowed.</summary>
    public const long DefaultMaximumParameters = 50_000_000;

    /// <summary>Nodes of a graph at most.</summary>
    public const int MostNodes = 512;

    /// <summary>Values of one sample that a layer gives at most.</summary>
    public const long MostValues = 1L << 26;

    private GraphPlan(LayerGraph graph, IReadOnlyList<LayerNode> layers, IReadOnlyDictionary<string, LayerShape> shapes, long parameters)
    {
        (Graph, Layers, Shapes, Parameters) = (graph, layers, shapes, parameters);
        Output = GraphOrder.Ends(layers)[0];
    }

    /// <summary>What it was made from.</summary>
    public LayerGraph Graph { get; }

    /// <summary>The nodes, each after its inputs.</summary>
    public IReadOnlyList<LayerNode> Layers { get; }

    /// <summary>What each node gives for one image.</summary>
    public IReadOnlyDictionary<string, LayerShape> Shapes { get; }

    /// <summary>Parameters of the network, with its head of one logit.</summary>
    public long Parameters { get; }

    /// <summary>The node that leads nowhere.</summary>
    public LayerNode Output { get; }

    /// <summary>Width of the features: the output's values, or its channels where they are maps.</summary>
    public long FeatureWidth => Shapes[Output.Id].Channels;

    /// <summary>Everything that is wrong with a graph for images [bands, y, x]; empty: it can be built.</summary>
    public static IReadOnlyList<GraphFault> Check(
        LayerGraph graph, long bands, long height, long width, long maximumParameters = DefaultMaximumParameters)
        => Make(graph, new LayerShape(bands, height, width), maximumParameters).Faults;

    /// <summary>The plan for images [bands, y, x].</summary>
    /// <exception cref="LayerGraphException">The graph cannot be built; it says everything that is wrong.</exception>
    public static GraphPlan Of(LayerGraph graph, long bands, long height, long width, long maximumParameters = DefaultMaximumParameters)
    {
        var (plan, faults) = Make(graph, new LayerShape(bands, height, width), maximumParameters);
        return plan ?? throw new LayerGraphException(faults);
    }

    private static (GraphPlan? Plan, IReadOnlyList<GraphFault> Faults) Make(LayerGraph graph, LayerShape image, long maximumParameters)
    {
        if (image.Channels <= 0 || image.Height <= 0 || image.Width <= 0)
        {
            throw new ArgumentException($"There are no images {image}.");
        }

        if (graph.Nodes.Count > MostNodes)
        {
            return (null, [new GraphFault(GraphFaultKind.TooLarge, null, $"A graph has at most {MostNodes} nodes; this one has {graph.Nodes.Count}.")]);
        }

        GraphFault[] faults = [.. graph.Nodes.SelectMany(NodeChecks.Of)];
        if (faults.Length == 0)
        {
            faults = [.. GraphOrder.Check(graph.Nodes)];
        }

        return faults.Length == 0 ? Shaped(graph, image, maximumParameters) : (null, faults);
    }

    private static (GraphPlan? Plan, IReadOnlyList<GraphFault> Faults) Shaped(LayerGraph graph, LayerShape image, long maximumParameters)
    {
        var layers = GraphOrder.Sorted(graph.Nodes);
        var shapes = new Dictionary<string, LayerShape>(StringComparer.Ordinal);
        var parameters = 0L;
        foreach (var node in layers)
        {
            var inputs = node.Inputs.Select(input => shapes[input]).ToArray();
            var (shape, fault) = ShapeOf(node, inputs, image);
            if (fault is not null)
            {
                return (null, [fault]);
            }

            shapes[node.Id] = shape;
            parameters += node.Kind == LayerKinds.Input ? 0 : LayerKinds.Of(node).Parameters(node, inputs[0]);
        }

        var plan = new GraphPlan(graph, layers, shapes, parameters + shapes[GraphOrder.Ends(layers)[0].Id].Channels + 1);
        return plan.Parameters <= maximumParameters
            ? (plan, [])
            : (null, [new GraphFault(
                GraphFaultKind.TooManyParameters, null, $"The network has {plan.Parameters:N0} parameters, {maximumParameters:N0} are allowed.")]);
    }

    private static (LayerShape Shape, GraphFault? Fault) ShapeOf(LayerNode node, LayerShape[] inputs, LayerShape image)
    {
        try
        {
            var shape = node.Kind == LayerKinds.Input ? image : LayerKinds.Of(node).Shape(node, inputs);
            return shape.Values <= MostValues
                ? (shape, null)
                : (shape, new GraphFault(GraphFaultKind.TooLarge, node.Id, $"'{node.Id}' gives {shape}, more than {MostValues:N0} values."));
        }
        catch (LayerShapeException e)
        {
            return (default, new GraphFault(GraphFaultKind.ShapeMismatch, node.Id, e.Message));
        }
    }
}
