using LensGrains.Imaging;
using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Training;

namespace LensGrains.Grains.Members;

/// <summary>What a policy may set for a member on images, by name. What is not known here belongs to the kind itself.</summary>
public static class ImageMemberOptionNames
{
    /// <summary>The word that names the weights to start from, a file among the deployment's weights.</summary>
    public const string Pretrained = "pretrained";

    /// <summary>The word that names the graph of layers, a file in the same place.</summary>
    public const string Graph = "graph";

    private const string Columns = "columns";

    private static readonly NamedOptions<ImageMemberOptions> Known = new("A member on images", Numbers(), Words());

    /// <summary>Every option of a kind with its default: those of training first, then the kind's own.</summary>
    public static IEnumerable<MemberOption> Describe(string kind)
    {
        var (columns, graph) = (ImageMembers.TakesColumns(kind), ImageMembers.TakesGraph(kind));
        return Known.Describe(new ImageMemberOptions { Kind = kind })
            .Where(o => (o.Name != Columns || columns) && (o.Name != Graph || graph))
            .Select(o => o.Name is Columns or Graph ? o with { IsRequired = true } : o)
            .Concat(ImageMembers.Numbers(kind).Select(Described));
    }

    /// <exception cref="ArgumentException">A name is not known, or a value is out of range.</exception>
    public static ImageMemberOptions Apply(
        ImageMemberOptions options, IReadOnlyDictionary<string, double>? numbers, IReadOnlyDictionary<string, string>? words)
    {
        options = (numbers ?? new Dictionary<string, double>()).Aggregate(options, Set);
        return (words ?? new Dictionary<string, string>()).Aggregate(options, (o, word) => Known.Apply(o, word.Key, word.Value));
    }

    /// <summary>True for a name that weights may have.</summary>
    public static bool IsFileName(string name)
        => name.Length is > 0 and <= 100 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static ImageMemberOptions Set(ImageMemberOptions options, KeyValuePair<string, double> number) => Known.Apply(
        options, number.Key, number.Value,
        others: o => o with { Special = new Dictionary<string, double>(o.Special) { [number.Key] = number.Value } });

    private static MemberOption Described(SpecialNumber number) => new(number.Name, number.IsYes ? MemberOptionType.Yes : MemberOptionType.Number, number.Help)
    {
        DefaultNumber = number.Default, Least = Finite(number.Least), Most = Finite(number.Most), IsWhole = number.IsWhole,
    };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static NamedNumber<ImageMemberOptions>[] Numbers() =>
    [
        new("epochs", o => o.Epochs, (o, v) => o with { Epochs = (int)v }, "Most epochs; the learning rate falls over all of them.") { Least = 1, Most = 10_000, IsWhole = true },
        new("batchSize", o => o.BatchSize, (o, v) => o with { BatchSize = (int)v }, "Images in a step; halved where memory runs out.") { Least = 1, Most = 65_536, IsWhole = true },
        new("learningRate", o => o.LearningRate, (o, v) => o with { LearningRate = v }, "AdamW's greatest learning rate.") { Above = 0, Most = 1 },
        new("bodyRate", o => o.BodyRate, (o, v) => o with { BodyRate = v }, "Learning rate of all but the head, as a share of it.") { Least = 0, Most = 10 },
        new("weightDecay", o => o.WeightDecay, (o, v) => o with { WeightDecay = v }, "Decoupled weight decay per step and unit of learning rate.") { Least = 0, Most = 1 },
        new("warmUp", o => o.WarmUp, (o, v) => o with { WarmUp = v }, "Share of all steps over which the learning rate rises.") { Least = 0, Most = 1 },
        new("lastRate", o => o.LastRate, (o, v) => o with { LastRate = v }, "The last learning rate as a share of the greatest.") { Least = 0, Most = 1 },
        new("clipNorm", o => o.ClipNorm, (o, v) => o with { ClipNorm = v }, "Greatest length of a step's gradient; 0: as long as it is.") { Least = 0 },
        new("patience", o => o.Patience, (o, v) => o with { Patience = (int)v }, "Epochs without a better held-out loss after which training stops.") { Least = 1, Most = int.MaxValue, IsWhole = true },
        new("samplesPerEpoch", o => o.SamplesPerEpoch, (o, v) => o with { SamplesPerEpoch = (int)v }, "Draws in an epoch; 0: as many as there are labels.") { Least = 0, Most = int.MaxValue, IsWhole = true },
        new("bootstrap", o => o.Bootstrap ? 1 : 0, (o, v) => o with { Bootstrap = v != 0 }, "Gives samples random weights, so that members differ by more than their start.") { IsYes = true },
        new("bfloat16", o => o.Bfloat16 ? 1 : 0, (o, v) => o with { Bfloat16 = v != 0 }, "Multiplies in bfloat16 where the tensor library can.") { IsYes = true },
        new("focalGamma", o => o.Loss.FocalGamma, (o, v) => o with { Loss = o.Loss with { FocalGamma = v } }, "Exponent of the focal loss; 0: plain cross-entropy.") { Least = 0, Most = 10 },
        new("labelSmoothing", o => o.Loss.LabelSmoothing, (o, v) => o with { Loss = o.Loss with { LabelSmoothing = v } }, "Draws targets towards one half by this share.") { Least = 0, Most = 0.5 },
        new("size", o => o.Contract.Size, (o, v) => o with { Contract = o.Contract with { Size = (int)v } }, "Pixels along a side of what the network sees.") { Least = 8, Most = 512, IsWhole = true },
        new("bands", o => o.Contract.Bands, (o, v) => o with { Contract = o.Contract with { Bands = (int)v } }, "Bands that the network sees.") { Least = 1, Most = 16, IsWhole = true },
        new("pixelScaleArcsec", o => o.Contract.PixelScaleArcsec, (o, v) => o with { Contract = o.Contract with { PixelScaleArcsec = v } }, "Side of a pixel that cutouts are resampled to, arcseconds; none: the largest central square.") { Above = 0, Most = 3600 },
    ];

