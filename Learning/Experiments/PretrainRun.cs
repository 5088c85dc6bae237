using System.Text.Json;
using System.Text.Json.Nodes;
using LensGrains.Imaging;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Images;
using LensGrains.Learning.SelfSupervised;

namespace LensGrains.Learning.Experiments;

/// <summary>A training without labels.</summary>
/// <param name="Images">A folder of images, or a CSV with ids and file names.</param>
/// <param name="Contract">What the network sees.</param>
/// <param name="Options">How it is trained.</param>
public sealed record PretrainConfig(string Images, ImageContract Contract, SelfSupervisedOptions Options)
{
    /// <summary>Everything, defaults included.</summary>
    public JsonObject ToJson() => new()
    {
        ["images"] = Images,
        ["contract"] = JsonSerializer.SerializeToNode(Contract, ExperimentJson.Default.ImageContract),
        ["options"] = JsonSerializer.SerializeToNode(Options, ExperimentJson.Default.SelfSupervisedOptions),
    };
}

/// <summary>
/// Trains an encoder on images alone and leaves <c>encoder.safetensors</c>, which a member of the same network can start from, <c>config.json</c>,
/// <c>metrics.jsonl</c> and <c>report.md</c> in a folder. The same call goes on after the last whole epoch. Blocks the calling thread.
/// </summary>
public sealed class PretrainRun(PretrainConfig config, string folder, RunResources resources, TimeProvider time)
{
    private const string EncoderFile = "encoder.safetensors";

    private readonly string _work = Path.Combine(folder, "pretraining.work");
    private readonly string _unfinished = Path.Combine(folder, "pretraining.safetensors");

    /// <summary>Runs what is left to do; the path of the encoder.</summary>
    /// <exception cref="ExperimentException">There are too few images, or the encoder came to nothing; the message says how.</exception>
    public string Run(IProgress<RunProgress>? progress = null, CancellationToken stop = default)
    {
        using var seen = Read(progress, stop);
        var pool = Readable(seen);
        Directory.CreateDirectory(folder);
        WholeFile.Write(Path.Combine(folder, "config.json"), config.ToJson().ToJsonString(ExperimentJson.Default.Options) + "\n");
        var log = new MetricsLog(Path.Combine(folder, "metrics.jsonl"));
        var breaks = new SelfSupervisedBreaks(Unfinished(), state => WholeFile.Write(_unfinished, state.ToBytes()));
        var trained = OnOwnThread(() => new SelfSupervisedTrainer(time, resources.Devices[0]).Train(pool, config.Options, new Watch(config.Options, log, progress), breaks, stop));
        if (trained.Report.Outcome is SelfSupervisedOutcome.Collapsed or SelfSupervisedOutcome.Diverged)
        {
            throw new ExperimentException($"the encoder is of no use, it {(trained.Report.Outcome == SelfSupervisedOutcome.Collapsed ? "collapsed" : "diverged")}; try a lower learning rate or the other method");
        }

        var path = Path.Combine(folder, EncoderFile);
        WholeFile.Write(path, trained.Encoder.ToBytes());
        WholeFile.Write(Path.Combine(folder, "report.md"), Report(pool.Count, trained.Report));
        File.Delete(_unfinished);
        Directory.Delete(_work, recursive: true);
        return path;
    }

    private PreparedData Read(IProgress<RunProgress>? progress, CancellationToken stop)
    {
        var files = CutoutFiles.Find(config.Images, stop).OrderBy(source => source.Key, StringComparer.Ordinal).Select(source => source.Value).ToArray();
        return PreparedData.Make(
            _work,
            files.Length,
            row => files[row].Count == 0 ? null : CutoutReader.Read(files[row], ImageLimits.Default, CancellationToken.None).Cutout,
            new Views([config.Contract], HasFeatures: false),
            resources.DataThreads,
            done => progress?.Report(new RunProgress("read", (double)done / files.Length, null, null)),
            stop);
    }

    private ImageRows Readable(PreparedData seen)
    {
        int[] readable = [.. Enumerable.Range(0, seen.Count).Where(seen.IsReadable)];
        return readable.Length >= SelfSupervisedTrainer.FewestImages
            ? new ImageRows(seen.Images(config.Contract), readable)
            : throw new ExperimentException($"{readable.Length} of {seen.Count} images can be read; {SelfSupervisedTrainer.FewestImages} are needed");
    }

    private SelfSupervisedCheckpoint? Unfinished()
    {
        try
        {
            return File.Exists(_unfinished) ? SelfSupervisedCheckpoint.Parse(File.ReadAllBytes(_unfinished)) : null;
        }
        catch (CheckpointException)
        {
            return null; // of another program or cut off: the training begins anew
        }
    }

    private TrainedEncoder OnOwnThread(Func<TrainedEncoder> train)
    {
        TrainedEncoder? trained = null;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? broken = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (resources.ThreadsEach > 0)
                {
                    torch.set_num_threads(resources.ThreadsEach);
                }

                trained = train();
            }
            catch (Exception e)
            {
                broken = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e);
            }
        }) { IsBackground = true, Name = "pretraining" };
        thread.Start();
        thread.Join();
        broken?.Throw();
        return trained!;
    }

    private string Report(int images, SelfSupervisedReport report)
    {
        var last = report.Epochs[^1];
        return FormattableString.Invariant(
            $"# Pretraining\n\n{config.Options.Network}, {config.Options.Method}, {images} images without labels, {report.Epochs.Count} epochs in {report.Seconds:0} s; loss {last.Loss:0.0000}.\n\n")
            + $"Start a member from it: `lens train --stage finetune --from {EncoderFile} --member {config.Options.Network}`.\n";
    }

    private sealed class Watch(SelfSupervisedOptions options, MetricsLog log, IProgress<RunProgress>? progress) : IProgress<SelfSupervisedProgress>
    {
        private static readonly Dictionary<string, double> NoTerms = [];
        private int _told;

        public void Report(SelfSupervisedProgress value)
        {
            string? text = null;
            if (value.Last is { } last && last.Epoch > _told)
            {
                _told = last.Epoch;
                log.Add(new EpochLine(options.Seed, options.Network, null, last.Epoch, last.Loss, null, NoTerms, null, last.Seconds));
                text = FormattableString.Invariant($"epoch {last.Epoch} of {value.Epochs}, loss {last.Loss:0.0000}");
            }

            progress?.Report(new RunProgress("pretrain", value.Progress, text, value.Left));
        }
    }
}
