using System.Text.RegularExpressions;

namespace LensGrains.Learning.Networks.Graphs;

/// <summary>What can be wrong with a node for itself.</summary>
internal static partial class NodeChecks
{
    private static readonly (string Name, Func<LayerNode, object?> Value, string Rule, Func<LayerNode, bool> Holds)[] Settings =
    [
        ("filters", node => node.Filters, "1 to 4,096", node => node.Filters is null or (> 0 and <= 4096)),
        ("kernel", node => node.Kernel, "1 to 31, and odd where the padding is 'same'", HasKernel),
        ("stride", node => node.Stride, "1 to 16", node => node.Stride is null or (> 0 and <= 16)),
        ("padding", node => node.Padding, "'same' or 'valid'", node => node.Padding is null or "same" or "valid"),
        ("size", node => node.Size, "1 to 16", node => node.Size is null or (> 0 and <= 16)),
        ("function", node => node.Function, "one of " + string.Join(", ", LayerKinds.FunctionNames), HasFunction),
        ("rate", node => node.Rate, "in [0, 1)", node => node.Rate is null or (>= 0 and < 1)),
        ("units", node => node.Units, "1 to 65,536", node => node.Units is null or (> 0 and <= 65_536)),
    ];

    public static IEnumerable<GraphFault> Of(LayerNode node)
    {
        if (!Identifier().IsMatch(node.Id))
        {
            yield return new GraphFault(
                GraphFaultKind.BadSetting, node.Id, $"'{node.Id}' is no name of a node: letters, digits, _ and -, up to 64.");
        }

        if (LayerKinds.Find(node.Kind) is not { } kind)
        {
            yield return new GraphFault(
                GraphFaultKind.UnknownKind, node.Id, $"'{node.Id}' is of the unknown kind '{node.Kind}': {string.Join(", ", LayerKinds.Names)}.");
            yield break;
        }

        foreach (var fault in Settings.Select(setting => Check(node, kind, setting)).OfType<string>())
        {
            yield return new GraphFault(GraphFaultKind.BadSetting, node.Id, fault);
        }

        if (node.Inputs.Count > kind.Inputs.Most || (node.Inputs.Count < kind.Inputs.Least && node.Inputs.Count > 0))
        {
            yield return new GraphFault(
                GraphFaultKind.WrongInputs, node.Id, $"'{node.Id}' ({node.Kind}) has {node.Inputs.Count} inputs and needs {Told(kind.Inputs)}.");
        }
    }

    private static string? Check(
        LayerNode node, LayerKind kind, (string Name, Func<LayerNode, object?> Value, string Rule, Func<LayerNode, bool> Holds) setting)
    {
        var isSet = setting.Value(node) is not null;
        return isSet && !kind.Settings.Contains(setting.Name) ? $"'{node.Id}' ({node.Kind}) has no setting '{setting.Name}'."
            : !isSet && kind.Required.Contains(setting.Name) ? $"'{node.Id}' ({node.Kind}) needs '{setting.Name}': {setting.Rule}."
            : !setting.Holds(node) ? $"'{setting.Name}' of '{node.Id}' is {setting.Value(node)} and must be {setting.Rule}."
            : null;
    }

    private static bool HasKernel(LayerNode node)
        => node.Kernel is not { } kernel || (kernel is > 0 and <= 31 && (kernel % 2 == 1 || node.Padding == "valid"));

    private static bool HasFunction(LayerNode node) => node.Function is null || LayerKinds.FunctionNames.Contains(node.Function);

    private static string Told((int Least, int Most) inputs) => inputs switch
    {
        (0, 0) => "none",
        (1, 1) => "one",
        _ => $"{inputs.Least} or more",
    };

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex Identifier();
}
