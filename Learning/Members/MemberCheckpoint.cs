using System.Globalization;
using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Members;

/// <summary>
/// A trained member as a safetensors file: its learned arrays (of an <c>mlp</c>: <c>hidden.weight</c> [h, d], <c>hidden.bias</c> [h],
/// <c>output.weight</c> [1, h], <c>output.bias</c> [1]; of a <c>gmlp</c> and of a <c>field_attention</c> those of <see cref="Networks.GatedMlp"/> and
/// <see cref="Networks.FieldAttention"/> under their own names),
/// <c>feature.mean</c> and <c>feature.deviation</c> [d], Adam's state of each learned array (<c>adam.NAME.exp_avg</c>,
/// <c>adam.NAME.exp_avg_sq</c>, <c>adam.step</c> [1] int64), and <c>trained.ordinals</c> [m] int64, every source that the member or an
/// ancestor has trained on; the metadata say the rest.
/// </summary>
public sealed class MemberCheckpoint
{
    private const string Format = "lensgrains.member/1";

    private readonly SafeTensors _file;
    private readonly Dictionary<string, long[]> _shapes;

    private MemberCheckpoint(SafeTensors file)
    {
        _file = file;
        if (file.RequireText("format") is var format && format != Format)
        {
            throw new CheckpointException($"Not a member on vectors: {format}.");
        }

        Shape = ShapeOf(file);
        _shapes = Shape.Arrays().ToDictionary(array => array.Name, array => array.Shape, StringComparer.Ordinal);
        Seed = long.TryParse(file.RequireText("seed"), CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw new CheckpointException("The seed is no number.");
        Lineage = new MemberLineage(
            file.Metadata.TryGetValue("parent", out var parent) ? parent : null,
            file.RequireText("manifestHash"),
            Number(file, "attempt"))
        {
            Features = file.Metadata.GetValueOrDefault("features"),
        };
        foreach (var (name, shape) in _shapes)
        {
            RequireFinite(name, Floats(name, shape));
            _ = Floats($"adam.{name}.exp_avg", shape);
            _ = Floats($"adam.{name}.exp_avg_sq", shape);
        }

        RequireFinite("feature.mean", Floats("feature.mean", Dimensions));
        RequireFinite("feature.deviation", Floats("feature.deviation", Dimensions));
        _ = OptimizerSteps;
        TrainedOrdinals = Trained(file);
    }

    /// <summary>Its kind and sizes.</summary>
    public MemberShape Shape { get; }

    /// <summary>The member's learned arrays.</summary>
    public IReadOnlyCollection<string> ParameterNames => _shapes.Keys;

    /// <summary>Number of features d.</summary>
    public int Dimensions => Shape.Dimensions;

    /// <summary>Width h of the hidden layer.</summary>
    public int HiddenWidth => Shape.HiddenWidth;

    /// <summary>The seed of the last training.</summary>
    public long Seed { get; }

    /// <summary>Where the checkpoint comes from.</summary>
    public MemberLineage Lineage { get; }

    /// <summary>Every source that the member or an ancestor of it has trained on.</summary>
    public IReadOnlySet<int> TrainedOrdinals { get; }

    /// <summary>How the member standardises its features before the first layer.</summary>
    public FeatureScale Scale => new(Floats("feature.mean", Dimensions), Floats("feature.deviation", Dimensions));

    /// <summary>Steps that the optimiser has taken over the member's whole life.</summary>
    public long OptimizerSteps => _file.Require("adam.step", TensorElement.I64, 1).Integers()[0];

    /// <summary>The shape of a learned array.</summary>
    public long[] ShapeOf(string name)
        => _shapes.TryGetValue(name, out var shape) ? shape : throw new ArgumentException($"An '{Shape.Kind}' has no '{name}'.");

    /// <summary>A learned array, row by row.</summary>
    public float[] Parameter(string name) => Floats(name, ShapeOf(name));

    /// <summary>Adam's decaying means of the gradient and of its square for a learned array.</summary>
    public (float[] First, float[] Second) Moments(string name)
        => (Floats($"adam.{name}.exp_avg", ShapeOf(name)), Floats($"adam.{name}.exp_avg_sq", ShapeOf(name)));

    /// <summary>The file; equal members have equal bytes.</summary>
    public byte[] ToBytes() => _file.ToBytes();

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="CheckpointException">It is no member of this program; the message says why.</exception>
    public static MemberCheckpoint Parse(ReadOnlyMemory<byte> file) => Of(SafeTensors.Parse(file));

    /// <summary>Checks a file that has been read.</summary>
    /// <exception cref="CheckpointException">It is no member of this program; the message says why.</exception>
    public static MemberCheckpoint Of(SafeTensors file) => new(file);

    /// <summary>The arrays.</summary>
    internal SafeTensors Arrays => _file;

    internal static MemberCheckpoint Of(
        int dimensions, MemberOptions options, MemberLineage lineage, IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        var metadata = new Dictionary<string, string>(Sizes(options).Select(size => KeyValuePair.Create(size.Name, size.Text)), StringComparer.Ordinal)
        {
            ["format"] = Format,
            ["architecture"] = options.Kind,
            ["dimensions"] = dimensions.ToString(CultureInfo.InvariantCulture),
            ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
            ["manifestHash"] = lineage.ManifestHash,
            ["attempt"] = lineage.Attempt.ToString(CultureInfo.InvariantCulture),
        };
        if (lineage.Features is not null)
        {
            metadata["features"] = lineage.Features;
        }

        if (lineage.Parent is not null)
        {
            metadata["parent"] = lineage.Parent;
        }

        return new MemberCheckpoint(new SafeTensors(tensors, metadata));
    }

    /// <summary>The sizes that a file of the kind tells.</summary>
    private static IEnumerable<(string Name, string Text)> Sizes(MemberOptions options)
    {
        (string Name, double Value)[] sizes = options.Kind switch
        {
            MemberOptions.Gated => [("hiddenWidth", options.HiddenWidth), ("tokens", options.Tokens), ("tokenWidth", options.TokenWidth), ("depth", options.Depth)],
            MemberOptions.Field =>
            [
                ("tokenWidth", options.TokenWidth), ("depth", options.Depth), ("heads", options.Heads), ("neighbours", options.Neighbours),
                ("radiusArcsec", options.RadiusArcsec),
            ],
            _ => [("hiddenWidth", options.HiddenWidth)],
        };
        return sizes.Select(size => (size.Name, size.Value.ToString("R", CultureInfo.InvariantCulture)));
    }

    private static MemberShape ShapeOf(SafeTensors file)
    {
        var sizes = new MemberOptions { Kind = file.RequireText("architecture") };
        sizes = sizes.Kind switch
        {
            MemberOptions.Gated => sizes with
            {
                HiddenWidth = Number(file, "hiddenWidth"), Tokens = Number(file, "tokens"), TokenWidth = Number(file, "tokenWidth"), Depth = Number(file, "depth"),
            },
            MemberOptions.Field => sizes with
            {
                TokenWidth = Number(file, "tokenWidth"), Depth = Number(file, "depth"), Heads = Number(file, "heads"),
                Neighbours = Number(file, "neighbours"), RadiusArcsec = Fraction(file, "radiusArcsec"),
            },
            _ => sizes with { HiddenWidth = Number(file, "hiddenWidth") },
        };
        try
        {
            return MemberShape.Of(Number(file, "dimensions"), sizes);
        }
        catch (ArgumentException unusable)
        {
            throw new CheckpointException($"Not a member of this program: {unusable.Message}", unusable);
        }
    }

    private float[] Floats(string name, params long[] shape) => _file.Require(name, TensorElement.F32, shape).Floats();

    private static HashSet<int> Trained(SafeTensors file)
    {
        if (!file.Tensors.TryGetValue("trained.ordinals", out var tensor) || tensor.Shape.Count != 1)
        {
            throw new CheckpointException("The checkpoint does not say what it was trained on.");
        }

        var ordinals = tensor.Integers();
        return ordinals.All(ordinal => ordinal is >= 0 and <= int.MaxValue)
            ? ordinals.Select(ordinal => (int)ordinal).ToHashSet()
            : throw new CheckpointException("An ordinal that was trained on is out of range.");
    }

    private static int Number(SafeTensors file, string name)
        => int.TryParse(file.RequireText(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1 << 20
            ? number
            : throw new CheckpointException($"'{name}' is no number of a usable size.");

    private static double Fraction(SafeTensors file, string name)
        => double.TryParse(file.RequireText(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CheckpointException($"'{name}' is no number.");

    private static void RequireFinite(string name, float[] values)
    {
        if (!values.All(float.IsFinite))
        {
            throw new CheckpointException($"'{name}' holds values that are not finite.");
        }
    }
}
