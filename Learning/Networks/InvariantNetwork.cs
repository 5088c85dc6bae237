namespace LensGrains.Learning.Networks;

/// <summary>
/// A convolutional network whose answer is the same for an image, its quarter turns and its mirror images: every filter acts in all eight
/// orientations of the square, and the features are means over orientations and places (group convolutions: Cohen and Welling 2016,
/// arXiv:1602.07576). Exact but for rounding, where three halvings leave whole pixels.
/// </summary>
public sealed class InvariantNetwork : ImageNetwork
{
    private const int Halvings = 3;

    private readonly OrientedConvolution lift;
    private readonly OrientedConvolution second;
    private readonly OrientedConvolution third;
    private readonly OrientedConvolution fourth;
    private readonly SeededDropout _dropout;
    private readonly Linear head;

    /// <param name="options">Full width is 16 filters, in eight orientations each, in the first layer; the stem is of one kind only.</param>
    /// <param name="generator">Draws the weights now and the dropout later; the caller disposes of it after the network.</param>
    public InvariantNetwork(NetworkOptions options, torch.Generator generator)
        : base("invariant", options.Inputs)
    {
        options.Validate();
        var width = Channels.Scaled(16, options.Width);
        lift = new OrientedConvolution(options.Inputs, width, 5, true, generator);
        second = new OrientedConvolution(width, 2 * width, 3, false, generator);
        third = new OrientedConvolution(2 * width, 4 * width, 3, false, generator);
        fourth = new OrientedConvolution(4 * width, 4 * width, 3, false, generator);
        FeatureWidth = 4 * width;
        _dropout = new SeededDropout(options.Dropout, generator);
        head = torch.nn.Linear(FeatureWidth, options.Outputs);
        RegisterComponents();
        Starts.Uniform(head, 1 / Math.Sqrt(FeatureWidth), generator);
    }

    /// <inheritdoc/>
    public override long FeatureWidth { get; }

    /// <inheritdoc/>
    public override torch.Tensor Features(torch.Tensor images)
    {
        RequireImages(images);
        var step = 1L << Halvings;
        if (images.shape[2] != images.shape[3] || images.shape[2] % step != 0)
        {
            throw new ArgumentException($"Square images in multiples of {step} pixels are needed; these are [{string.Join(", ", images.shape)}].");
        }

        using var scope = torch.NewDisposeScope();
        var maps = images;
        foreach (var layer in new[] { lift, second, third })
        {
            maps = torch.nn.functional.max_pool2d(layer.forward(maps), [2]);
        }

        return fourth.forward(maps).unflatten(1, FeatureWidth, Orientations.Count).mean([2, 3, 4]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override torch.Tensor Classify(torch.Tensor features)
    {
        using var kept = _dropout.forward(features);
        return head.forward(kept);
    }
}

/// <summary>
/// A convolution with every filter in the eight orientations, a batch norm that the orientations share, and ReLU:
/// [n, in, y, x] (the first layer) or [n, in · 8, y, x] → [n, out · 8, y, x].
/// </summary>
internal sealed class OrientedConvolution : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly bool _lifts;
    private readonly long _kernel;
    private readonly Parameter weight;
    private readonly BatchNorm2d norm;

    public OrientedConvolution(long inputs, long outputs, long kernel, bool lifts, torch.Generator generator)
        : base("oriented")
    {
        (_lifts, _kernel) = (lifts, kernel);
        var orientations = lifts ? 1 : Orientations.Count;
        weight = Starts.Zeros(outputs, inputs, orientations, kernel, kernel);
        norm = torch.nn.BatchNorm2d(outputs);
        RegisterComponents();
        Starts.Normal(weight, Math.Sqrt(2.0 / (inputs * orientations * kernel * kernel)), generator);
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var maps = torch.nn.functional.conv2d(input, Filters(), padding: [(_kernel - 1) / 2]);
        var (n, y, x) = (maps.shape[0], maps.shape[2], maps.shape[3]);
        var together = maps.reshape(n, -1, Orientations.Count * y, x);
        return norm.forward(together).relu_().reshape(n, -1, y, x).MoveToOuterDisposeScope();
    }

    /// <summary>The filters of all orientations: [out · 8, in · orientations of the input, k, k].</summary>
    private torch.Tensor Filters()
    {
        var turned = Enumerable.Range(0, Orientations.Count)
            .Select(g => Orientations.Turn(_lifts ? weight : weight.index_select(2, torch.tensor(Orientations.SeenFrom(g), device: weight.device)), g));
        return torch.stack(turned, 1).reshape(weight.shape[0] * Orientations.Count, -1, _kernel, _kernel);
    }
}

/// <summary>The eight turns and mirror images of the square: number 4m + r mirrors where m is 1 and then turns by r quarters.</summary>
internal static class Orientations
{
    public const int Count = 8;

    /// <summary>The last two of five dimensions in this orientation.</summary>
    public static torch.Tensor Turn(torch.Tensor filters, int orientation)
        => (orientation < 4 ? filters : filters.flip(4)).rot90(orientation % 4, (3, 4));

    /// <summary>For each orientation h the number of g⁻¹h: where an input of orientation h lies as seen from g.</summary>
    public static long[] SeenFrom(int g)
    {
        var seen = new long[Count];
        for (var k = 0; k < Count; k++)
        {
            seen[Product(g, k)] = k;
        }

        return seen;
    }

    // A mirror undoes a turn: rotation r₁, mirror m₁ after rotation r₂, mirror m₂ is rotation r₁ ± r₂, mirror m₁ + m₂.
    private static int Product(int left, int right)
        => (4 * ((left / 4) ^ (right / 4))) + ((left + (left < 4 ? right : 8 - (right % 4))) % 4);
}
