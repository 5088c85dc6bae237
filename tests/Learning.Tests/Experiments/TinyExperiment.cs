using LensGrains.Imaging;
using LensGrains.Learning.Evaluation;
using LensGrains.Learning.Experiments;
using LensGrains.Learning.Members;
using LensGrains.Learning.Metrics;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Tests.Experiments;

/// <summary>The smallest experiment that goes through every stage, and what a run of it tells.</summary>
internal static class TinyExperiment
{
    public static readonly ImageContract Contract = new() { Bands = 1, Size = 16, Normalisation = Normalisation.Unit };

    public static readonly MemberConfig Vector = new(
        "mlp", null, new MemberOptions { HiddenWidth = 16, MaximumEpochs = 6, WarmUpEpochs = 2, EpochsWithoutHeldOut = 6 });

    public static readonly MemberConfig Network = new(
        "net", new ImageMemberOptions { Kind = "mobilenet_v2_narrow", Contract = Contract, Epochs = 2, BatchSize = 16, LearningRate = 3e-3 }, null);

    public static readonly ExperimentConfig Config = new()
    {
        Name = "tiny",
        Data = new DataConfig { Kind = DataKind.Painted, Train = 60, Test = 40, Size = 32, Seed = 7 },
        Contract = Contract,
        Members = [Vector, Network],
        Evaluation = new EvaluationOptions { Folds = 2, Bootstrap = new BootstrapOptions { Resamples = 20 } },
    };

    public static readonly RunResources Resources = new() { DataThreads = 2, Interpreters = ["python3-that-is-not-there"] };

    public static RunResult Run(ExperimentConfig config, string folder, Told? told = null, CancellationToken stop = default)
        => new ExperimentRun(config, folder, Resources, TimeProvider.System).Run(told, stop);

    public static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];

    /// <summary>Remembers which stages said something.</summary>
    internal sealed class Told(Action<RunProgress>? also = null) : IProgress<RunProgress>
    {
        private readonly Lock _gate = new();

        public List<string> Stages { get; } = [];

        public void Report(RunProgress value)
        {
            lock (_gate)
            {
                if (value.Stage != "train" || value.Text is not null)
                {
                    Stages.Add(value.Stage);
                }
            }

            also?.Invoke(value);
        }
    }
}
