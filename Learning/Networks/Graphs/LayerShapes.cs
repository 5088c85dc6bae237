namespace LensGrains.Learning.Networks.Graphs;

/// <summary>What shapes layers give.</summary>
internal static class LayerShapes
{
    /// <summary>What a window gives that slides over maps.</summary>
    public static LayerShape Slid(LayerNode node, LayerShape input, long window, long stride, long margin, long channels)
    {
        var maps = Maps(node, input);
        var (height, width) = (maps.Height + (2 * margin) - window, maps.Width + (2 * margin) - window);
        return height < 0 || width < 0
            ? throw new LayerShapeException($"'{node.Id}' looks at [{window}, {window}] pixels, which do not fit into {input}.")
            : new LayerShape(channels, (height / stride) + 1, (width / stride) + 1);
    }

    public static LayerShape Maps(LayerNode node, LayerShape input) => input.IsVector
        ? throw new LayerShapeException($"'{node.Id}' ({node.Kind}) takes maps [c, y, x]; '{node.Inputs[0]}' gives {input}.")
        : input;

    public static LayerShape Vector(LayerNode node, LayerShape input) => input.IsVector
        ? input
        : throw new LayerShapeException(
            $"'{node.Id}' ({node.Kind}) takes a vector [d]; '{node.Inputs[0]}' gives {input}: flatten or pool it before.");

    public static LayerShape Added(LayerNode node, IReadOnlyList<LayerShape> inputs)
    {
        var other = Enumerable.Range(0, inputs.Count).Where(i => inputs[i] != inputs[0]).Cast<int?>().FirstOrDefault();
        return other is { } i ? throw Differing(node, inputs, i, "adds") : inputs[0];
    }

    public static LayerShape Joined(LayerNode node, IReadOnlyList<LayerShape> inputs)
    {
        var first = inputs[0];
        var other = Enumerable.Range(0, inputs.Count)
            .Where(i => (inputs[i].Height, inputs[i].Width) != (first.Height, first.Width))
            .Cast<int?>()
            .FirstOrDefault();
        return other is { } i ? throw Differing(node, inputs, i, "joins") : first with { Channels = inputs.Sum(input => input.Channels) };
    }

    private static LayerShapeException Differing(LayerNode node, IReadOnlyList<LayerShape> inputs, int other, string verb)
        => new($"'{node.Id}' {verb} {inputs[0]} of '{node.Inputs[0]}' and {inputs[other]} of '{node.Inputs[other]}', which do not fit.");
}
