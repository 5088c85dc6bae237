using LensGrains.Imaging;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Data;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Scoring;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Experiments;

/// <summary>Trains one member of a run on the calling thread and scores what it has not seen.</summary>
/// <param name="data">The run's data.</param>
/// <param name="card">The data set's card.</param>
/// <param name="log">Takes the epochs.</param>
/// <param name="time">Measures how long epochs take.</param>
internal sealed class JobTrainer(RunData data, DataSetCard card, MetricsLog log, TimeProvider time)
{
    private static readonly TimeSpan KeepEvery = TimeSpan.FromMinutes(1);

    private readonly int[] _ordinals = data.Labels.Ordinals();
    private readonly float[]? _parameters = data.Labels.Parameters();

    /// <summary>Trains and scores; writes checkpoint and scores.</summary>
    /// <param name="job">The training.</param>
    /// <param name="start">The file that its weights start from, or null.</param>
    /// <param name="inputs">Hash of everything it follows from.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Hears the share that is done, and of every epoch in words.</param>
    /// <param name="stop">On cancellation a checkpoint of the unfinished training is kept.</param>
    public IReadOnlyDictionary<int, double> Run(
        TrainingJob job, byte[]? start, string inputs, string device, Action<double, string?> progress, CancellationToken stop)
    {
        var scores = job.Member.Image is not null
            ? TrainImage(job, start, inputs, device, progress, stop)
            : TrainVector(job, start, inputs, device, progress, stop);
        TrainingOutcome.Save(job.Scores, scores.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
        File.Delete(job.Unfinished);
        return scores;
    }

    private Dictionary<int, double> TrainImage(
        TrainingJob job, byte[]? start, string inputs, string device, Action<double, string?> progress, CancellationToken stop)
    {
        var (train, test) = RowsOf(job);
        var weights = start is null ? null : SafeTensors.Parse(start);
        RequireUnseen(test, weights is not null && ImageMemberCheckpoint.Is(weights) ? ImageMemberCheckpoint.Of(weights).TrainedOrdinals : null);
        var (scales, columns) = ColumnsOf(job.Member.Image!, train);
        var options = job.Member.Image! with { Seed = SeedOf(job), SplitSeed = job.Seed, Columns = scales };
        var seen = data.Seen.Images(options.Contract);
        var set = new LabelledImages(
            new ImageRows(seen, [.. train.Select(row => data.Rows[row])]), Positives(train), OrdinalsOf(train), groups: Objects(train))
        {
            Sources = SourcesOf(train),
            Columns = columns is null ? null : Gathered(columns, train),
            Truth = _parameters is null ? null : Gathered(_parameters, train),
        };
        var breaks = new ImageTrainingBreaks(Unfinished(job), state => WholeFile.Write(job.Unfinished, state.ToBytes()), KeepEvery) { KeepWhenCancelled = true };
        var watch = new EpochWatch(job, log, time, progress);
        var trained = new ImageTrainer(time, device).Train(
            set, options, new MemberLineage(job.Member.From, inputs, 1), weights, watch, breaks, stop);
        WholeFile.Write(job.Checkpoint, trained.Checkpoint.ToBytes());
        if (test is null)
        {
            return HeldOut(trained.Report.HeldOut);
        }

        using var scorer = new ImageScorer([trained.Checkpoint], device);
        var scores = new float[test.Length];
        scorer.Score(new ImageRows(seen, [.. test.Select(row => data.Rows[row])]), 0, [scores], columns is null ? null : Gathered(columns, test), stop);
        return Named(test, scores);
    }

    private Dictionary<int, double> TrainVector(
        TrainingJob job, byte[]? start, string inputs, string device, Action<double, string?> progress, CancellationToken stop)
    {
        var options = job.Member.Vector! with { Seed = SeedOf(job), SplitSeed = job.Seed };
        var (train, test) = RowsOf(job);
        var parent = start is null ? null : MemberCheckpoint.Parse(start);
        RequireUnseen(test, parent?.TrainedOrdinals);
        var features = Array.ConvertAll(FeaturesOf(train), value => (float)value);
        var set = new TrainingSet(features, Positives(train), OrdinalsOf(train), groups: Objects(train)) { Sources = SourcesOf(train) };
        var watch = new EpochWatch(job, log, time, progress);
        var trained = new MemberTrainer(time, device).Train(
            set, options, new MemberLineage(job.Member.From, inputs, 1), parent, watch, cancellationToken: stop);
        WholeFile.Write(job.Checkpoint, trained.Checkpoint.ToBytes());
        if (test is null)
        {
            return HeldOut(trained.Report.HeldOut);
        }

        using var scorer = new MemberScorer([trained.Checkpoint], device);
        var scores = new float[test.Length];
        scorer.Score(FeaturesOf(test), [scores], stop);
        return Named(test, scores);
    }

    /// <summary>Rows of the labels to train on and to score; null: what the training itself holds out.</summary>
    private (int[] Train, int[]? Test) RowsOf(TrainingJob job)
    {
        if (job.Fold is { } fold)
        {
            return (data.Folds!.RowsOutside(fold), data.Folds.RowsOf(fold));
        }

        return data.TrainCount is { } train
            ? ([.. Enumerable.Range(0, train)], [.. Enumerable.Range(train, data.Labels.Count - train)])
            : ([.. Enumerable.Range(0, data.Labels.Count)], null);
    }

    /// <summary>A member that has trained on what it is tested on would be measured on what it remembers.</summary>
    private void RequireUnseen(int[]? test, IReadOnlySet<int>? trained)
    {
        var seen = trained is null || test is null ? 0 : test.Count(row => trained.Contains(_ordinals[row]));
        if (seen > 0)
        {
            throw new ExperimentException($"the checkpoint to start from was trained on {seen} of the sources that it is to be tested on");
        }
    }

    /// <summary>The columns with the scales that the training rows give them, and [n, k] of all rows; null for members that take none.</summary>
    private (IReadOnlyList<ColumnScale> Scales, float[]? Values) ColumnsOf(ImageMemberOptions options, int[] train)
    {
        if (options.Columns.Count == 0)
        {
            return ([], null);
        }

        var names = options.Columns.Select(column => column.Name).ToArray();
        var values = data.Labels.Numbers(names);
        return ([.. names.Select((name, k) => ColumnScale.Of(name, train.Select(row => (double)values[(row * names.Length) + k])))], values);
    }

    private float[] Gathered(float[] table, int[] rows)
    {
        var width = table.Length / data.Labels.Count;
        return [.. rows.SelectMany(row => new ArraySegment<float>(table, row * width, width))];
    }

    private int[] OrdinalsOf(int[] rows) => Array.ConvertAll(rows, row => _ordinals[row]);

    private static long SeedOf(TrainingJob job) => SeededRandom.Seed(job.Seed, job.Name);

    private bool[] Positives(int[] rows) => Array.ConvertAll(rows, row => data.Labels.Positives[row]);

    private int[] Objects(int[] rows) => Array.ConvertAll(rows, row => data.Labels.Objects[row]);

    private DataSetPart[] SourcesOf(int[] rows)
    {
        var positives = rows.Count(row => data.Labels.Positives[row]);
        return [new DataSetPart(card, positives, rows.Length - positives)];
    }

    private Half[] FeaturesOf(int[] rows) => data.Seen.Features(Array.ConvertAll(rows, row => data.Rows[row]));

    private static ImageTrainingCheckpoint? Unfinished(TrainingJob job)
    {
        try
        {
            return File.Exists(job.Unfinished) ? ImageTrainingCheckpoint.Parse(File.ReadAllBytes(job.Unfinished)) : null;
        }
        catch (CheckpointException)
        {
            return null; // of another program or cut off: the training begins anew
        }
    }

    private Dictionary<int, double> HeldOut(IEnumerable<HeldOutScore> scores)
    {
        var rows = _ordinals.Select((ordinal, row) => (ordinal, row)).ToDictionary(pair => pair.ordinal, pair => pair.row);
        return scores.ToDictionary(s => rows[s.Ordinal], s => (double)s.Score);
    }

    private static Dictionary<int, double> Named(int[] rows, float[] scores)
        => rows.Zip(scores).ToDictionary(pair => pair.First, pair => (double)pair.Second);
}

/// <summary>Turns what a training says into lines of the log and words for people.</summary>
internal sealed class EpochWatch(TrainingJob job, MetricsLog log, TimeProvider time, Action<double, string?> progress)
    : IProgress<ImageTrainingProgress>, IProgress<TrainingProgress>
{
    private static readonly Dictionary<string, double> NoTerms = [];

    private readonly long _started = time.GetTimestamp();

    public void Report(ImageTrainingProgress value)
    {
        progress(value.Share, value.Ended is { } ended ? Ended(value.Epoch, value.Epochs, ended.Loss, ended.HeldOut, ended.Terms, ended.Rate) : null);
    }

    public void Report(TrainingProgress value)
        => progress(
            (value.Epoch + 1.0) / value.MaximumEpochs,
            Ended(value.Epoch, value.MaximumEpochs, value.Loss.Train, value.Loss.HeldOut, NoTerms, null));

    private string Ended(int epoch, int epochs, double loss, double? heldOut, IReadOnlyDictionary<string, double> terms, double? rate)
    {
        log.Add(new EpochLine(job.Seed, job.Member.Name, job.Fold, epoch + 1, loss, heldOut, terms, rate, Math.Round(time.GetElapsedTime(_started).TotalSeconds, 3)));
        var held = heldOut is { } value ? FormattableString.Invariant($", held out {value:0.0000}") : "";
        return FormattableString.Invariant($"seed {job.Seed}, {job.Name}: epoch {epoch + 1} of {epochs}, loss {loss:0.0000}{held}");
    }
}
