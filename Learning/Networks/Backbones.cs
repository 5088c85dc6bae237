namespace LensGrains.Learning.Networks;

/// <summary>
/// The networks by name: the published sizes, <c>*_narrow</c> with a quarter of the channels (<c>invariant_narrow</c>: half), <c>*_coarse</c>, which
/// halves images before it begins, and <c>*_tiny</c>. The other convolutional ones take their stem for small images below <see cref="SmallImage"/> pixels.
/// </summary>
public static class Backbones
{
    /// <summary>Images below so many pixels along a side are small.</summary>
    public const long SmallImage = 128;

    private const double Narrow = 0.25;

    private static readonly SortedDictionary<string, Func<Request, ImageNetwork>> Makers = new(StringComparer.Ordinal)
    {
        ["resnet18"] = request => ResNet.Of18(request.Options(1), request.Generator),
        ["resnet34"] = request => ResNet.Of34(request.Options(1), request.Generator),
        ["resnet50"] = request => ResNet.Of50(request.Options(1), request.Generator),
        ["mobilenet_v2"] = request => new MobileNetV2(request.Options(1, 0.2), request.Generator),
        ["efficientnet_b0"] = request => new EfficientNet(request.Options(1, 0.2, 0.2), request.Generator),
        ["vit_b_16"] = request => new VisionTransformer(request.Transformer(new TransformerOptions()), request.Generator),
        ["resnet18_narrow"] = request => ResNet.Of18(request.Options(Narrow), request.Generator),
        ["resnet18_coarse"] = request => ResNet.Of18(request.Options(Narrow) with { Stem = request.HalfStem }, request.Generator),
        ["resnet34_narrow"] = request => ResNet.Of34(request.Options(Narrow), request.Generator),
        ["resnet50_narrow"] = request => ResNet.Of50(request.Options(Narrow), request.Generator),
        ["mobilenet_v2_narrow"] = request => new MobileNetV2(request.Options(Narrow, 0.2), request.Generator),
        ["efficientnet_b0_narrow"] = request => new EfficientNet(request.Options(Narrow, 0.2, 0.1), request.Generator),
        ["invariant"] = request => new InvariantNetwork(request.Options(1), request.Generator),
        ["invariant_narrow"] = request => new InvariantNetwork(request.Options(0.5), request.Generator),
        ["hybrid"] = request => new HybridNetwork(request.Hybrid(1), request.Generator),
        ["hybrid_narrow"] = request => new HybridNetwork(request.Hybrid(Narrow), request.Generator),
        ["vit_enhanced"] = request => new EnhancedTransformer(request.Enhanced(new EnhancedTransformerOptions()), request.Generator),
        ["vit_enhanced_tiny"] = request => new EnhancedTransformer(request.Enhanced(EnhancedTransformerOptions.Tiny), request.Generator),
        ["vit_tiny"] = request => new VisionTransformer(request.Transformer(TransformerOptions.Tiny), request.Generator),
    };

    /// <summary>Every name, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Names => Makers.Keys;

    /// <summary>A network with one logit and fresh weights.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="inputs">Bands of an image.</param>
    /// <param name="imageSize">Pixels of an image along each side; transformers take no other, and need a multiple of their patches.</param>
    /// <param name="generator">Draws the weights now and the dropout later; the caller disposes of it after the network.</param>
    /// <param name="dropout">Probability with which features are left out while training; null: the network's own, which is 0 for most.</param>
    /// <exception cref="ArgumentException">The name is unknown, or the sizes do not fit it.</exception>
    public static ImageNetwork Create(string name, long inputs, long imageSize, torch.Generator generator, double? dropout = null)
        => Makers.TryGetValue(name, out var make)
            ? make(new Request(inputs, imageSize, dropout, generator))
            : throw new ArgumentException($"There is no network '{name}': {string.Join(", ", Names)}.", nameof(name));

    private sealed record Request(long Inputs, long ImageSize, double? Dropout, torch.Generator Generator)
    {
        private Stem Stem => ImageSize < SmallImage ? Stem.Small : Stem.Large;

        /// <summary>Of networks that are coarse for small images; large ones are quartered anyway.</summary>
        public Stem HalfStem => ImageSize < SmallImage ? Stem.Half : Stem.Large;

        public NetworkOptions Options(double width, double dropout = 0, double depth = 0) => new()
        {
            Inputs = Inputs,
            Width = width,
            Stem = Stem,
            Dropout = Dropout ?? dropout,
            StochasticDepth = depth,
        };

        public TransformerOptions Transformer(TransformerOptions options)
            => options with { Inputs = Inputs, ImageSize = ImageSize, Dropout = Dropout ?? options.Dropout };

        public HybridOptions Hybrid(double width) => new() { Convolutions = Options(width, 0.1, 0.1) };

        public EnhancedTransformerOptions Enhanced(EnhancedTransformerOptions options)
            => options with { Body = Transformer(options.Body), BranchStem = Stem };
    }
}
