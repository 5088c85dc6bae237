using LensGrains.Learning.Members;

namespace LensGrains.Grains.Members;

/// <summary>What a policy may set for a member on embeddings, by name.</summary>
public static class MemberOptionNames
{
    private const string Hidden = "hidden";

    private static readonly NamedOptions<MemberOptions> Plain = new("An mlp", Numbers(), []);
    private static readonly NamedOptions<MemberOptions> Gated = new("A gmlp", [.. Numbers(), .. GatedNumbers()], []);
    private static readonly NamedOptions<MemberOptions> Field
        = new($"A {MemberOptions.Field}", [.. Numbers().Where(n => n.Name != Hidden), .. FieldNumbers()], []);

    /// <summary>Every option of a kind with its default.</summary>
    public static IEnumerable<MemberOption> Describe(string kind) => Known(kind).Describe(new MemberOptions { Kind = kind });

    /// <exception cref="ArgumentException">A name is not known, or a value is out of range.</exception>
    public static MemberOptions Apply(
        MemberOptions options, IReadOnlyDictionary<string, double>? numbers, IReadOnlyDictionary<string, string>? words = null)
    {
        var known = Known(options.Kind);
        options = (numbers ?? new Dictionary<string, double>()).Aggregate(options, (o, number) => known.Apply(o, number.Key, number.Value));
        return (words ?? new Dictionary<string, string>()).Aggregate(options, (o, word) => known.Apply(o, word.Key, word.Value));
    }

    private static NamedOptions<MemberOptions> Known(string kind) => kind switch
    {
        MemberOptions.Gated => Gated,
        MemberOptions.Field => Field,
        _ => Plain,
    };

    private static NamedNumber<MemberOptions>[] FieldNumbers() =>
    [
        new("neighbours", o => o.Neighbours, (o, v) => o with { Neighbours = (int)v }, "Nearest other sources that it sees of a source, at most.") { Least = 1, Most = MemberOptions.MostNeighbours, IsWhole = true },
        new("radiusArcsec", o => o.RadiusArcsec, (o, v) => o with { RadiusArcsec = v }, "How far they lie at most, arcseconds.") { Above = 0, Most = MemberOptions.WidestArcsec },
        new("tokenWidth", o => o.TokenWidth, (o, v) => o with { TokenWidth = (int)v }, "Width of a source within the network; a multiple of the heads.") { Least = 1, Most = 4096, IsWhole = true },
        new("heads", o => o.Heads, (o, v) => o with { Heads = (int)v }, "Heads of each layer of attention.") { Least = 1, Most = 4096, IsWhole = true },
        new("depth", o => o.Depth, (o, v) => o with { Depth = (int)v }, "Layers of attention.") { Least = 1, Most = 16, IsWhole = true },
    ];

    private static NamedNumber<MemberOptions>[] GatedNumbers() =>
    [
        new("tokens", o => o.Tokens, (o, v) => o with { Tokens = (int)v }, "Tokens that the embedding is cut into; no more than it has numbers.") { Least = 2, Most = 1024, IsWhole = true },
        new("tokenWidth", o => o.TokenWidth, (o, v) => o with { TokenWidth = (int)v }, "Width of a token.") { Least = 1, Most = 4096, IsWhole = true },
        new("depth", o => o.Depth, (o, v) => o with { Depth = (int)v }, "Gated blocks.") { Least = 1, Most = 64, IsWhole = true },
    ];

    private static NamedNumber<MemberOptions>[] Numbers() =>
    [
        new("maximumEpochs", o => o.MaximumEpochs, (o, v) => o with { MaximumEpochs = (int)v }, "Most epochs.") { Least = 1, Most = int.MaxValue, IsWhole = true },
        new("batchSize", o => o.BatchSize, (o, v) => o with { BatchSize = (int)v }, "Most draws in a step; small sets use smaller batches.") { Least = 1, Most = int.MaxValue, IsWhole = true },
        new("learningRate", o => o.LearningRate, (o, v) => o with { LearningRate = v }, "Adam's learning rate.") { Above = 0, Most = 1 },
        new(Hidden, o => o.HiddenWidth, (o, v) => o with { HiddenWidth = (int)v }, "Units of the hidden layer; in a gmlp those of each block, an even number.") { Least = 1, Most = 8192, IsWhole = true },
        new("dropout", o => o.Dropout, (o, v) => o with { Dropout = v }, "Probability with which a hidden unit is left out of a step.") { Least = 0, Most = 0.999 },
        new("weightDecay", o => o.WeightDecay, (o, v) => o with { WeightDecay = v }, "Decoupled weight decay per step and unit of learning rate.") { Least = 0, Most = 0.999 },
        new("warmUpEpochs", o => o.WarmUpEpochs, (o, v) => o with { WarmUpEpochs = (int)v }, "Epochs before early stopping may act.") { Least = 0, Most = int.MaxValue, IsWhole = true },
        new("patience", o => o.Patience, (o, v) => o with { Patience = (int)v }, "Epochs without a better held-out loss after which training stops.") { Least = 1, Most = int.MaxValue, IsWhole = true },
        new("epochsWithoutHeldOut", o => o.EpochsWithoutHeldOut, (o, v) => o with { EpochsWithoutHeldOut = (int)v }, "Epochs where a class is too small to hold any of it out.") { Least = 1, Most = int.MaxValue, IsWhole = true },
        new("bootstrap", o => o.Bootstrap ? 1 : 0, (o, v) => o with { Bootstrap = v != 0 }, "Gives samples random weights, so that members differ by more than their start.") { IsYes = true },
        new("labelSmoothing", o => o.LabelSmoothing, (o, v) => o with { LabelSmoothing = v }, "Draws targets towards one half by this share.") { Least = 0, Most = 0.5 },
        new("focalGamma", o => o.FocalGamma, (o, v) => o with { FocalGamma = v }, "Exponent of the focal loss; 0: plain cross-entropy.") { Least = 0, Most = 10 },
    ];
}
