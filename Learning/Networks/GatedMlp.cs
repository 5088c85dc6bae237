namespace LensGrains.Learning.Networks;

/// <summary>The size of a gated network on embeddings.</summary>
public sealed record GatedMlpOptions
{
    /// <summary>Features d of a source.</summary>
    public required long Dimensions { get; init; }

    /// <summary>Tokens t that the features are cut into; d need not be a multiple.</summary>
    public long Tokens { get; init; } = 8;

    /// <summary>Width of a token.</summary>
    public long Width { get; init; } = 64;

    /// <summary>Width of each block before its halves part.</summary>
    public long HiddenWidth { get; init; } = 256;

    /// <summary>Blocks.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Probability with which an element is left out before the head while training.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        if (Dimensions <= 0 || Tokens <= 1 || Tokens > Dimensions || Width <= 0 || HiddenWidth <= 0 || HiddenWidth % 2 != 0 || Depth <= 0
            || Dropout is < 0 or >= 1)
        {
            throw new ArgumentException(
                "Gated network options: sizes are positive, tokens are 2 to the number of features, the hidden width is even, the dropout is in [0, 1).");
        }
    }
}

/// <summary>
/// A gMLP (Liu et al. 2021, arXiv:2105.08050) on embeddings: the features of a source become <c>t</c> tokens, each from a slice of them, and in
/// each block one half of the channels, mixed across the tokens, gates the other half. On a single token the gate has nothing to mix and the
/// network is a plain one: that is why there are several. [n, d] → logits [n].
/// </summary>
public sealed class GatedMlp : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly GatedMlpOptions _options;
    private readonly long _slice;
    private readonly Linear tokens;
    private readonly Parameter positions;
    private readonly Sequential blocks;
    private readonly LayerNorm norm;
    private readonly SeededDropout _dropout;
    private readonly Linear head;

    /// <param name="options">Sizes.</param>
    /// <param name="generator">Draws the weights now and the dropout later; the caller disposes of it after the network.</param>
    public GatedMlp(GatedMlpOptions options, torch.Generator generator)
        : base("gmlp")
    {
        options.Validate();
        _options = options;
        _slice = (options.Dimensions + options.Tokens - 1) / options.Tokens;
        tokens = torch.nn.Linear(_slice, options.Width);
        positions = Starts.Zeros(1, options.Tokens, options.Width);
        blocks = torch.nn.Sequential(Enumerable.Range(0, options.Depth)
            .Select(_ => (torch.nn.Module<torch.Tensor, torch.Tensor>)new GatedBlock(options, generator)));
        norm = torch.nn.LayerNorm(options.Width);
        _dropout = new SeededDropout(options.Dropout, generator);
        head = torch.nn.Linear(options.Tokens * options.Width, 1);
        RegisterComponents();
        Starts.Uniform(tokens, 1 / Math.Sqrt(_slice), generator);
        Starts.Normal(positions, 0.02, generator);
        Starts.Uniform(head, 1 / Math.Sqrt(options.Tokens * options.Width), generator);
    }

    /// <summary>Width of <see cref="Features"/>.</summary>
    public long FeatureWidth => _options.Tokens * _options.Width;

    /// <summary>What the head sees: [n, d] → [n, t · width].</summary>
    public torch.Tensor Features(torch.Tensor features)
    {
        if (features.shape is not [_, var dimensions] || dimensions != _options.Dimensions)
        {
            throw new ArgumentException($"The network takes [n, {_options.Dimensions}]; these are [{string.Join(", ", features.shape)}].");
        }

        using var scope = torch.NewDisposeScope();
        var filled = torch.nn.functional.pad(features, [0, (_slice * _options.Tokens) - _options.Dimensions]);
        var cut = tokens.forward(filled.reshape(-1, _options.Tokens, _slice)) + positions;
        return norm.forward(blocks.forward(cut)).flatten(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        return head.forward(_dropout.forward(Features(input))).squeeze(-1).MoveToOuterDisposeScope();
    }
}

/// <summary>One block of a <see cref="GatedMlp"/>: norm, widening, gate across tokens, narrowing, shortcut.</summary>
internal sealed class GatedBlock : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly LayerNorm norm;
    private readonly Linear widen;
    private readonly LayerNorm gate_norm;
    private readonly TokenMixer gate;
    private readonly Linear narrow;

    public GatedBlock(GatedMlpOptions options, torch.Generator generator)
        : base("block")
    {
        norm = torch.nn.LayerNorm(options.Width);
        widen = torch.nn.Linear(options.Width, options.HiddenWidth);
        gate_norm = torch.nn.LayerNorm(options.HiddenWidth / 2);
        gate = new TokenMixer(options.Tokens, generator);
        narrow = torch.nn.Linear(options.HiddenWidth / 2, options.Width);
        RegisterComponents();
        Starts.Uniform(widen, 1 / Math.Sqrt(options.Width), generator);
        Starts.Uniform(narrow, 1 / Math.Sqrt(options.HiddenWidth / 2.0), generator);
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var halves = torch.nn.functional.gelu(widen.forward(norm.forward(input))).chunk(2, -1);
        var gated = halves[0] * gate.forward(gate_norm.forward(halves[1]));
        return (narrow.forward(gated) + input).MoveToOuterDisposeScope();
    }
}

/// <summary>Mixes tokens with the same weights for every channel: [n, t, e] → [n, t, e]; at first it hardly mixes and its bias is one.</summary>
internal sealed class TokenMixer : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    public TokenMixer(long tokens, torch.Generator generator)
        : base("gate")
    {
        weight = Starts.Zeros(tokens, tokens);
        bias = Starts.Zeros(tokens, 1);
        RegisterComponents();
        Starts.Normal(weight, 1e-2 / tokens, generator);
        torch.nn.init.ones_(bias);
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        using var mixed = weight.matmul(input);
        return mixed + bias;
    }
}
