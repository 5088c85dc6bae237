using System.Globalization;
using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Members;

/// <summary>
/// A training between two epochs, as a safetensors file: the member as it is (<c>now.*</c>) and as it was after its best epoch
/// (<c>best.*</c>), both with the optimiser's state as in a <see cref="MemberCheckpoint"/>, <c>best.scores</c> [held out] float32,
/// <c>losses.train</c> and <c>losses.heldOut</c> [epochs] float64 (NaN: none), <c>generator</c> [b] bytes. Going on from it on the
/// CPU gives the very bytes that a training without a break gives.
/// </summary>
public sealed class TrainingCheckpoint
{
    private const string Format = "lensgrains.training/1";
    private const string Now = "now.";
    private const string BestPrefix = "best.";

    private readonly SafeTensors _file;

    private TrainingCheckpoint(SafeTensors file)
    {
        _file = file;
        if (file.RequireText("format") != Format)
        {
            throw new CheckpointException($"Not a training of this program: {file.RequireText("format")}.");
        }

        Losses = ReadLosses(file);
        BestEpoch = int.Parse(file.RequireText("bestEpoch"), CultureInfo.InvariantCulture);
        Seconds = double.Parse(file.RequireText("seconds"), CultureInfo.InvariantCulture);
        if (BestEpoch < 0 || BestEpoch >= Losses.Count)
        {
            throw new CheckpointException($"The best of {Losses.Count} epochs cannot be epoch {BestEpoch}.");
        }
    }

    /// <summary>Losses of the epochs that are done.</summary>
    public IReadOnlyList<EpochLoss> Losses { get; }

    /// <summary>The epoch (from 0) whose weights are the best so far.</summary>
    public int BestEpoch { get; }

    /// <summary>Time that the training has taken, seconds.</summary>
    public double Seconds { get; }

    /// <summary>The file.</summary>
    public byte[] ToBytes() => _file.ToBytes();

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="CheckpointException">It is no training of this program; the message says why.</exception>
    public static TrainingCheckpoint Parse(ReadOnlyMemory<byte> file)
    {
        try
        {
            return new TrainingCheckpoint(SafeTensors.Parse(file));
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new CheckpointException($"A number of the training is malformed: {e.Message}", e);
        }
    }

    /// <summary>True where it belongs to this very training.</summary>
    internal bool IsOf(string work) => _file.RequireText("work") == work;

    /// <summary>What a training must share with another to go on from it: everything that its result follows from.</summary>
    internal static string WorkOf(TrainingSet set, MemberOptions options, MemberLineage lineage)
        => string.Create(CultureInfo.InvariantCulture, $"{lineage.ManifestHash} {lineage.Attempt} {lineage.Parent} {set.Count}x{set.Dimensions} {set.Key} {options}");

    internal static TrainingCheckpoint Of(
        string work, MemberTraining training, BestEpoch best, double seconds)
    {
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        Add(tensors, Now, training.Snapshot());
        Add(tensors, BestPrefix, best.Tensors);
        tensors["best.scores"] = StoredTensor.Of(best.Scores, best.Scores.Length);
        tensors["losses.train"] = StoredTensor.Of(best.Losses.Select(l => l.Train).ToArray(), best.Losses.Count);
        tensors["losses.heldOut"] = StoredTensor.Of(best.Losses.Select(l => l.HeldOut ?? double.NaN).ToArray(), best.Losses.Count);
        tensors["generator"] = StoredTensor.Of(training.GeneratorState());
        return new TrainingCheckpoint(new SafeTensors(tensors, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = Format,
            ["work"] = work,
            ["bestEpoch"] = best.Epoch.ToString(CultureInfo.InvariantCulture),
            ["seconds"] = seconds.ToString("R", CultureInfo.InvariantCulture),
        }));
    }

    /// <summary>Brings a training that has just begun to where this one stood.</summary>
    internal BestEpoch Restore(MemberTraining training, TrainingSet set, MemberOptions options, MemberLineage lineage)
    {
        var now = Part(Now);
        now["trained.ordinals"] = StoredTensor.Of(Array.Empty<long>(), 0);
        training.Continue(
            MemberCheckpoint.Of(set.Dimensions, options, lineage, now), _file.Tensors["generator"].Bytes.ToArray(), Losses.Count);
        var best = Part(BestPrefix);
        best.Remove("scores", out var scores);
        return new BestEpoch(BestEpoch, best, scores!.Floats(), [.. Losses]);
    }

    private Dictionary<string, StoredTensor> Part(string prefix) => _file.Tensors
        .Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(t => t.Key[prefix.Length..], t => t.Value, StringComparer.Ordinal);

    private static void Add(Dictionary<string, StoredTensor> tensors, string prefix, Dictionary<string, StoredTensor> part)
    {
        foreach (var (name, tensor) in part)
        {
            tensors[prefix + name] = tensor;
        }
    }

    private static EpochLoss[] ReadLosses(SafeTensors file)
    {
        if (!file.Tensors.TryGetValue("losses.train", out var train) || !file.Tensors.TryGetValue("losses.heldOut", out var heldOut)
            || !file.Tensors.ContainsKey("generator") || !file.Tensors.ContainsKey("best.scores") || train.Shape.Count != 1
            || !train.Shape.SequenceEqual(heldOut.Shape))
        {
            throw new CheckpointException("The training is not whole.");
        }

        return [.. train.Doubles().Zip(heldOut.Doubles(), (t, h) => new EpochLoss(t, double.IsNaN(h) ? null : h))];
    }
}

/// <summary>The best epoch so far, with everything that is kept of it.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Tensors">Weights, scale and the optimiser's state after it.</param>
/// <param name="Scores">[held out].</param>
/// <param name="Losses">Of all epochs; grows with them.</param>
/// <param name="Stop">Why training ended.</param>
internal sealed record BestEpoch(
    int Epoch, Dictionary<string, StoredTensor> Tensors, float[] Scores, List<EpochLoss> Losses, StopReason Stop = StopReason.MaximumEpochs);

/// <summary>How a training that is cut off goes on elsewhere.</summary>
/// <param name="From">Where an earlier run of the same training stood; null: at the beginning. Of another training: ignored.</param>
/// <param name="Keep">Takes a checkpoint, on the training's thread; it must not wait.</param>
/// <param name="KeepEvery">Time between two.</param>
public sealed record TrainingBreaks(TrainingCheckpoint? From, Action<TrainingCheckpoint> Keep, TimeSpan KeepEvery);