    private static NamedWord<ImageMemberOptions>[] Words() =>
    [
        new("augmentation", AugmentationOf, (o, v) => o with { Augmentation = Augmentation.Named(v.ToLowerInvariant()) }, "How training images are varied: orientations (d4), or also place, noise and seeing (sky).") { Choices = Augmentation.Names },
        new(Pretrained, _ => null, WithPretrained, "File among the deployment's weights that a new member starts from."),
        new(Graph, _ => null, WithGraph, "JSON file among the deployment's weights that lists the network's layers; read when a new member is trained."),
        new("normalisation", o => WordOf(o.Contract.Normalisation), (o, v) => o with { Contract = o.Contract with { Normalisation = Enum.Parse<Normalisation>(v, ignoreCase: true) } }, "How pixel values become the network's.") { Choices = [.. Enum.GetValues<Normalisation>().Select(WordOf)] },
        new("bandNames", _ => null, (o, v) => o with { Contract = o.Contract with { BandNames = v.Split(','), Bands = v.Split(',').Length } }, "The bands by name, commas between them, in the network's order."),
        new("frozen", _ => null, (o, v) => o with { Frozen = v.Split(',') }, "Parts that do not learn, by the beginnings of their names, commas between them."),
        new(Columns, _ => null, (o, v) => o with { Columns = [.. v.Split(',').Select(column => new ColumnScale(column.Trim(), 0, 1))] }, "Catalogue columns that it takes besides the image, commas between them."), // the scale comes with the labels
    ];

    private static string? AugmentationOf(ImageMemberOptions options) => Augmentation.Names.FirstOrDefault(name => Augmentation.Named(name) == options.Augmentation);

    private static string WordOf(Normalisation normalisation) => normalisation.ToString().ToLowerInvariant();

    private static ImageMemberOptions WithGraph(ImageMemberOptions options, string name) => ImageMembers.TakesGraph(options.Kind)
        ? WithPretrained(options, name)
        : throw new ArgumentException($"'{options.Kind}' takes no {Graph}.");

    private static ImageMemberOptions WithPretrained(ImageMemberOptions options, string name) => IsFileName(name)
        ? options
        : throw new ArgumentException($"'{name}' is no file name: letters, digits, dots, dashes.");
}
