namespace LensGrains.Learning.Networks;

/// <summary>
/// Residual networks (He et al. 2016, arXiv:1512.03385), with the stride of a bottleneck in its 3 × 3 layer; arrays are named as in
/// torchvision. With 3 bands and one logit ResNet-18 has 11,177,025 parameters, ResNet-34 21,285,185 and ResNet-50 23,510,081.
/// </summary>
public sealed class ResNet : ImageNetwork
{
    private const long Planes = 64;

    private readonly Stem _stem;
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;
    private readonly SeededDropout _dropout;
    private readonly Linear fc;

    private ResNet(string name, ResNetDepth depth, NetworkOptions options, torch.Generator generator)
        : base(name, options.Inputs)
    {
        options.Validate();
        _stem = options.Stem;
        var width = Channels.Scaled(Planes, options.Width);
        conv1 = _stem == Stem.Large
            ? torch.nn.Conv2d(options.Inputs, width, 7, stride: 2, padding: 3, bias: false)
            : torch.nn.Conv2d(options.Inputs, width, 3, padding: 1, bias: false);
        bn1 = torch.nn.BatchNorm2d(width);
        layer1 = depth.Stage(width, width, 1, 0);
        layer2 = depth.Stage(width * depth.Expansion, 2 * width, 2, 1);
        layer3 = depth.Stage(2 * width * depth.Expansion, 4 * width, 2, 2);
        layer4 = depth.Stage(4 * width * depth.Expansion, 8 * width, 2, 3);
        FeatureWidth = 8 * width * depth.Expansion;
        _dropout = new SeededDropout(options.Dropout, generator);
        fc = torch.nn.Linear(FeatureWidth, options.Outputs);
        RegisterComponents();
        Start(generator);
    }

    /// <inheritdoc/>
    public override long FeatureWidth { get; }

    /// <summary>18 layers: two plain blocks a stage.</summary>
    public static ResNet Of18(NetworkOptions options, torch.Generator generator)
        => new("resnet18", new ResNetDepth([2, 2, 2, 2], HasBottlenecks: false), options, generator);

    /// <summary>34 layers.</summary>
    public static ResNet Of34(NetworkOptions options, torch.Generator generator)
        => new("resnet34", new ResNetDepth([3, 4, 6, 3], HasBottlenecks: false), options, generator);

    /// <summary>50 layers, with bottlenecks.</summary>
    public static ResNet Of50(NetworkOptions options, torch.Generator generator)
        => new("resnet50", new ResNetDepth([3, 4, 6, 3], HasBottlenecks: true), options, generator);

    /// <summary>What the first stages see: images [n, c, y, x] → [n, channels, y', x']; four stages are all there are.</summary>
    public torch.Tensor Maps(torch.Tensor images, int stages = 4)
    {
        RequireImages(images);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stages, 4);
        using var scope = torch.NewDisposeScope();
        var maps = bn1.forward(conv1.forward(images)).relu_();
        if (_stem == Stem.Large)
        {
            maps = torch.nn.functional.max_pool2d(maps, [3], [2], [1]);
        }

        foreach (var stage in new[] { layer1, layer2, layer3, layer4 }.Take(stages))
        {
            maps = stage.forward(maps);
        }

        return maps.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override torch.Tensor Features(torch.Tensor images)
    {
        using var maps = Maps(images);
        return maps.mean([2, 3]);
    }

    /// <inheritdoc/>
    public override torch.Tensor Classify(torch.Tensor features)
    {
        using var kept = _dropout.forward(features);
        return fc.forward(kept);
    }

    private void Start(torch.Generator generator)
    {
        foreach (var convolution in modules().OfType<Conv2d>())
        {
            Starts.HeNormal(convolution, generator);
        }

        Starts.Uniform(fc, 1 / Math.Sqrt(FeatureWidth), generator);
    }
}
