namespace LensGrains.Learning.Networks;

/// <summary>How many blocks each of the four stages has, and of which kind.</summary>
internal sealed record ResNetDepth(IReadOnlyList<int> Blocks, bool HasBottlenecks)
{
    /// <summary>Two plain blocks a stage.</summary>
    public static ResNetDepth Eighteen { get; } = new([2, 2, 2, 2], HasBottlenecks: false);

    /// <summary>Channels that leave a block as a multiple of its planes.</summary>
    public long Expansion => HasBottlenecks ? 4 : 1;

    /// <summary>The blocks of one stage.</summary>
    public Sequential Stage(long inputs, long planes, long stride, int stage)
        => torch.nn.Sequential(Enumerable.Range(0, Blocks[stage])
            .Select(i => i == 0 ? Block(inputs, planes, stride) : Block(planes * Expansion, planes, 1)));

    private torch.nn.Module<torch.Tensor, torch.Tensor> Block(long inputs, long planes, long stride)
        => HasBottlenecks ? new Bottleneck(inputs, planes, stride) : new PlainBlock(inputs, planes, stride);
}

/// <summary>Two 3 × 3 layers around a shortcut.</summary>
internal sealed class PlainBlock : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Sequential? downsample;

    public PlainBlock(long inputs, long planes, long stride)
        : base("block")
    {
        conv1 = torch.nn.Conv2d(inputs, planes, 3, stride: stride, padding: 1, bias: false);
        bn1 = torch.nn.BatchNorm2d(planes);
        conv2 = torch.nn.Conv2d(planes, planes, 3, padding: 1, bias: false);
        bn2 = torch.nn.BatchNorm2d(planes);
        downsample = Shortcut.Of(inputs, planes, stride);
        RegisterComponents();
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var first = bn1.forward(conv1.forward(input)).relu_();
        var second = bn2.forward(conv2.forward(first));
        return second.add_(downsample?.forward(input) ?? input).relu_().MoveToOuterDisposeScope();
    }
}

/// <summary>A 1 × 1 layer that narrows, a 3 × 3 layer and a 1 × 1 layer that widens, around a shortcut.</summary>
internal sealed class Bottleneck : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private const long Expansion = 4;

    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv3;
    private readonly BatchNorm2d bn3;
    private readonly Sequential? downsample;

    public Bottleneck(long inputs, long planes, long stride)
        : base("block")
    {
        conv1 = torch.nn.Conv2d(inputs, planes, 1, bias: false);
        bn1 = torch.nn.BatchNorm2d(planes);
        conv2 = torch.nn.Conv2d(planes, planes, 3, stride: stride, padding: 1, bias: false);
        bn2 = torch.nn.BatchNorm2d(planes);
        conv3 = torch.nn.Conv2d(planes, Expansion * planes, 1, bias: false);
        bn3 = torch.nn.BatchNorm2d(Expansion * planes);
        downsample = Shortcut.Of(inputs, Expansion * planes, stride);
        RegisterComponents();
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var first = bn1.forward(conv1.forward(input)).relu_();
        var second = bn2.forward(conv2.forward(first)).relu_();
        var third = bn3.forward(conv3.forward(second));
        return third.add_(downsample?.forward(input) ?? input).relu_().MoveToOuterDisposeScope();
    }
}

/// <summary>What brings a block's input to the shape of its output; null where it has that already.</summary>
internal static class Shortcut
{
    public static Sequential? Of(long inputs, long outputs, long stride)
        => stride == 1 && inputs == outputs
            ? null
            : torch.nn.Sequential(torch.nn.Conv2d(inputs, outputs, 1, stride: stride, bias: false), torch.nn.BatchNorm2d(outputs));
}
