namespace LensGrains.Learning.Networks;

/// <summary>The size of a hybrid of convolutions and attention; as it stands 5.2 million parameters.</summary>
public sealed record HybridOptions
{
    /// <summary>Bands, logits, the width of the convolutions as a share of ResNet-18's, their stem, dropout and stochastic depth.</summary>
    public NetworkOptions Convolutions { get; init; } = new() { Dropout = 0.1, StochasticDepth = 0.1, Stem = Stem.Small };

    /// <summary>Blocks of attention.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>Heads of each block.</summary>
    public long Heads { get; init; } = 4;

    /// <summary>What the arc prior counts for at the start, in each block and each of its scales; 0 leaves it out until it is learned.</summary>
    public double PriorStrength { get; init; } = 1;

    /// <summary>Widths σ, pixels, of the ridges that the prior looks for.</summary>
    public IReadOnlyList<double> RidgeSigmaPixels { get; init; } = [1, 2];

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        Convolutions.Validate();
        if (Depth is <= 0 or > 64 || Heads <= 0 || !double.IsFinite(PriorStrength) || RidgeSigmaPixels is not { Count: > 0 and <= 8 }
            || RidgeSigmaPixels.Any(sigma => !(sigma is >= 0.5 and <= 16)))
        {
            throw new ArgumentException("Hybrid options: depth and heads are positive, one to eight ridges have widths of 0.5 to 16 pixels.");
        }
    }
}

/// <summary>
/// The first three stages of ResNet-18, whose maps become tokens, and blocks of attention with an arc prior: every token's
/// <see cref="TangentialRidges"/> are added, times a learned strength for each block and scale, to the logits of the attention that all
/// heads pay it, and to those of the pooling that makes the features. Takes square or other images of any size from 16 pixels on.
/// </summary>
public sealed class HybridNetwork : ImageNetwork
{
    private const int Stages = 3;
    private const long PositionSide = 8;
    private const long LeastSize = 16;

    private readonly ResidualTrunk _trunk;
    private readonly TangentialRidges ridges;
    private readonly Conv2d patches;
    private readonly LayerNorm patch_norm;
    private readonly TokenPositions positions;
    private readonly SeededDropout dropout;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly Parameter prior_strength;
    private readonly LayerNorm norm;
    private readonly Linear pool;
    private readonly SeededDropout head_dropout;
    private readonly Linear head;

    /// <param name="options">Sizes.</param>
    /// <param name="generator">Draws the weights now and the dropout later; the caller disposes of it after the network.</param>
    public HybridNetwork(HybridOptions options, torch.Generator generator)
        : base("hybrid", options.Convolutions.Inputs)
    {
        options.Validate();
        var convolutions = options.Convolutions;
        FeatureWidth = ResidualTrunk.Channels(ResNetDepth.Eighteen, convolutions.Width, Stages - 1);
        _trunk = new ResidualTrunk(ResNetDepth.Eighteen, convolutions, Stages);
        _trunk.RegisterIn(this);
        ridges = new TangentialRidges([.. options.RidgeSigmaPixels]);
        patches = torch.nn.Conv2d(FeatureWidth, FeatureWidth, 2, stride: 2);
        patch_norm = torch.nn.LayerNorm(FeatureWidth);
        positions = new TokenPositions(FeatureWidth, PositionSide, generator);
        dropout = new SeededDropout(convolutions.Dropout, generator);
        blocks = Blocks(options, FeatureWidth, generator);
        prior_strength = Starts.Zeros(options.Depth + 1, options.RidgeSigmaPixels.Count);
        norm = torch.nn.LayerNorm(FeatureWidth);
        pool = torch.nn.Linear(FeatureWidth, 1, hasBias: false);
        head_dropout = new SeededDropout(convolutions.Dropout, generator);
        head = torch.nn.Linear(FeatureWidth, convolutions.Outputs);
        RegisterComponents();
        Start(options.PriorStrength, generator);
    }

    /// <inheritdoc/>
    public override long FeatureWidth { get; }

    /// <summary>What the prior adds to the logits of the attention in the end: images [n, c, y, x] → [n, rows, columns] of the tokens.</summary>
    public torch.Tensor Prior(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        var (maps, prior) = Begin(images);
        return Bias(prior, blocks.Count).reshape(maps.shape[0], maps.shape[2], maps.shape[3]).MoveToOuterDisposeScope();
    }

    /// <summary>The share of each token in the features: images [n, c, y, x] → [n, rows, columns], summing to 1.</summary>
    public torch.Tensor Attention(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        var (maps, prior) = Begin(images);
        return Shares(Attended(maps, prior), prior).reshape(maps.shape[0], maps.shape[2], maps.shape[3]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override torch.Tensor Features(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        var (maps, prior) = Begin(images);
        var tokens = Attended(maps, prior);
        return Shares(tokens, prior).unsqueeze(1).matmul(tokens).squeeze(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override torch.Tensor Classify(torch.Tensor features)
    {
        using var kept = head_dropout.forward(features);
        return head.forward(kept);
    }

    private static ModuleList<TransformerBlock> Blocks(HybridOptions options, long width, torch.Generator generator)
    {
        var sizes = new TransformerOptions
        {
            Heads = options.Heads,
            Width = width,
            HiddenWidth = 2 * width,
            Dropout = options.Convolutions.Dropout,
        };
        return torch.nn.ModuleList([.. Enumerable.Range(0, options.Depth).Select(block => new TransformerBlock(
            sizes, generator, options.Convolutions.StochasticDepth * block / Math.Max(1, options.Depth - 1)))]);
    }

    /// <summary>The tokens as maps [n, d, rows, columns], and the ridges over them [n, s, t].</summary>
    private (torch.Tensor Maps, torch.Tensor Prior) Begin(torch.Tensor images)
    {
        RequireImages(images);
        if (images.shape[2] < LeastSize || images.shape[3] < LeastSize)
        {
            throw new ArgumentException($"The hybrid takes images from {LeastSize} pixels on; these are [{string.Join(", ", images.shape)}].");
        }

        var maps = patches.forward(_trunk.Maps(images, Stages));
        return (maps, ridges.OverTokens(images, maps.shape[2], maps.shape[3]));
    }

    /// <summary>Tokens [n, t, d] after the last block.</summary>
    private torch.Tensor Attended(torch.Tensor maps, torch.Tensor prior)
    {
        var normalised = patch_norm.forward(maps.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
        var tokens = dropout.forward(positions.forward(normalised).flatten(2).transpose(1, 2));
        for (var block = 0; block < blocks.Count; block++)
        {
            tokens = blocks[block].Attend(tokens, Bias(prior, block).unsqueeze(1).unsqueeze(1));
        }

        return norm.forward(tokens);
    }

    /// <summary>Shares [n, t] of the tokens in the features.</summary>
    private torch.Tensor Shares(torch.Tensor tokens, torch.Tensor prior)
        => (pool.forward(tokens).squeeze(-1) + Bias(prior, blocks.Count)).softmax(-1);

    /// <summary>[n, s, t] → [n, t] with the strengths of a block; those after the last are the pooling's.</summary>
    private torch.Tensor Bias(torch.Tensor prior, int block)
        => (prior * prior_strength.select(0, block).unsqueeze(-1)).sum([1]);

    private void Start(double priorStrength, torch.Generator generator)
    {
        foreach (var convolution in modules().OfType<Conv2d>())
        {
            Starts.HeNormal(convolution, generator);
        }

        torch.nn.init.constant_(prior_strength, priorStrength);
        Starts.Normal(pool.weight, 0.02, generator);
        Starts.Normal(head, 0.01, generator);
    }
}
