namespace LensGrains.Learning.Networks.Graphs;

/// <summary>What can be wrong with a graph of layers.</summary>
public enum GraphFaultKind
{
    /// <summary>The text is no JSON of the expected form.</summary>
    Malformed,

    /// <summary>A node's kind is not known.</summary>
    UnknownKind,

    /// <summary>A setting is missing, outside its range, or not one of the node's kind.</summary>
    BadSetting,

    /// <summary>Two nodes have one name.</summary>
    DuplicateNode,

    /// <summary>A node names an input that there is not.</summary>
    UnknownInput,

    /// <summary>A node has too few inputs or too many.</summary>
    WrongInputs,

    /// <summary>There is no node of kind input, or more than one.</summary>
    NotOneInput,

    /// <summary>Nodes wait for one another.</summary>
    Cycle,

    /// <summary>Nothing of the image reaches a node.</summary>
    Unreachable,

    /// <summary>More than one node leads nowhere.</summary>
    SeveralOutputs,

    /// <summary>What comes in does not fit a node; the message names the shapes.</summary>
    ShapeMismatch,

    /// <summary>A node gives more values than a network may hold.</summary>
    TooLarge,

    /// <summary>The network has more parameters than are allowed.</summary>
    TooManyParameters,
}

/// <summary>One thing that is wrong with a graph of layers.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Node">The node it is about; null: the whole graph.</param>
/// <param name="Message">What to mend, in words.</param>
public sealed record GraphFault(GraphFaultKind Kind, string? Node, string Message);

/// <summary>A graph of layers was used that is not valid.</summary>
public sealed class LayerGraphException(IReadOnlyList<GraphFault> faults)
    : ArgumentException(string.Join(' ', faults.Select(fault => fault.Message)))
{
    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<GraphFault> Faults { get; } = faults;
}
