using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LensGrains.Imaging;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Images;
using LensGrains.Learning.SelfSupervised;

namespace LensGrains.Learning.Experiments;

/// <summary>A training without lens labels.</summary>
/// <param name="Images">A folder of images, or a CSV with ids and file names.</param>
/// <param name="Contract">What the network sees.</param>
/// <param name="Options">How it is trained.</param>
/// <param name="Columns">A CSV with <c>id</c> and the columns that the network shall tell; null: nothing but the images teaches.</param>
public sealed record PretrainConfig(string Images, ImageContract Contract, SelfSupervisedOptions Options, PretrainColumns? Columns = null)
{
    /// <summary>Everything, defaults included.</summary>
    public JsonObject ToJson() => new()
    {
        ["images"] = Images,
        ["contract"] = JsonSerializer.SerializeToNode(Contract, ExperimentJson.Default.ImageContract),
        ["options"] = JsonSerializer.SerializeToNode(Options, ExperimentJson.Default.SelfSupervisedOptions),
        ["columns"] = Columns is null ? null : new JsonObject { ["file"] = Columns.File, ["names"] = new JsonArray([.. Columns.Names.Select(name => JsonValue.Create(name))]) },
    };
}

/// <summary>Columns of a catalogue, such as a redshift or vote fractions.</summary>
/// <param name="File">A CSV with <c>id</c> (or <c>name</c>) and the columns; empty fields are not known.</param>
/// <param name="Names">[k].</param>
public sealed record PretrainColumns(string File, IReadOnlyList<string> Names);

/// <summary>
/// Trains an encoder on images, alone or with catalogue columns, and leaves <c>encoder.safetensors</c>, which a member of the same network can start from, <c>config.json</c>,
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
        var (sources, columns) = Sources(stop);
        using var seen = Read(sources, progress, stop);
        var readable = Readable(seen);
        var pool = new ImageRows(seen.Images(config.Contract), readable);
        var targets = columns is null ? null : TargetsOf(config.Columns!.Names, columns, readable);
        Directory.CreateDirectory(folder);
        WholeFile.Write(Path.Combine(folder, "config.json"), config.ToJson().ToJsonString(ExperimentJson.Default.Options) + "\n");
        var log = new MetricsLog(Path.Combine(folder, "metrics.jsonl"));
        var breaks = new SelfSupervisedBreaks(Unfinished(), state => WholeFile.Write(_unfinished, state.ToBytes()));
        var trained = OnOwnThread(() => new SelfSupervisedTrainer(time, resources.Devices[0]).Train(pool, config.Options, new Watch(config.Options, log, progress), breaks, targets, stop));
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

    /// <summary>The images in the order of their ids, and [n, k] what the columns say of them; with columns only sources of which one is known.</summary>
    private (IReadOnlyList<BandFile>[] Files, float[]? Columns) Sources(CancellationToken stop)
    {
        var found = CutoutFiles.Find(config.Images, stop).OrderBy(source => source.Key, StringComparer.Ordinal).ToArray();
        if (config.Columns is not { } columns)
        {
            return ([.. found.Select(source => source.Value)], null);
        }

        var table = TextTable.Read(columns.File);
        var id = table.Require("id", "name");
        int[] places = [.. columns.Names.Select(name => table.Require(name))];
        var rows = table.Rows.DistinctBy(row => row[id], StringComparer.Ordinal)
            .ToDictionary(row => row[id], row => Array.ConvertAll(places, place => (float)TextTable.Number(row[place])), StringComparer.Ordinal);
        var known = found.Where(source => rows.TryGetValue(source.Key, out var values) && values.Any(float.IsFinite)).ToArray();
        return ([.. known.Select(source => source.Value)], [.. known.SelectMany(source => rows[source.Key])]);
    }

    private static PretrainTargets TargetsOf(IReadOnlyList<string> names, float[] columns, int[] rows)
    {
        try
        {
            return new PretrainTargets(names, [.. rows.SelectMany(row => new ArraySegment<float>(columns, row * names.Count, names.Count))]);
        }
        catch (ArgumentException unfit)
        {
            throw new ExperimentException(unfit.Message, unfit);
        }
    }

    private PreparedData Read(IReadOnlyList<BandFile>[] files, IProgress<RunProgress>? progress, CancellationToken stop)
    {
        return PreparedData.Make(
            _work,
            files.Length,
            row => files[row].Count == 0 ? null : CutoutReader.Read(files[row], ImageLimits.Default, CancellationToken.None).Cutout,
            new Views([config.Contract], HasFeatures: false),
            resources.DataThreads,
            done => progress?.Report(new RunProgress("read", (double)done / files.Length, null, null)),
            stop);
    }

    private static int[] Readable(PreparedData seen)
    {
        int[] readable = [.. Enumerable.Range(0, seen.Count).Where(seen.IsReadable)];
        return readable.Length >= SelfSupervisedTrainer.FewestImages
            ? readable
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
            $"# Pretraining\n\n{config.Options.Network}, {config.Options.Method}, {images} images without lens labels, {report.Epochs.Count} epochs in {report.Seconds:0} s; loss {last.Loss:0.0000}.\n\n")
            + string.Concat(report.Columns.Select(fit => FormattableString.Invariant(
                $"- {fit.Column}: R² {Told(fit.R2)}, root mean square error {Told(fit.Rmse)}, on {fit.Sources} sources that did not train\n")))
            + (report.Columns.Count > 0 ? "\n" : "")
            + $"Start a member from it: `lens train --stage finetune --from {EncoderFile} --member {config.Options.Network}`.\n";
    }

    private static string Told(double? figure) => figure?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "–";

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
