using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Members;

/// <summary>
/// The kind and the sizes of a member on vectors: what fixes its arrays, and what it sees of the sky. Members go on from one another only where
/// these are equal.
/// </summary>
public sealed record MemberShape
{
    private const int DeepestNetwork = 64;
    private const long PlaceWidth = 3;

    private MemberShape(int dimensions, MemberOptions sizes)
    {
        (Kind, Dimensions) = (sizes.Kind, dimensions);
        HiddenWidth = IsField ? 0 : sizes.HiddenWidth;
        Tokens = IsGated ? sizes.Tokens : 0;
        (TokenWidth, Depth) = IsGated || IsField ? (sizes.TokenWidth, sizes.Depth) : (0, 0);
        (Heads, Neighbours, RadiusArcsec) = IsField ? (sizes.Heads, sizes.Neighbours, sizes.RadiusArcsec) : (0, 0, 0);
    }

    /// <summary>The architecture: one of <see cref="MemberOptions.Kinds"/>.</summary>
    public string Kind { get; }

    /// <summary>Number of features d.</summary>
    public int Dimensions { get; }

    /// <summary>Width h of the hidden layer, or of a gated network's blocks; 0: the kind has none.</summary>
    public int HiddenWidth { get; }

    /// <summary>Tokens t that the features are cut into; 0: the kind has none.</summary>
    public int Tokens { get; }

    /// <summary>Width w of a token, or of a source among its neighbours; 0: the kind has none.</summary>
    public int TokenWidth { get; }

    /// <summary>Number of blocks or layers; 0: the kind has none.</summary>
    public int Depth { get; }

    /// <summary>Heads of each layer; 0: the kind has none.</summary>
    public int Heads { get; }

    /// <summary>Most neighbours k that it sees of a source; 0: it looks at sources alone.</summary>
    public int Neighbours { get; }

    /// <summary>How far these lie at most; 0: it looks at sources alone.</summary>
    public double RadiusArcsec { get; }

    private bool IsGated => Kind == MemberOptions.Gated;

    private bool IsField => Kind == MemberOptions.Field;

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        MemberOptions.Gated => $"'{Kind}' ({Dimensions} features, tokens {Tokens} × {TokenWidth}, blocks {Depth} × {HiddenWidth})",
        MemberOptions.Field => FormattableString.Invariant(
            $"'{Kind}' ({Dimensions} features, layers {Depth} × {TokenWidth}, heads {Heads}, {Neighbours} neighbours within {RadiusArcsec} arcsec)"),
        _ => $"'{Kind}' ({Dimensions} × {HiddenWidth})",
    };

    /// <exception cref="ArgumentException">There is no such kind, or the sizes do not fit one another.</exception>
    internal static MemberShape Of(int dimensions, MemberOptions sizes)
    {
        MemberOptions.RequireKind(sizes.Kind);
        var shape = new MemberShape(dimensions, sizes);
        if (shape.Depth > DeepestNetwork)
        {
            throw new ArgumentException($"A member has at most {DeepestNetwork} blocks, not {shape.Depth}.");
        }

        if (shape.IsGated)
        {
            shape.Gates(dropout: 0).Validate();
        }
        else if (shape.IsField)
        {
            shape.Field(dropout: 0).Validate();
            if (shape.Neighbours is < 1 or > MemberOptions.MostNeighbours)
            {
                throw new ArgumentException($"A member of kind {shape} sees no neighbours, or too many.");
            }
        }

        return shape;
    }

    /// <summary>The learned arrays by the names that they have in files.</summary>
    internal IEnumerable<(string Name, long[] Shape)> Arrays() => Kind switch
    {
        MemberOptions.Gated => GatedArrays(),
        MemberOptions.Field => FieldArrays(),
        _ => [.. Dense("hidden", Dimensions, HiddenWidth), .. Dense("output", HiddenWidth, 1)],
    };

    /// <summary>The network with fresh weights.</summary>
    /// <param name="dropout">Probability with which a unit before the head is left out while training.</param>
    /// <param name="generator">Draws the weights now and the dropout later; the caller disposes of it after the network.</param>
    internal MemberModel Create(double dropout, torch.Generator generator) => Kind switch
    {
        MemberOptions.Gated => new PlainModel(new GatedMlp(Gates(dropout), generator)),
        MemberOptions.Field => new FieldModel(new FieldAttention(Field(dropout), generator)),
        _ => new PlainModel(new MemberNetwork(Dimensions, HiddenWidth, dropout, generator)),
    };

    private GatedMlpOptions Gates(double dropout) => new()
    {
        Dimensions = Dimensions, Tokens = Tokens, Width = TokenWidth, HiddenWidth = HiddenWidth, Depth = Depth, Dropout = dropout,
    };

    private FieldAttentionOptions Field(double dropout) => new()
    {
        Dimensions = Dimensions, RadiusArcsec = RadiusArcsec, Width = TokenWidth, Heads = Heads, Depth = Depth, Dropout = dropout,
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

    private IEnumerable<(string Name, long[] Shape)> FieldArrays() =>
    [
        .. Dense("embedding", Dimensions, TokenWidth), .. Enumerable.Range(0, Depth).SelectMany(layer => LayerArrays($"layers.{layer}")),
        .. Dense("head", TokenWidth, 1),
    ];

    private IEnumerable<(string Name, long[] Shape)> LayerArrays(string name) =>
    [
        ($"{name}.attention", [Heads, TokenWidth / Heads]), ($"{name}.receiver.weight", [TokenWidth, TokenWidth]),
        .. Dense($"{name}.sender", TokenWidth, TokenWidth), ($"{name}.place.weight", [TokenWidth, PlaceWidth]), .. Pair($"{name}.norm", TokenWidth),
    ];

    private static IEnumerable<(string Name, long[] Shape)> Dense(string name, long inputs, long outputs)
        => [($"{name}.weight", [outputs, inputs]), ($"{name}.bias", [outputs])];

    private static IEnumerable<(string Name, long[] Shape)> Pair(string name, long width) => [($"{name}.weight", [width]), ($"{name}.bias", [width])];
}
