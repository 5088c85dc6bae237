using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Members;

namespace LensGrains.Learning.Training;

/// <summary>
/// A training of a member on images between two steps, as a safetensors file: the member now (<c>now.*</c>) and after its best epoch
/// (<c>best.*</c>), the optimiser (<c>adam.*</c>), the random numbers (<c>generator.*</c>), <c>best.scores</c> [held out] float32. Going on from it
/// on the CPU gives the very bytes that a training without a break gives.
/// </summary>
public sealed class ImageTrainingCheckpoint
{
    private const string Format = "lensgrains.image-training/1";
    private const string NowPrefix = "now.";
    private const string BestPrefix = "best.";
    private const string BestScores = "best.scores";

    private readonly SafeTensors _file;

    private ImageTrainingCheckpoint(SafeTensors file)
    {
        _file = file;
        if (file.RequireText("format") != Format)
        {
            throw new CheckpointException($"Not a training of a member on images: {file.RequireText("format")}.");
        }

        try
        {
            Position = JsonSerializer.Deserialize(file.RequireText("position"), ImageTrainingJson.Default.ImageTrainingPosition)
                       ?? throw new CheckpointException("The training does not say where it stands.");
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"The training's position is malformed: {e.Message}", e);
        }
    }

    /// <summary>Where the training stands.</summary>
    public ImageTrainingPosition Position { get; }

    /// <summary>The member as it is.</summary>
    internal SafeTensors Now => new(Part(NowPrefix), new Dictionary<string, string>());

    /// <summary>The optimiser and the random numbers.</summary>
    internal SafeTensors State => _file;

    /// <summary>The member after its best epoch, or null before the first has ended.</summary>
    internal Dictionary<string, StoredTensor>? Best => Position.BestEpoch is null ? null : Part(BestPrefix, BestScores);

    /// <summary>[held out] scores after the best epoch.</summary>
    internal float[] Scores => _file.Tensors.TryGetValue(BestScores, out var scores) ? scores.Floats() : [];

    /// <summary>The file.</summary>
    public byte[] ToBytes() => _file.ToBytes();

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="CheckpointException">It is no training of this program; the message says why.</exception>
    public static ImageTrainingCheckpoint Parse(ReadOnlyMemory<byte> file) => new(SafeTensors.Parse(file));

    /// <summary>True where it belongs to this very training.</summary>
    internal bool IsOf(string work) => _file.RequireText("work") == work;

    /// <summary>What a training must share with another to go on from it: everything that its result follows from.</summary>
    internal static string WorkOf(LabelledImages set, ImageMemberOptions options, MemberLineage lineage) => string.Create(
        CultureInfo.InvariantCulture,
        $"{lineage.ManifestHash} {lineage.Attempt} {lineage.Parent} {set.Count} {set.Key} {options} {string.Join(' ', options.Special.Select(o => $"{o.Key}={o.Value:R}"))}{options.Graph?.ToJson()}");

    internal static ImageTrainingCheckpoint Of(string work, ImageTrainingPosition position, ImageTraining training, BestMember? best)
    {
        var tensors = training.SaveState();
        Add(tensors, NowPrefix, training.Member.Save());
        if (best is not null)
        {
            Add(tensors, BestPrefix, best.Arrays);
            tensors[BestScores] = StoredTensor.Of(best.Scores, best.Scores.Length);
        }

        return new ImageTrainingCheckpoint(new SafeTensors(tensors, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = Format,
            ["work"] = work,
            ["position"] = JsonSerializer.Serialize(position, ImageTrainingJson.Default.ImageTrainingPosition),
        }));
    }

    private Dictionary<string, StoredTensor> Part(string prefix, string? without = null) => _file.Tensors
        .Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal) && t.Key != without)
        .ToDictionary(t => t.Key[prefix.Length..], t => t.Value, StringComparer.Ordinal);

    private static void Add(Dictionary<string, StoredTensor> tensors, string prefix, Dictionary<string, StoredTensor> part)
    {
        foreach (var (name, tensor) in part)
        {
            tensors[prefix + name] = tensor;
        }
    }
}

/// <summary>Where a training stands between two steps.</summary>
/// <param name="Steps">Steps taken.</param>
/// <param name="Epochs">Epochs that have ended.</param>
/// <param name="Sums">Sums of the loss and its terms over the steps of the epoch that runs.</param>
/// <param name="BestEpoch">The epoch (from 0) whose weights are the best so far.</param>
/// <param name="Seconds">Time that the training has taken.</param>
public sealed record ImageTrainingPosition(
    long Steps, IReadOnlyList<ImageEpoch> Epochs, IReadOnlyDictionary<string, double> Sums, int? BestEpoch, double Seconds);

/// <summary>The member after its best epoch.</summary>
internal sealed record BestMember(int Epoch, Dictionary<string, StoredTensor> Arrays, float[] Scores);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ImageTrainingPosition))]
internal sealed partial class ImageTrainingJson : JsonSerializerContext;
