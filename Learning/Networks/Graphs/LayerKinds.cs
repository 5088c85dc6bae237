namespace LensGrains.Learning.Networks.Graphs;

/// <summary>
/// The kinds of nodes: <c>input</c>; <c>conv2d</c> and <c>separable_conv2d</c> (filters, kernel 3, stride 1, padding same); <c>max_pool</c>
/// (size 2, stride as size); <c>global_average_pool</c>; <c>batch_norm</c>; <c>activation</c> (function); <c>dropout</c> (rate); <c>flatten</c>;
/// <c>dense</c> (units); <c>add</c> and <c>concat</c> of two inputs or more.
/// </summary>
public static class LayerKinds
{
    internal const string Input = "input";

    private static readonly Dictionary<string, Func<torch.Tensor, torch.Tensor>> Functions = new(StringComparer.Ordinal)
    {
        ["relu"] = x => x.relu(),
        ["leaky_relu"] = x => x.leaky_relu(0.01),
        ["elu"] = x => torch.nn.functional.elu(x, 1),
        ["gelu"] = x => x.gelu(),
        ["silu"] = x => x.silu(),
        ["tanh"] = x => x.tanh(),
        ["sigmoid"] = x => x.sigmoid(),
    };

    private static readonly SortedDictionary<string, LayerKind> Kinds = new(StringComparer.Ordinal)
    {
        [Input] = new() { Inputs = (0, 0), Shape = (_, _) => default },
        ["conv2d"] = Convolution(
            (node, c) => (node.KernelOf() * node.KernelOf() * c * node.Filters!.Value) + node.Filters!.Value,
            (node, c, _) => torch.nn.Conv2d(c, node.Filters!.Value, node.KernelOf(), stride: node.Stride ?? 1, padding: node.Margin())),
        ["separable_conv2d"] = Convolution(
            (node, c) => (node.KernelOf() * node.KernelOf() * c) + (c * node.Filters!.Value) + node.Filters!.Value,
            (node, c, _) => torch.nn.Sequential(
                ("depthwise", torch.nn.Conv2d(c, c, node.KernelOf(), stride: node.Stride ?? 1, padding: node.Margin(), groups: c, bias: false)),
                ("pointwise", torch.nn.Conv2d(c, node.Filters!.Value, 1)))),
        ["max_pool"] = new()
        {
            Settings = ["size", "stride"],
            Shape = (node, inputs) => LayerShapes.Slid(node, inputs[0], node.Size ?? 2, node.Stride ?? node.Size ?? 2, 0, inputs[0].Channels),
            Make = (node, _, _) => torch.nn.MaxPool2d(node.Size ?? 2, node.Stride ?? node.Size ?? 2),
        },
        ["global_average_pool"] = new()
        {
            Shape = (node, inputs) => new LayerShape(LayerShapes.Maps(node, inputs[0]).Channels),
            Make = (_, _, _) => new FunctionLayer(x => x.mean([2, 3])),
        },
        ["batch_norm"] = new()
        {
            Shape = (_, inputs) => inputs[0],
            Parameters = (_, input) => 2 * input.Channels,
            Make = (_, input, _) => input.IsVector ? torch.nn.BatchNorm1d(input.Channels) : torch.nn.BatchNorm2d(input.Channels),
        },
        ["activation"] = new()
        {
            Settings = ["function"],
            Required = ["function"],
            Shape = (_, inputs) => inputs[0],
            Make = (node, _, _) => new FunctionLayer(Functions[node.Function!]),
        },
        ["dropout"] = new()
        {
            Settings = ["rate"],
            Required = ["rate"],
            Shape = (_, inputs) => inputs[0],
            Make = (node, _, generator) => new SeededDropout(node.Rate!.Value, generator),
        },
        ["flatten"] = new()
        {
            Shape = (_, inputs) => new LayerShape(inputs[0].Values),
            Make = (_, _, _) => new FunctionLayer(x => x.flatten(1)),
        },
        ["dense"] = new()
        {
            Settings = ["units"],
            Required = ["units"],
            Shape = (node, inputs) => LayerShapes.Vector(node, inputs[0]) with { Channels = node.Units!.Value },
            Parameters = (node, input) => (input.Channels + 1) * node.Units!.Value,
            Make = (node, input, _) => torch.nn.Linear(input.Channels, node.Units!.Value),
        },
        ["add"] = new()
        {
            Inputs = (2, int.MaxValue),
            Shape = LayerShapes.Added,
            Join = values => values.Skip(1).Aggregate(values[0], (sum, value) => sum + value),
        },
        ["concat"] = new()
        {
            Inputs = (2, int.MaxValue),
            Shape = LayerShapes.Joined,
            Join = values => torch.cat(values, 1),
        },
    };

    /// <summary>Every kind, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Names => Kinds.Keys;

    /// <summary>Every activation's function.</summary>
    public static IReadOnlyCollection<string> FunctionNames => Functions.Keys;

    internal static LayerKind? Find(string kind) => Kinds.GetValueOrDefault(kind);

    internal static LayerKind Of(LayerNode node) => Kinds[node.Kind];

    private static LayerKind Convolution(
        Func<LayerNode, long, long> parameters,
        Func<LayerNode, long, torch.Generator, torch.nn.Module<torch.Tensor, torch.Tensor>> make) => new()
        {
            Settings = ["filters", "kernel", "stride", "padding"],
            Required = ["filters"],
            Shape = (node, inputs) => LayerShapes.Slid(node, inputs[0], node.KernelOf(), node.Stride ?? 1, node.Margin(), node.Filters!.Value),
            Parameters = (node, input) => parameters(node, input.Channels),
            Make = (node, input, generator) => make(node, input.Channels, generator),
        };

    private static long KernelOf(this LayerNode node) => node.Kernel ?? 3;

    private static long Margin(this LayerNode node) => node.Padding == "valid" ? 0 : (node.KernelOf() - 1) / 2;

    /// <summary>A layer without parameters.</summary>
    private sealed class FunctionLayer(Func<torch.Tensor, torch.Tensor> function) : torch.nn.Module<torch.Tensor, torch.Tensor>("function")
    {
        public override torch.Tensor forward(torch.Tensor input) => function(input);
    }
}
