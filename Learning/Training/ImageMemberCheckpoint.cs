using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LensGrains.Imaging;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Networks.Graphs;

namespace LensGrains.Learning.Training;

/// <summary>
/// A trained member on images as a safetensors file: its arrays under their own names, <c>trained.ordinals</c> [m] int64 with every source
/// that it or an ancestor has trained on, and in the metadata its kind, its contract and where it comes from.
/// </summary>
public sealed class ImageMemberCheckpoint
{
    private const string Format = "lensgrains.image-member/1";
    private const string TrainedOn = "trained.ordinals";

    private readonly SafeTensors _file;

    private ImageMemberCheckpoint(SafeTensors file)
    {
        _file = file;
        if (!Is(file))
        {
            throw new CheckpointException($"Not a member on images: {file.RequireText("format")}.");
        }

        Kind = file.RequireText("kind");
        Contract = Read(file, "contract", ImageMemberJson.Default.ImageContract);
        Special = Read(file, "special", ImageMemberJson.Default.DictionaryStringDouble);
        Columns = file.Metadata.ContainsKey("columns") ? Read(file, "columns", ImageMemberJson.Default.ListColumnScale) : [];
        Graph = file.Metadata.TryGetValue("graph", out var graph) ? LayerGraph.Parse(graph) : null;
        Seed = Number(file, "seed");
        Lineage = new MemberLineage(
            file.Metadata.GetValueOrDefault("parent"), file.RequireText("manifestHash"), checked((int)Number(file, "attempt")));
        TrainedOrdinals = file.Tensors.TryGetValue(TrainedOn, out var trained)
            ? trained.Integers().Select(ordinal => checked((int)ordinal)).ToHashSet()
            : throw new CheckpointException("The checkpoint does not say what it was trained on.");
        Validate();
    }

    /// <summary>The architecture.</summary>
    public string Kind { get; }

    /// <summary>What the network sees of a source.</summary>
    public ImageContract Contract { get; }

    /// <summary>Numbers that only this kind of member knows.</summary>
    public IReadOnlyDictionary<string, double> Special { get; }

    /// <summary>Catalogue columns that it takes besides the image, in the order it takes them.</summary>
    public IReadOnlyList<ColumnScale> Columns { get; }

    /// <summary>The network's layers, of the kind <c>layers</c>; null of every other.</summary>
    public LayerGraph? Graph { get; }

    /// <summary>The seed of the last training.</summary>
    public long Seed { get; }

    /// <summary>Where the checkpoint comes from.</summary>
    public MemberLineage Lineage { get; }

    /// <summary>Every source that the member or an ancestor of it has trained on.</summary>
    public IReadOnlySet<int> TrainedOrdinals { get; }

    /// <summary>The arrays.</summary>
    internal SafeTensors Arrays => _file;

    /// <summary>True for the file of a member on images.</summary>
    public static bool Is(SafeTensors file) => file.Metadata.TryGetValue("format", out var format) && format == Format;

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="CheckpointException">It is no member on images; the message says why.</exception>
    public static ImageMemberCheckpoint Parse(ReadOnlyMemory<byte> file) => Of(SafeTensors.Parse(file));

    /// <summary>Checks a file that has been read.</summary>
    /// <exception cref="CheckpointException">It is no member on images; the message says why.</exception>
    public static ImageMemberCheckpoint Of(SafeTensors file)
    {
        try
        {
            return new ImageMemberCheckpoint(file);
        }
        catch (Exception e) when (e is JsonException or OverflowException or ArgumentException)
        {
            throw new CheckpointException($"The member's description is malformed: {e.Message}", e);
        }
    }

    /// <summary>The file; equal members have equal bytes.</summary>
    public byte[] ToBytes() => _file.ToBytes();

    /// <summary>The member, ready to score.</summary>
    /// <param name="device">Where it shall run.</param>
    /// <param name="generator">Draws what its answers need that are drawn; the caller disposes of it after the member.</param>
    /// <exception cref="CheckpointException">The arrays are not those of its kind.</exception>
    public ImageMember Create(torch.Device device, torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope(); // TorchSharp's convolutions with a bias leave a tensor behind when they are made
        var member = ImageMembers.Create(new ImageMemberOptions { Kind = Kind, Contract = Contract, Special = Special, Columns = Columns, Graph = Graph, Seed = Seed }, generator);
        try
        {
            member.Load(_file);
            member.Module.to(device);
            member.Module.eval();
            return member;
        }
        catch
        {
            member.Dispose();
            throw;
        }
    }

    internal static ImageMemberCheckpoint Of(
        ImageMemberOptions options, MemberLineage lineage, Dictionary<string, StoredTensor> arrays, IEnumerable<int> trained)
    {
        var ordinals = trained.Order().Select(ordinal => (long)ordinal).ToArray();
        arrays[TrainedOn] = StoredTensor.Of(ordinals, ordinals.Length);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = Format,
            ["kind"] = options.Kind,
            ["contract"] = JsonSerializer.Serialize(options.Contract, ImageMemberJson.Default.ImageContract),
            ["special"] = JsonSerializer.Serialize(
                options.Special.OrderBy(o => o.Key, StringComparer.Ordinal).ToDictionary(), ImageMemberJson.Default.DictionaryStringDouble),
            ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
            ["manifestHash"] = lineage.ManifestHash,
            ["attempt"] = lineage.Attempt.ToString(CultureInfo.InvariantCulture),
        };
        if (options.Columns.Count > 0)
        {
            metadata["columns"] = JsonSerializer.Serialize([.. options.Columns], ImageMemberJson.Default.ListColumnScale);
        }

        if (options.Graph is { } graph)
        {
            metadata["graph"] = graph.ToJson();
        }

        if (lineage.Parent is not null)
        {
            metadata["parent"] = lineage.Parent;
        }

        return new ImageMemberCheckpoint(new SafeTensors(arrays, metadata));
    }

    private void Validate()
    {
        Contract.Validate();
        ImageMembers.Require(Kind, Special);
        ImageMembers.RequireGraph(Kind, Graph, Contract, Special);
        foreach (var (name, array) in _file.Tensors)
        {
            if (array.Element == TensorElement.F32 && !array.Floats().All(float.IsFinite))
            {
                throw new CheckpointException($"'{name}' holds values that are not finite.");
            }
        }
    }

    private static T Read<T>(SafeTensors file, string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        => JsonSerializer.Deserialize(file.RequireText(name), type) ?? throw new CheckpointException($"'{name}' is empty.");

    private static long Number(SafeTensors file, string name)
        => long.TryParse(file.RequireText(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CheckpointException($"'{name}' is no number.");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImageContract))]
[JsonSerializable(typeof(Dictionary<string, double>))]
[JsonSerializable(typeof(List<ColumnScale>))]
internal sealed partial class ImageMemberJson : JsonSerializerContext;
