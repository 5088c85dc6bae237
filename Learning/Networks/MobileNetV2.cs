namespace LensGrains.Learning.Networks;

/// <summary>
/// MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381): inverted residuals with linear bottlenecks; arrays are named as in torchvision.
/// With 3 bands and one logit 2,225,153 parameters at full width.
/// </summary>
public sealed class MobileNetV2 : PooledNetwork
{
    private static readonly (long Expansion, long Channels, int Blocks, long Stride)[] Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    private readonly Sequential features;
    private readonly Sequential classifier;

    public MobileNetV2(NetworkOptions options, torch.Generator generator)
        : base("mobilenet_v2", options, Channels.Scaled(1280, Math.Max(1, options.Width)), generator)
    {
        var channels = Channels.Scaled(32, options.Width);
        var layers = new List<torch.nn.Module<torch.Tensor, torch.Tensor>>
        {
            ConvNorm.Of(options.Inputs, channels, 3, options.Stem == Stem.Small ? 1 : 2, 1, Relu6),
        };
        foreach (var stage in Stages)
        {
            var outputs = Channels.Scaled(stage.Channels, options.Width);
            for (var i = 0; i < stage.Blocks; i++)
            {
                layers.Add(new InvertedResidual(channels, outputs, i == 0 ? stage.Stride : 1, stage.Expansion));
                channels = outputs;
            }
        }

        layers.Add(ConvNorm.Of(channels, FeatureWidth, 1, 1, 1, Relu6));
        features = torch.nn.Sequential(layers);
        var head = torch.nn.Linear(FeatureWidth, options.Outputs);
        classifier = torch.nn.Sequential(("1", head));
        RegisterComponents();
        StartConvolutions(generator);
        Starts.Normal(head, 0.01, generator);
    }

    private protected override torch.nn.Module<torch.Tensor, torch.Tensor> Head => classifier;

    private protected override torch.Tensor LastMaps(torch.Tensor images) => features.forward(images);

    private static torch.nn.Module<torch.Tensor, torch.Tensor> Relu6() => torch.nn.ReLU6(inplace: true);

    private sealed class InvertedResidual : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly bool _hasShortcut;
        private readonly Sequential conv;

        public InvertedResidual(long inputs, long outputs, long stride, long expansion)
            : base("block")
        {
            _hasShortcut = stride == 1 && inputs == outputs;
            var hidden = inputs * expansion;
            var layers = new List<torch.nn.Module<torch.Tensor, torch.Tensor>>();
            if (expansion != 1)
            {
                layers.Add(ConvNorm.Of(inputs, hidden, 1, 1, 1, Relu6));
            }

            layers.Add(ConvNorm.Of(hidden, hidden, 3, stride, hidden, Relu6));
            layers.Add(torch.nn.Conv2d(hidden, outputs, 1, bias: false));
            layers.Add(torch.nn.BatchNorm2d(outputs));
            conv = torch.nn.Sequential(layers);
            RegisterComponents();
        }

        public override torch.Tensor forward(torch.Tensor input)
        {
            using var scope = torch.NewDisposeScope();
            var output = conv.forward(input);
            return (_hasShortcut ? output.add_(input) : output).MoveToOuterDisposeScope();
        }
    }
}
