using LensGrains.Imaging;
using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Training;

namespace LensGrains.Grains.Members;

/// <summary>The numbers and words that a policy may set for a member on images, by name. What is not known here belongs to the kind itself.</summary>
public static class ImageMemberOptionNames
{
    /// <summary>The word that names the weights to start from, a file among the deployment's weights.</summary>
    public const string Pretrained = "pretrained";

    /// <exception cref="ArgumentException">A word is not known.</exception>
    public static ImageMemberOptions Apply(
        ImageMemberOptions options, IReadOnlyDictionary<string, double>? numbers, IReadOnlyDictionary<string, string>? words)
    {
        options = (numbers ?? new Dictionary<string, double>()).Aggregate(options, (o, number) => Set(o, number.Key, number.Value));
        return (words ?? new Dictionary<string, string>()).Aggregate(options, (o, word) => Set(o, word.Key, word.Value));
    }

    private static ImageMemberOptions Set(ImageMemberOptions o, string name, double value) => name switch
    {
        "bands" => o with { Contract = o.Contract with { Bands = (int)value } },
        "size" => o with { Contract = o.Contract with { Size = (int)value } },
        "pixelScaleArcsec" => o with { Contract = o.Contract with { PixelScaleArcsec = value } },
        "epochs" => o with { Epochs = (int)value },
        "samplesPerEpoch" => o with { SamplesPerEpoch = (int)value },
        "batchSize" => o with { BatchSize = (int)value },
        "learningRate" => o with { LearningRate = value },
        "bodyRate" => o with { BodyRate = value },
        "weightDecay" => o with { WeightDecay = value },
        "warmUp" => o with { WarmUp = value },
        "lastRate" => o with { LastRate = value },
        "clipNorm" => o with { ClipNorm = value },
        "patience" => o with { Patience = (int)value },
        "bootstrap" => o with { Bootstrap = value != 0 },
        "bfloat16" => o with { Bfloat16 = value != 0 },
        "focalGamma" => o with { Loss = o.Loss with { FocalGamma = value } },
        "labelSmoothing" => o with { Loss = o.Loss with { LabelSmoothing = value } },
        _ => o with { Special = new Dictionary<string, double>(o.Special) { [name] = value } },
    };

    private static ImageMemberOptions Set(ImageMemberOptions o, string name, string value) => name switch
    {
        "augmentation" => o with { Augmentation = Augmentation.Named(value) },
        "normalisation" => o with { Contract = o.Contract with { Normalisation = NormalisationOf(value) } },
        "bandNames" => o with { Contract = o.Contract with { BandNames = value.Split(','), Bands = value.Split(',').Length } },
        "columns" => o with { Columns = [.. value.Split(',').Select(column => new ColumnScale(column.Trim(), 0, 1))] }, // the scale comes with the labels
        "frozen" => o with { Frozen = value.Split(',') },
        Pretrained => IsFileName(value) ? o : throw new ArgumentException($"'{value}' is no file name: letters, digits, dots, dashes."),
        _ => throw new ArgumentException($"A member on images has no option '{name}' that is a word."),
    };

    private static Normalisation NormalisationOf(string name) => Enum.TryParse<Normalisation>(name, ignoreCase: true, out var known)
        ? known
        : throw new ArgumentException($"There is no normalisation '{name}': {string.Join(", ", Enum.GetNames<Normalisation>()).ToLowerInvariant()}.");

    private static bool IsFileName(string name)
        => name.Length is > 0 and <= 100 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
