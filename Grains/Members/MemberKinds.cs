using LensGrains.Learning.Members;
using LensGrains.Learning.Training;

namespace LensGrains.Grains.Members;

/// <summary>What a member looks at.</summary>
public enum MemberInput
{
    /// <summary>The catalogue's embedding vectors.</summary>
    Embedding,

    /// <summary>The images of the catalogue's files.</summary>
    Images,
}

/// <summary>A kind of member that a policy may name.</summary>
/// <param name="Name">The word that names it.</param>
/// <param name="Input">What it looks at.</param>
/// <param name="Help">What it is, in a sentence.</param>
/// <param name="Parameters">Learned numbers with the default options; null: that depends on the catalogue.</param>
/// <param name="Options">What may be set.</param>
public sealed record MemberKind(string Name, MemberInput Input, string Help, long? Parameters, IReadOnlyList<MemberOption> Options);

/// <summary>The kinds of members that there are.</summary>
public static class MemberKinds
{
    private static readonly Dictionary<string, (string Help, long? Parameters)> About = new(StringComparer.Ordinal)
    {
        [MemberOptions.Plain] = ("A small network on the catalogue's embedding: trains in seconds, also without an accelerator.", null),
        [MemberOptions.Gated] = ("A gMLP on the catalogue's embedding, whose gates multiply features that lie far apart; slower than an mlp.", null),
        [MemberOptions.Field] = ("Graph attention over a source and its neighbours on the sky, by the catalogue's embedding; needs positions.", null),
        ["efficientnet_b0"] = ("EfficientNet-B0; wants an accelerator.", 4_008_829),
        ["efficientnet_b0_narrow"] = ("EfficientNet-B0 with a quarter of the channels.", 326_067),
        ["film"] = ("A ResNet-18 that catalogue columns modulate, such as seeing or magnitude; wants an accelerator.", null),
        ["film_narrow"] = ("A ResNet-18 with a quarter of the channels that catalogue columns modulate, such as seeing or magnitude.", null),
        ["hybrid"] = ("Convolutions, then a transformer whose attention leans towards tangential arcs; wants an accelerator.", 5_163_851),
        ["hybrid_narrow"] = ("Convolutions, then a transformer whose attention leans towards tangential arcs; a quarter of the channels.", 329_435),
        ["invariant"] = ("A network whose score no quarter turn or mirror image changes.", 480_849),
        ["invariant_narrow"] = ("A network whose score no quarter turn or mirror image changes, with half the channels.", 120_617),
        ["layers"] = ("A network of your own, whose layers a JSON file among the deployment's weights lists.", null),
        ["mobilenet_v2"] = ("MobileNetV2: few products for its depth.", 2_225_153),
        ["mobilenet_v2_narrow"] = ("MobileNetV2 with a quarter of the channels.", 239_393),
        ["physics"] = ("A ResNet-18 that also infers a lens, and is taught by how well that lens explains the image; wants an accelerator.", 11_241_561),
        ["physics_narrow"] = ("A ResNet-18 with a quarter of the channels that also infers a lens, and is taught by how well it explains the image.", 720_777),
        ["resnet18"] = ("ResNet-18; wants an accelerator, or patience.", 11_169_345),
        ["resnet18_coarse"] = ("ResNet-18 with a quarter of the channels that halves images below 128 pixels first: there four times as fast as the narrow one.", 702_225),
        ["resnet18_narrow"] = ("ResNet-18 with a quarter of the channels: a good first network on images without an accelerator.", 700_305),
        ["resnet34"] = ("ResNet-34; wants an accelerator.", 21_277_505),
        ["resnet34_narrow"] = ("ResNet-34 with a quarter of the channels.", 1_333_457),
        ["resnet50"] = ("ResNet-50; wants an accelerator.", 23_502_401),
        ["resnet50_narrow"] = ("ResNet-50 with a quarter of the channels.", 1_479_569),
        ["vit_b_16"] = ("The vision transformer ViT-B/16; wants an accelerator and pretrained weights.", 85_661_185),
        ["vit_enhanced"] = ("A vision transformer with overlapping patches, register tokens and a convolutional branch; wants an accelerator.", 25_493_361),
        ["vit_enhanced_tiny"] = ("A tiny vision transformer with overlapping patches, register tokens and a convolutional branch.", 3_190_401),
        ["vit_tiny"] = ("A tiny vision transformer.", 2_719_489),
    };

    /// <summary>Every kind: those on embeddings first, then those on images by name.</summary>
    public static IReadOnlyList<MemberKind> All { get; } = [.. MemberOptions.Kinds.Select(OnEmbeddings), .. ImageMembers.Kinds.Select(OnImages)];

    /// <summary>The kind of that name; null: there is none.</summary>
    public static MemberKind? Find(string name) => All.FirstOrDefault(k => k.Name == name);

    private static MemberKind OnEmbeddings(string name) => Of(name, MemberInput.Embedding, MemberOptionNames.Describe(name));

    private static MemberKind OnImages(string name) => Of(name, MemberInput.Images, ImageMemberOptionNames.Describe(name));

    private static MemberKind Of(string name, MemberInput input, IEnumerable<MemberOption> options)
    {
        var (help, parameters) = About.GetValueOrDefault(name, ("", null));
        return new MemberKind(name, input, help, parameters, [.. options]);
    }
}
