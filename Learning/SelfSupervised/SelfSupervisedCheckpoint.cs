using System.Globalization;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Embeddings;
using LensGrains.Learning.Images;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.SelfSupervised;

/// <summary>
/// A self-supervised training between two epochs, as a safetensors file: every array of the model, AdamW's moments of each learned parameter
/// (<c>adam.first.NAME</c>, <c>adam.second.NAME</c>, and <c>adam.step</c>), and the epochs so far (<c>epochs</c> [e, 5] float64).
/// </summary>
public sealed class SelfSupervisedCheckpoint
{
    private const string Format = "lensgrains.selfsupervised/1";
    private const string First = "adam.first.";
    private const string Second = "adam.second.";
    private const int Figures = 5;

    private readonly SafeTensors _file;

    private SelfSupervisedCheckpoint(SafeTensors file)
    {
        _file = file;
        if (file.RequireText("format") != Format)
        {
            throw new CheckpointException($"Not a self-supervised training of this program: {file.RequireText("format")}.");
        }

        if (!double.TryParse(file.RequireText("seconds"), CultureInfo.InvariantCulture, out var seconds) || !(seconds >= 0))
        {
            throw new CheckpointException("The training's time is no number.");
        }

        Elapsed = TimeSpan.FromSeconds(seconds);
        Epochs = ReadEpochs(file);
    }

    /// <summary>The epochs that are done.</summary>
    public IReadOnlyList<SelfSupervisedEpoch> Epochs { get; }

    /// <summary>Time that the training has taken.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>The file.</summary>
    public byte[] ToBytes() => _file.ToBytes();

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="CheckpointException">It is no self-supervised training of this program; the message says why.</exception>
    public static SelfSupervisedCheckpoint Parse(ReadOnlyMemory<byte> file) => new(SafeTensors.Parse(file));

    /// <summary>True where it belongs to this very training.</summary>
    internal bool IsOf(string work) => _file.RequireText("work") == work;

    /// <summary>What a training must share with another to go on from it.</summary>
    internal static string WorkOf(IImageSource pool, PretrainTargets? targets, SelfSupervisedOptions options)
        => string.Create(CultureInfo.InvariantCulture, $"{pool.Count} {pool.Contract} {options} {targets?.Hash()}");

    internal static SelfSupervisedCheckpoint Of(
        string work, SelfSupervisedTraining training, IReadOnlyList<SelfSupervisedEpoch> epochs, TimeSpan elapsed)
    {
        using var scope = torch.NewDisposeScope();
        var tensors = NetworkStates.Save(training.Model);
        var steps = new List<long>();
        foreach (var (name, state) in States(training))
        {
            tensors[First + name] = Stored(state.exp_avg);
            tensors[Second + name] = Stored(state.exp_avg_sq);
            steps.Add(state.step);
        }

        tensors["adam.step"] = StoredTensor.Of(steps.ToArray(), steps.Count);
        tensors["epochs"] = StoredTensor.Of(
            epochs.SelectMany(e => new[] { e.Loss, e.Spread.Deviation, e.Spread.EffectiveRank, e.Seconds, e.ImagesPerSecond }).ToArray(),
            epochs.Count,
            Figures);
        return new SelfSupervisedCheckpoint(new SafeTensors(tensors, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = Format,
            ["work"] = work,
            ["seconds"] = elapsed.TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
        }));
    }

    /// <summary>Brings a training that has just begun to where this one stood.</summary>
    internal void Restore(SelfSupervisedTraining training)
    {
        NetworkStates.Load(training.Model, _file);
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var states = States(training).ToArray();
        var steps = _file.Require("adam.step", TensorElement.I64, states.Length).Integers();
        foreach (var ((name, state), step) in states.Zip(steps))
        {
            Copy(First + name, state.exp_avg);
            Copy(Second + name, state.exp_avg_sq);
            state.step = step;
        }
    }

    private static IEnumerable<(string Name, AdamW.State State)> States(SelfSupervisedTraining training)
    {
        var learned = training.Model.Learned.Select(parameter => parameter.Handle).ToHashSet();
        return training.Model.named_parameters().Where(named => learned.Contains(named.parameter.Handle))
            .Zip(training.Optimizer.state_dict().State, (named, state) => (named.name, (AdamW.State)state));
    }

    private static StoredTensor Stored(torch.Tensor tensor) => StoredTensor.Of(tensor.detach().cpu().data<float>().ToArray(), tensor.shape);

    private void Copy(string name, torch.Tensor target)
        => target.copy_(torch.tensor(_file.Require(name, TensorElement.F32, target.shape).Floats(), target.shape));

    private static SelfSupervisedEpoch[] ReadEpochs(SafeTensors file)
    {
        if (!file.Tensors.TryGetValue("epochs", out var stored) || stored.Shape is not [var count, Figures])
        {
            throw new CheckpointException("The training does not say which epochs are done.");
        }

        var figures = stored.Doubles();
        return [.. Enumerable.Range(0, (int)count).Select(e => Read(e, figures.AsSpan(e * Figures, Figures)))];
    }

    private static SelfSupervisedEpoch Read(int epoch, ReadOnlySpan<double> figures)
        => new(epoch + 1, figures[0], new EmbeddingSpread(figures[1], figures[2]), figures[3], figures[4]);
}
