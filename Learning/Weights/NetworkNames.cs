using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Weights;

/// <summary>How others name the arrays of one of our networks.</summary>
/// <param name="Id">Whose names they are.</param>
/// <param name="Foreign">The name of one of our arrays in such a file; null where such files have none.</param>
/// <param name="Heads">How names of last layers begin in such a file.</param>
internal sealed record NameMap(string Id, Func<string, string?> Foreign, IReadOnlyList<string> Heads);

/// <summary>What has to be known of an architecture to take over weights: its special arrays, and how others name them all.</summary>
/// <param name="FirstLayer">The first layer's weights [o, bands, y, x].</param>
/// <param name="Head">How the names of the last layer begin.</param>
/// <param name="Positions">Learned positions [1, 1 + side², d], or null.</param>
/// <param name="Maps">How others name its arrays; our own names are torchvision's.</param>
internal sealed record NetworkNames(string? FirstLayer, string? Head, string? Positions, IReadOnlyList<NameMap> Maps)
{
    private static readonly NameMap Own = new("own", name => name, []);

    /// <summary>The names for a network; one that nobody else has is known by its own names only.</summary>
    public static NetworkNames Of(ImageNetwork network) => network.GetName() switch
    {
        "resnet18" or "resnet34" or "resnet50" => new("conv1.weight", "fc.", null, [new("torchvision", name => name, ["fc."])]), // timm's too
        "mobilenet_v2" => new(
            "features.0.0.weight", "classifier.", null,
            [new("torchvision", name => name, ["classifier."]), new("timm", TimmNames.MobileNetV2, ["classifier."])]),
        "efficientnet_b0" => new(
            "features.0.0.weight", "classifier.", null,
            [new("torchvision", name => name, ["classifier."]), new("timm", TimmNames.EfficientNet, ["classifier."])]),
        "vit" => new(
            "conv_proj.weight", "heads.", "encoder.pos_embedding",
            [
                new("torchvision", name => name, ["heads."]),
                new("torchvision", TorchvisionNames.OldTransformer, ["heads."]),
                new("timm", TimmNames.Transformer, ["head."]),
            ]),
        _ => new(null, null, null, [Own]),
    };

    /// <summary>True for an array of the last layer.</summary>
    public bool IsHead(string name) => Head is not null && name.StartsWith(Head, StringComparison.Ordinal);
}
