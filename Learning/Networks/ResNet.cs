namespace LensGrains.Learning.Networks;

/// <summary>
/// Residual networks (He et al. 2016, arXiv:1512.03385), with the stride of a bottleneck in its 3 × 3 layer; arrays are named as in
/// torchvision. With 3 bands and one logit ResNet-18 has 11,177,025 parameters, ResNet-34 21,285,185 and ResNet-50 23,510,081.
/// </summary>
public sealed class ResNet : PooledNetwork
{
    private const int Stages = 4;

    private readonly ResidualTrunk _trunk;
    private readonly Linear fc;

    private ResNet(string name, ResNetDepth depth, NetworkOptions options, torch.Generator generator)
        : base(name, options, ResidualTrunk.Channels(depth, options.Width, Stages - 1), generator)
    {
        _trunk = new ResidualTrunk(depth, options, Stages);
        _trunk.RegisterIn(this);
        fc = torch.nn.Linear(FeatureWidth, options.Outputs);
        RegisterComponents();
        StartConvolutions(generator);
        Starts.Uniform(fc, 1 / Math.Sqrt(FeatureWidth), generator);
    }

    private protected override torch.nn.Module<torch.Tensor, torch.Tensor> Head => fc;

    /// <summary>18 layers: two plain blocks a stage.</summary>
    public static ResNet Of18(NetworkOptions options, torch.Generator generator)
        => new("resnet18", ResNetDepth.Eighteen, options, generator);

    /// <summary>34 layers.</summary>
    public static ResNet Of34(NetworkOptions options, torch.Generator generator)
        => new("resnet34", new ResNetDepth([3, 4, 6, 3], HasBottlenecks: false), options, generator);

    /// <summary>50 layers, with bottlenecks.</summary>
    public static ResNet Of50(NetworkOptions options, torch.Generator generator)
        => new("resnet50", new ResNetDepth([3, 4, 6, 3], HasBottlenecks: true), options, generator);

    /// <summary>What the first stages see: images [n, c, y, x] → [n, channels, y', x']; four stages are all there are.</summary>
    public torch.Tensor Maps(torch.Tensor images, int stages = Stages)
    {
        RequireImages(images);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stages, Stages);
        return _trunk.Maps(images, stages);
    }

    private protected override torch.Tensor LastMaps(torch.Tensor images) => _trunk.Maps(images, Stages);
}
