namespace LensGrains.Learning.Networks;

/// <summary>The size of an enhanced vision transformer.</summary>
public sealed record EnhancedTransformerOptions
{
    /// <summary>The transformer; its patches, whose side is a power of two, are what the stem shrinks the image by.</summary>
    public TransformerOptions Body { get; init; } = new() { Depth = 12, Heads = 6, Width = 384, HiddenWidth = 1536 };

    /// <summary>Tokens without a place that the network may keep notes in.</summary>
    public long Registers { get; init; } = 4;

    /// <summary>Channels of the convolutional branch as a share of ResNet-18's.</summary>
    public double BranchWidth { get; init; } = 1;

    /// <summary>How the convolutional branch begins.</summary>
    public Stem BranchStem { get; init; } = Stem.Large;

    /// <summary>A tiny one for processors: 6 blocks of 192 on 8 × 8 places of 8 pixels, a branch of a quarter of the channels.</summary>
    public static EnhancedTransformerOptions Tiny { get; } = new()
    {
        Body = TransformerOptions.Tiny,
        BranchWidth = 0.25,
        BranchStem = Stem.Small,
    };

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        Body.Validate();
        Branch.Validate();
        if (Registers is < 0 or > 64 || Body.PatchSize < 2 || !long.IsPow2(Body.PatchSize) || Body.Width >> (int)(long.Log2(Body.PatchSize) - 1) < 1)
        {
            throw new ArgumentException("Enhanced transformer options: registers are 0 to 64, the side of a patch is a power of two, 2 to the width.");
        }
    }

    /// <summary>The convolutional branch.</summary>
    internal NetworkOptions Branch => new() { Inputs = Body.Inputs, Outputs = Body.Outputs, Width = BranchWidth, Stem = BranchStem };
}

/// <summary>
/// A vision transformer with a stem of overlapping convolutions in place of patches (Xiao et al. 2021, arXiv:2106.14881), register tokens
/// (Darcet et al. 2024, arXiv:2309.16588), and features that a learned gate g mixes from its class token t and from the means c over the
/// third stage of a ResNet-18: g · t + (1 − g) · W c, g = σ(V [t, W c]). Takes other sizes of images than it was made for, in multiples of
/// its patches; its positions are drawn out to them.
/// </summary>
public sealed class EnhancedTransformer : ImageNetwork
{
    private const int BranchStages = 3;

    private readonly TransformerOptions _body;
    private readonly long _registers;
    private readonly Sequential stem;
    private readonly TokenPositions positions;
    private readonly Parameter class_token;
    private readonly Parameter? register_tokens;
    private readonly SeededDropout dropout;
    private readonly Sequential blocks;
    private readonly LayerNorm norm;
    private readonly ConvolutionalBranch branch;
    private readonly Linear gate;
    private readonly SeededDropout head_dropout;
    private readonly Linear head;

    /// <param name="options">Sizes.</param>
    /// <param name="generator">Draws the weights now and the dropout later; the caller disposes of it after the network.</param>
    public EnhancedTransformer(EnhancedTransformerOptions options, torch.Generator generator)
        : base("vit_enhanced", options.Body.Inputs)
    {
        options.Validate();
        (_body, _registers) = (options.Body, options.Registers);
        stem = OverlappingStem(_body);
        positions = new TokenPositions(_body.Width, _body.ImageSize / _body.PatchSize, generator);
        class_token = Starts.Zeros(1, 1, _body.Width);
        register_tokens = _registers > 0 ? Starts.Zeros(1, _registers, _body.Width) : null;
        dropout = new SeededDropout(_body.Dropout, generator);
        blocks = torch.nn.Sequential(Enumerable.Range(0, _body.Depth)
            .Select(_ => (torch.nn.Module<torch.Tensor, torch.Tensor>)new TransformerBlock(_body, generator)));
        norm = torch.nn.LayerNorm(_body.Width, eps: 1e-6);
        branch = new ConvolutionalBranch(options.Branch, BranchStages, _body.Width);
        gate = torch.nn.Linear(2 * _body.Width, _body.Width);
        head_dropout = new SeededDropout(_body.Dropout, generator);
        head = torch.nn.Linear(_body.Width, _body.Outputs);
        RegisterComponents();
        Start(generator);
    }

    /// <inheritdoc/>
    public override long FeatureWidth => _body.Width;

    /// <inheritdoc/>
    public override torch.Tensor Features(torch.Tensor images)
    {
        RequireImages(images);
        if (images.shape[2] % _body.PatchSize != 0 || images.shape[3] % _body.PatchSize != 0)
        {
            throw new ArgumentException($"Images in multiples of {_body.PatchSize} pixels are needed; these are [{string.Join(", ", images.shape)}].");
        }

        using var scope = torch.NewDisposeScope();
        var attended = ClassToken(images);
        var convolved = branch.forward(images);
        var share = gate.forward(torch.cat([attended, convolved], 1)).sigmoid();
        return (convolved + (share * (attended - convolved))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override torch.Tensor Classify(torch.Tensor features)
    {
        using var kept = head_dropout.forward(features);
        return head.forward(kept);
    }

    // Each layer halves the image and doubles the channels; a last one of a single pixel gives the tokens.
    private static Sequential OverlappingStem(TransformerOptions body)
    {
        var halvings = (int)long.Log2(body.PatchSize);
        var layers = new List<torch.nn.Module<torch.Tensor, torch.Tensor>>();
        var channels = body.Inputs;
        for (var i = 0; i < halvings; i++)
        {
            var outputs = body.Width >> (halvings - 1 - i);
            layers.Add(ConvNorm.Of(channels, outputs, 3, 2, 1, () => torch.nn.ReLU(inplace: true)));
            channels = outputs;
        }

        layers.Add(torch.nn.Conv2d(channels, body.Width, 1));
        return torch.nn.Sequential(layers);
    }

    /// <summary>[n, d].</summary>
    private torch.Tensor ClassToken(torch.Tensor images)
    {
        var n = images.shape[0];
        var places = positions.forward(stem.forward(images)).flatten(2).transpose(1, 2);
        var first = class_token.expand(n, -1, -1);
        var tokens = register_tokens is null
            ? torch.cat([first, places], 1)
            : torch.cat([first, register_tokens.expand(n, -1, -1), places], 1);
        return norm.forward(blocks.forward(dropout.forward(tokens))).select(1, 0);
    }

    private void Start(torch.Generator generator)
    {
        foreach (var convolution in modules().OfType<Conv2d>())
        {
            Starts.HeNormal(convolution, generator);
        }

        Starts.Normal(class_token, 0.02, generator);
        if (register_tokens is not null)
        {
            Starts.Normal(register_tokens, 0.02, generator);
        }

        branch.Start(generator);
        Starts.Normal(gate, 0.02, generator);
        Starts.Normal(head, 0.01, generator);
    }
}
