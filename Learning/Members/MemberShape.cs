using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Members;

/// <summary>The kind and the sizes of a member on vectors: what fixes its arrays. Members go on from one another only where these are equal.</summary>
public sealed record MemberShape
{
    private const int DeepestNetwork = 64;

    private MemberShape(string kind, int dimensions, int hiddenWidth, int tokens, int tokenWidth, int depth)
    {
        (Kind, Dimensions, HiddenWidth) = (kind, dimensions, hiddenWidth);
        (Tokens, TokenWidth, Depth) = kind == MemberOptions.Gated ? (tokens, tokenWidth, depth) : (0, 0, 0);
    }

    /// <summary>The architecture: one of <see cref="MemberOptions.Kinds"/>.</summary>
    public string Kind { get; }

    /// <summary>Number of features d.</summary>
    public int Dimensions { get; }

    /// <summary>Width h of the hidden layer, or of a gated network's blocks.</summary>
    public int HiddenWidth { get; }

    /// <summary>Tokens t that the features are cut into; 0: the kind has none.</summary>
    public int Tokens { get; }

    /// <summary>Width w of a token; 0: the kind has none.</summary>
    public int TokenWidth { get; }

    /// <summary>Number of blocks; 0: the kind has none.</summary>
    public int Depth { get; }

    /// <inheritdoc/>
    public override string ToString() => Kind == MemberOptions.Gated
        ? $"'{Kind}' ({Dimensions} features, tokens {Tokens} × {TokenWidth}, blocks {Depth} × {HiddenWidth})"
        : $"'{Kind}' ({Dimensions} × {HiddenWidth})";

    /// <exception cref="ArgumentException">The sizes do not fit one another.</exception>
    internal static MemberShape Of(int dimensions, MemberOptions options)
        => Of(options.Kind, dimensions, options.HiddenWidth, options.Tokens, options.TokenWidth, options.Depth);

    /// <exception cref="ArgumentException">There is no such kind, or the sizes do not fit one another.</exception>
    internal static MemberShape Of(string kind, int dimensions, int hiddenWidth, int tokens, int tokenWidth, int depth)
    {
        var shape = new MemberShape(kind, dimensions, hiddenWidth, tokens, tokenWidth, depth);
        MemberOptions.RequireKind(kind);
        if (shape.Depth > DeepestNetwork)
        {
            throw new ArgumentException($"A member has at most {DeepestNetwork} blocks, not {shape.Depth}.");
        }

        if (kind == MemberOptions.Gated)
        {
            shape.Gates(dropout: 0).Validate();
        }

        return shape;
    }

    /// <summary>The learned arrays by the names that they have in files.</summary>
    internal IEnumerable<(string Name, long[] Shape)> Arrays() => Kind == MemberOptions.Gated
        ? GatedArrays()
        : [("hidden.weight", [HiddenWidth, Dimensions]), ("hidden.bias", [HiddenWidth]), ("output.weight", [1, HiddenWidth]), ("output.bias", [1])];

    /// <summary>The network with fresh weights.</summary>
    /// <param name="dropout">Probability with which a unit before the head is left out while training.</param>
    /// <param name="generator">Draws the weights now and the dropout later; the caller disposes of it after the network.</param>
    internal torch.nn.Module<torch.Tensor, torch.Tensor> Create(double dropout, torch.Generator generator) => Kind == MemberOptions.Gated
        ? new GatedMlp(Gates(dropout), generator)
        : new MemberNetwork(Dimensions, HiddenWidth, dropout, generator);

    private GatedMlpOptions Gates(double dropout) => new()
    {
        Dimensions = Dimensions, Tokens = Tokens, Width = TokenWidth, HiddenWidth = HiddenWidth, Depth = Depth, Dropout = dropout,
    };

    private IEnumerable<(string Name, long[] Shape)> GatedArrays() =>
    [
        ("positions", [1, Tokens, TokenWidth]), .. Dense("tokens", (Dimensions + Tokens - 1) / Tokens, TokenWidth),
        .. Enumerable.Range(0, Depth).SelectMany(block => BlockArrays($"blocks.{block}")),
        .. Pair("norm", TokenWidth), .. Dense("head", (long)Tokens * TokenWidth, 1),
    ];

    private IEnumerable<(string Name, long[] Shape)> BlockArrays(string name) =>
    [
        .. Pair($"{name}.norm", TokenWidth), .. Dense($"{name}.widen", TokenWidth, HiddenWidth), .. Pair($"{name}.gate_norm", HiddenWidth / 2),
        ($"{name}.gate.weight", [Tokens, Tokens]), ($"{name}.gate.bias", [Tokens, 1]), .. Dense($"{name}.narrow", HiddenWidth / 2, TokenWidth),
    ];

    private static IEnumerable<(string Name, long[] Shape)> Dense(string name, long inputs, long outputs)
        => [($"{name}.weight", [outputs, inputs]), ($"{name}.bias", [outputs])];

    private static IEnumerable<(string Name, long[] Shape)> Pair(string name, long width) => [($"{name}.weight", [width]), ($"{name}.bias", [width])];
}
