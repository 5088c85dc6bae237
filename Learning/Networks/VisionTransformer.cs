using System.Globalization;

namespace LensGrains.Learning.Networks;

/// <summary>The size of a vision transformer; as it stands ViT-B/16.</summary>
public sealed record TransformerOptions
{
    /// <summary>Bands of an image.</summary>
    public long Inputs { get; init; } = 3;

    /// <summary>Logits.</summary>
    public long Outputs { get; init; } = 1;

    /// <summary>Pixels of an image along each side.</summary>
    public long ImageSize { get; init; } = 224;

    /// <summary>Pixels of a patch along each side.</summary>
    public long PatchSize { get; init; } = 16;

    /// <summary>Blocks.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Heads of each block's attention.</summary>
    public long Heads { get; init; } = 12;

    /// <summary>Width d of a token.</summary>
    public long Width { get; init; } = 768;

    /// <summary>Width of the hidden layer of each block.</summary>
    public long HiddenWidth { get; init; } = 3072;

    /// <summary>Probability with which an element is left out while training.</summary>
    public double Dropout { get; init; }

    /// <summary>A tiny one for processors: 64 pixels, 64 patches, 6 blocks of 192.</summary>
    public static TransformerOptions Tiny { get; } = new() { ImageSize = 64, PatchSize = 8, Depth = 6, Heads = 3, Width = 192, HiddenWidth = 768 };

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        Require(Inputs is > 0 and <= 64 && Outputs is > 0 and <= 65_536, "bands are 1 to 64, logits 1 to 65,536");
        Require(PatchSize > 0 && ImageSize >= PatchSize && ImageSize % PatchSize == 0, "patches tile the image");
        Require(Depth is > 0 and <= 64 && Width > 0 && HiddenWidth > 0, "depth and widths are positive");
        Require(Heads > 0 && Width % Heads == 0, "the heads divide the width");
        Require(Dropout is >= 0 and < 1, "the dropout is in [0, 1)");
    }

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ArgumentException($"Transformer options: {rule}.");
        }
    }
}

/// <summary>
/// Vision transformer (Dosovitskiy et al. 2021, arXiv:2010.11929): patches, learned positions and a class token, blocks that normalise
/// first; arrays are named as in torchvision. ViT-B/16 with 3 bands and one logit has 85,799,425 parameters.
/// </summary>
public sealed class VisionTransformer : ImageNetwork
{
    private readonly TransformerOptions _options;
    private readonly Parameter class_token;
    private readonly Conv2d conv_proj;
    private readonly TransformerEncoder encoder;
    private readonly Sequential heads;

    public VisionTransformer(TransformerOptions options, torch.Generator generator)
        : base("vit", options.Inputs)
    {
        options.Validate();
        _options = options;
        class_token = Starts.Zeros(1, 1, options.Width);
        conv_proj = torch.nn.Conv2d(options.Inputs, options.Width, options.PatchSize, stride: options.PatchSize);
        encoder = new TransformerEncoder(options, generator);
        var head = torch.nn.Linear(options.Width, options.Outputs);
        heads = torch.nn.Sequential(("head", head));
        RegisterComponents();
        Starts.Normal(conv_proj.weight!, 1 / Math.Sqrt(options.Inputs * options.PatchSize * options.PatchSize), generator);
        torch.nn.init.zeros_(conv_proj.bias!);
        Starts.Normal(head, 0.01, generator);
    }

    /// <inheritdoc/>
    public override long FeatureWidth => _options.Width;

    /// <summary>The class token after the last block: images [n, c, size, size] → [n, d].</summary>
    public override torch.Tensor Features(torch.Tensor images)
    {
        RequireImages(images);
        if (images.shape[2] != _options.ImageSize || images.shape[3] != _options.ImageSize)
        {
            throw new ArgumentException(
                $"The transformer takes images of {_options.ImageSize} × {_options.ImageSize} pixels; these are [{string.Join(", ", images.shape)}].");
        }

        using var scope = torch.NewDisposeScope();
        var patches = conv_proj.forward(images).flatten(2).transpose(1, 2);
        var tokens = torch.cat([class_token.expand(images.shape[0], -1, -1), patches], 1);
        return encoder.forward(tokens).select(1, 0).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override torch.Tensor Classify(torch.Tensor features) => heads.forward(features);
}

/// <summary>Positions, blocks and the last norm: tokens [n, t, d] → [n, t, d].</summary>
internal sealed class TransformerEncoder : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Parameter pos_embedding;
    private readonly SeededDropout dropout;
    private readonly Sequential layers;
    private readonly LayerNorm ln;

    public TransformerEncoder(TransformerOptions options, torch.Generator generator)
        : base("encoder")
    {
        var side = options.ImageSize / options.PatchSize;
        pos_embedding = Starts.Zeros(1, (side * side) + 1, options.Width);
        dropout = new SeededDropout(options.Dropout, generator);
        layers = torch.nn.Sequential(Enumerable.Range(0, options.Depth).Select(i => (
            "encoder_layer_" + i.ToString(CultureInfo.InvariantCulture),
            (torch.nn.Module<torch.Tensor, torch.Tensor>)new TransformerBlock(options, generator))));
        ln = torch.nn.LayerNorm(options.Width, eps: 1e-6);
        RegisterComponents();
        Starts.Normal(pos_embedding, 0.02, generator);
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        return ln.forward(layers.forward(dropout.forward(input + pos_embedding))).MoveToOuterDisposeScope();
    }
}

/// <summary>Attention and a network of one hidden layer, each behind a norm and around a shortcut.</summary>
internal sealed class TransformerBlock : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly LayerNorm ln_1;
    private readonly SelfAttention self_attention;
    private readonly SeededDropout dropout;
    private readonly LayerNorm ln_2;
    private readonly Sequential mlp;
    private readonly StochasticDepth _depth;

    public TransformerBlock(TransformerOptions options, torch.Generator generator, double stochasticDepth = 0)
        : base("block")
    {
        _depth = new StochasticDepth(stochasticDepth, generator);
        ln_1 = torch.nn.LayerNorm(options.Width, eps: 1e-6);
        self_attention = new SelfAttention(options.Width, options.Heads, generator);
        dropout = new SeededDropout(options.Dropout, generator);
        ln_2 = torch.nn.LayerNorm(options.Width, eps: 1e-6);
        var (inner, outer) = (torch.nn.Linear(options.Width, options.HiddenWidth), torch.nn.Linear(options.HiddenWidth, options.Width));
        mlp = torch.nn.Sequential(
            inner, torch.nn.GELU(), new SeededDropout(options.Dropout, generator), outer, new SeededDropout(options.Dropout, generator));
        RegisterComponents();
        foreach (var layer in new[] { inner, outer })
        {
            Starts.XavierUniform(layer.weight, generator);
            Starts.Normal(layer.bias!, 1e-6, generator);
        }
    }

    public override torch.Tensor forward(torch.Tensor input) => Attend(input, null);

    /// <summary>The same with a prior, [n, heads, t, t] or what expands to it, added to the logits of the attention.</summary>
    public torch.Tensor Attend(torch.Tensor tokens, torch.Tensor? prior)
    {
        using var scope = torch.NewDisposeScope();
        var attended = _depth.forward(dropout.forward(self_attention.Attend(ln_1.forward(tokens), prior))) + tokens;
        return (attended + _depth.forward(mlp.forward(ln_2.forward(attended)))).MoveToOuterDisposeScope();
    }
}
