using System.Globalization;
using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Members;

/// <summary>
/// A trained member as a safetensors file: <c>hidden.weight</c> [h, d], <c>hidden.bias</c> [h], <c>output.weight</c> [1, h],
/// <c>output.bias</c> [1], <c>feature.mean</c> and <c>feature.deviation</c> [d], and Adam's state of each of the four
/// (<c>adam.NAME.exp_avg</c>, <c>adam.NAME.exp_avg_sq</c>, <c>adam.step</c> [1] int64), and <c>trained.ordinals</c> [m] int64, every
/// source that the member or an ancestor has trained on; the metadata say the rest.
/// </summary>
public sealed class MemberCheckpoint
{
    /// <summary>The member's learned arrays, in the order of the optimiser's states.</summary>
    public static readonly IReadOnlyList<string> ParameterNames = ["hidden.weight", "hidden.bias", "output.weight", "output.bias"];

    private const string Format = "lensgrains.member/1";

    private readonly SafeTensors _file;

    private MemberCheckpoint(SafeTensors file)
    {
        _file = file;
        if (file.RequireText("format") != Format || file.RequireText("architecture") != "mlp")
        {
            throw new CheckpointException($"Not a member of this program: {file.RequireText("format")}, {file.RequireText("architecture")}.");
        }

        Dimensions = Number(file, "dimensions");
        HiddenWidth = Number(file, "hiddenWidth");
        Seed = long.TryParse(file.RequireText("seed"), CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw new CheckpointException("The seed is no number.");
        Lineage = new MemberLineage(
            file.Metadata.TryGetValue("parent", out var parent) ? parent : null,
            file.RequireText("manifestHash"),
            Number(file, "attempt"));
        foreach (var name in ParameterNames)
        {
            RequireFinite(name, Floats(name, ShapeOf(name)));
            _ = Floats($"adam.{name}.exp_avg", ShapeOf(name));
            _ = Floats($"adam.{name}.exp_avg_sq", ShapeOf(name));
        }

        RequireFinite("feature.mean", Floats("feature.mean", Dimensions));
        RequireFinite("feature.deviation", Floats("feature.deviation", Dimensions));
        _ = OptimizerSteps;
        TrainedOrdinals = Trained(file);
    }

    /// <summary>Number of features d.</summary>
    public int Dimensions { get; }

    /// <summary>Width h of the hidden layer.</summary>
    public int HiddenWidth { get; }

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
    public long[] ShapeOf(string name) => name switch
    {
        "hidden.weight" => [HiddenWidth, Dimensions],
        "hidden.bias" => [HiddenWidth],
        "output.weight" => [1, HiddenWidth],
        "output.bias" => [1],
        _ => throw new ArgumentException($"A member has no '{name}'."),
    };

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

    internal static MemberCheckpoint Of(
        int dimensions, MemberOptions options, MemberLineage lineage, IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = Format,
            ["architecture"] = options.Kind,
            ["dimensions"] = dimensions.ToString(CultureInfo.InvariantCulture),
            ["hiddenWidth"] = options.HiddenWidth.ToString(CultureInfo.InvariantCulture),
            ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
            ["manifestHash"] = lineage.ManifestHash,
            ["attempt"] = lineage.Attempt.ToString(CultureInfo.InvariantCulture),
        };
        if (lineage.Parent is not null)
        {
            metadata["parent"] = lineage.Parent;
        }

        return new MemberCheckpoint(new SafeTensors(tensors, metadata));
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

    private static void RequireFinite(string name, float[] values)
    {
        if (!values.All(float.IsFinite))
        {
            throw new CheckpointException($"'{name}' holds values that are not finite.");
        }
    }
}
