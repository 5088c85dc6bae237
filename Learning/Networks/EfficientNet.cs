namespace LensGrains.Learning.Networks;

/// <summary>
/// EfficientNet-B0 (Tan and Le 2019, arXiv:1905.11946): inverted residuals with squeeze and excitation; arrays are named as in torchvision.
/// With 3 bands and one logit 4,008,829 parameters at full width. The published training drops features with probability 0.2 and blocks
/// with up to 0.2.
/// </summary>
public sealed class EfficientNet : PooledNetwork
{
    private static readonly Stage[] Stages =
    [
        new(1, 3, 1, 16, 1), new(6, 3, 2, 24, 2), new(6, 5, 2, 40, 2), new(6, 3, 2, 80, 3), new(6, 5, 1, 112, 3), new(6, 5, 2, 192, 4),
        new(6, 3, 1, 320, 1),
    ];

    private readonly Sequential features;
    private readonly Sequential classifier;

    public EfficientNet(NetworkOptions options, torch.Generator generator)
        : base("efficientnet_b0", options, 4 * Channels.Scaled(320, options.Width), generator)
    {
        var channels = Channels.Scaled(32, options.Width);
        var parts = new List<torch.nn.Module<torch.Tensor, torch.Tensor>>
        {
            ConvNorm.Of(options.Inputs, channels, 3, options.Stem == Stem.Small ? 1 : 2, 1, Silu),
        };
        var (block, blocks) = (0, Stages.Sum(stage => stage.Blocks));
        foreach (var stage in Stages)
        {
            var outputs = Channels.Scaled(stage.Channels, options.Width);
            var layers = new List<torch.nn.Module<torch.Tensor, torch.Tensor>>();
            for (var i = 0; i < stage.Blocks; i++)
            {
                var depth = new StochasticDepth(options.StochasticDepth * block++ / blocks, generator);
                layers.Add(new MobileBlock(stage with { Stride = i == 0 ? stage.Stride : 1 }, channels, outputs, depth));
                channels = outputs;
            }

            parts.Add(torch.nn.Sequential(layers));
        }

        parts.Add(ConvNorm.Of(channels, FeatureWidth, 1, 1, 1, Silu));
        features = torch.nn.Sequential(parts);
        var head = torch.nn.Linear(FeatureWidth, options.Outputs);
        classifier = torch.nn.Sequential(("1", head));
        RegisterComponents();
        StartConvolutions(generator);
        Starts.Uniform(head, 1 / Math.Sqrt(FeatureWidth), generator);
    }

    private protected override torch.nn.Module<torch.Tensor, torch.Tensor> Head => classifier;

    private protected override torch.Tensor LastMaps(torch.Tensor images) => features.forward(images);

    private static torch.nn.Module<torch.Tensor, torch.Tensor> Silu() => torch.nn.SiLU();

    private sealed record Stage(long Expansion, long Kernel, long Stride, long Channels, int Blocks);

    private sealed class MobileBlock : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly StochasticDepth? _depth;
        private readonly Sequential block;

        public MobileBlock(Stage stage, long inputs, long outputs, StochasticDepth depth)
            : base("block")
        {
            _depth = stage.Stride == 1 && inputs == outputs ? depth : null;
            var hidden = Channels.Scaled(inputs, stage.Expansion);
            var layers = new List<torch.nn.Module<torch.Tensor, torch.Tensor>>();
            if (hidden != inputs)
            {
                layers.Add(ConvNorm.Of(inputs, hidden, 1, 1, 1, Silu));
            }

            layers.Add(ConvNorm.Of(hidden, hidden, stage.Kernel, stage.Stride, hidden, Silu));
            layers.Add(new SqueezeExcitation(hidden, Math.Max(1, inputs / 4)));
            layers.Add(ConvNorm.Of(hidden, outputs, 1, 1, 1, null));
            block = torch.nn.Sequential(layers);
            RegisterComponents();
        }

        public override torch.Tensor forward(torch.Tensor input)
        {
            using var scope = torch.NewDisposeScope();
            var output = block.forward(input);
            return (_depth is null ? output : _depth.forward(output) + input).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Weighs channels by what the whole image holds of them (Hu et al. 2018, arXiv:1709.01507).</summary>
    private sealed class SqueezeExcitation : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly Conv2d fc1;
        private readonly Conv2d fc2;

        public SqueezeExcitation(long channels, long squeezed)
            : base("excitation")
        {
            fc1 = torch.nn.Conv2d(channels, squeezed, 1);
            fc2 = torch.nn.Conv2d(squeezed, channels, 1);
            RegisterComponents();
        }

        public override torch.Tensor forward(torch.Tensor input)
        {
            using var scope = torch.NewDisposeScope();
            var squeezed = torch.nn.functional.silu(fc1.forward(input.mean([2, 3], keepdim: true)));
            return (input * fc2.forward(squeezed).sigmoid()).MoveToOuterDisposeScope();
        }
    }
}
