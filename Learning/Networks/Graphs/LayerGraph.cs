using System.Text.Json;
using System.Text.Json.Serialization;

namespace LensGrains.Learning.Networks.Graphs;

/// <summary>
/// A network as JSON: <c>{"name": …, "nodes": [{"id": …, "kind": …, "inputs": [ids], settings …}]}</c>. The kinds and their settings are in
/// <see cref="LayerKinds"/>. One node is the input; one node leads to no other, and what it gives are the features.
/// </summary>
/// <param name="Name">What the network is called.</param>
/// <param name="Nodes">The layers, in any order.</param>
public sealed record LayerGraph(string Name, IReadOnlyList<LayerNode> Nodes)
{
    /// <summary>Most characters of a graph's text.</summary>
    public const int LongestText = 1 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 8,
        WriteIndented = true,
    };

    /// <summary>Reads a graph; whether it can be built, <see cref="GraphPlan"/> says.</summary>
    /// <exception cref="LayerGraphException">The text is no JSON of this form, or names a setting that no node has.</exception>
    public static LayerGraph Parse(string text)
    {
        if (text.Length > LongestText)
        {
            throw Malformed($"A graph's text has at most {LongestText:N0} characters; this one has {text.Length:N0}.");
        }

        try
        {
            var graph = JsonSerializer.Deserialize<LayerGraph>(text, Json) ?? throw Malformed("The text holds no graph.");
            return graph.Nodes.All(node => node is not null && node.Inputs.All(input => input is not null))
                ? graph
                : throw Malformed("A node, or an input of one, is null.");
        }
        catch (JsonException e)
        {
            throw Malformed($"The graph does not read at line {e.LineNumber + 1}: {e.Message}");
        }
    }

    /// <summary>The same graph as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    private static LayerGraphException Malformed(string message) => new([new GraphFault(GraphFaultKind.Malformed, null, message)]);
}

/// <summary>One layer of a graph. A setting that its kind does not have is a fault.</summary>
/// <param name="Id">Its name: letters, digits, _ and -, up to 64.</param>
/// <param name="Kind">What it does.</param>
public sealed record LayerNode(string Id, string Kind)
{
    /// <summary>The nodes whose values it takes.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Channels that a convolution gives, 1 to 4,096.</summary>
    public long? Filters { get; init; }

    /// <summary>Pixels of a convolution's kernel along each side, 1 to 31; 3 unless set.</summary>
    public long? Kernel { get; init; }

    /// <summary>Pixels between a convolution's or a pooling's places, 1 to 16.</summary>
    public long? Stride { get; init; }

    /// <summary><c>same</c> (odd kernels): zeros around, so that stride 1 keeps the size; <c>valid</c>: none. Same unless set.</summary>
    public string? Padding { get; init; }

    /// <summary>Pixels that a pooling takes along each side, 1 to 16; 2 unless set.</summary>
    public long? Size { get; init; }

    /// <summary>The activation.</summary>
    public string? Function { get; init; }

    /// <summary>Probability of a dropout, in [0, 1).</summary>
    public double? Rate { get; init; }

    /// <summary>Values that a dense layer gives, 1 to 65,536.</summary>
    public long? Units { get; init; }
}
