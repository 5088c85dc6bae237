using System.Text.Json;
using LensGrains.Learning.Evaluation;

namespace LensGrains.Learning.Experiments;

/// <summary>
/// Runs an experiment in a folder: data → training → baselines → predictions → evaluation → report. A stage that an earlier run of the
/// same has finished is not done again, a training that was cut off goes on. The first seed's files lie in the folder itself, those of
/// others in <c>seed-S/</c>. Blocks the calling thread.
/// </summary>
/// <param name="config">What to do.</param>
/// <param name="folder">The run's folder; made where it is missing.</param>
/// <param name="resources">Where and how wide it computes.</param>
/// <param name="time">Measures how long it takes.</param>
public sealed class ExperimentRun(ExperimentConfig config, string folder, RunResources resources, TimeProvider time)
{
    private readonly Stages _stages = new(folder);

    /// <summary>Runs what is left to do.</summary>
    /// <exception cref="ExperimentException">The experiment cannot be run as it is asked for.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the same call goes on later.</exception>
    public RunResult Run(IProgress<RunProgress>? progress = null, CancellationToken stop = default)
    {
        config.Validate();
        Directory.CreateDirectory(folder);
        WholeFile.Write(Path.Combine(folder, "config.json"), config.ToJson().ToJsonString(ExperimentJson.Default.Options) + "\n");
        using var data = new DataStage(config, folder, _stages, resources.DataThreads).Run(
            (done, total) => progress?.Report(new RunProgress(config.Data.IsSimulated ? "simulate" : "read", (double)done / total, null, null)), stop);
        TrainingJob[] jobs = [.. config.Seeds.SelectMany(seed => JobsOf(seed, data))];
        var outcomes = new TrainingStage(config, resources, _stages, time).Run(data, jobs, new MetricsLog(Path.Combine(folder, "metrics.jsonl")), progress, stop);
        var figures = config.Seeds.Select(seed => Evaluate(seed, data, [.. outcomes.Where(o => o.Job.Seed == seed)], progress, stop)).ToArray();
        var rare = Rare(outcomes, progress, stop);
        var report = new RunReport(config, figures, rare, data.Notes, HowMeasured(data)).ToMarkdown();
        WholeFile.Write(Path.Combine(folder, "report.md"), report);
        return new RunResult(folder, figures, rare, report);
    }

    private string FolderOf(long seed) => seed == config.Seeds[0] ? folder : Path.Combine(folder, FormattableString.Invariant($"seed-{seed}"));

    private IEnumerable<TrainingJob> JobsOf(long seed, RunData data) => config.Members.SelectMany(member => data.Folds is { } folds
        ? Enumerable.Range(0, folds.Parts).Select(fold => new TrainingJob(member, seed, fold, FolderOf(seed)))
        : [new TrainingJob(member, seed, null, FolderOf(seed))]);

    private string HowMeasured(RunData data) => data switch
    {
        { Folds: { } folds } => $"each by members that did not see its fold of {folds.Parts}, nor other pictures of its object",
        { TrainCount: { } train } => $"none of them among the {train} that were trained on",
        _ => "they are those that each training held out to know when to stop, so the figures flatter a little",
    };

    private RunFigures Evaluate(long seed, RunData data, TrainingOutcome[] outcomes, IProgress<RunProgress>? progress, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        progress?.Report(new RunProgress("evaluate", 0, null, null));
        var failures = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var members = MembersOf(outcomes, failures);
        int[] rows = [.. members.Select(member => member.Scores.Keys.AsEnumerable()).Aggregate((a, b) => a.Intersect(b)).Order()];
        if (rows.Length == 0)
        {
            throw new ExperimentException("too few labelled sources to hold any out: there is nothing to measure on");
        }

        var columns = members.Select(member => new PredictionColumn(member.Name, ColumnRole.Member, [.. rows.Select(row => member.Scores[row])]))
            .Concat(Baselines(seed, data, rows, failures, stop))
            .Concat(data.Labels.References.Where(r => rows.All(row => double.IsFinite(r.Value[row])))
                .Select(r => new PredictionColumn(r.Key, ColumnRole.Reference, [.. rows.Select(row => r.Value[row])])))
            .ToArray();
        var folds = data.Folds is { } dealt ? rows.Select(row => dealt.PartOf[row]).ToArray() : null;
        var path = Path.Combine(FolderOf(seed), "predictions.csv");
        new PredictionFile(data.Labels.Take(rows), folds, columns).Write(path);
        return Measured(seed, path, columns, failures, stop);
    }

    private RunFigures Measured(long seed, string path, PredictionColumn[] columns, IReadOnlyDictionary<string, string> failures, CancellationToken stop)
    {
        var (stage, figures) = ($"evaluate-{seed}", Path.Combine(FolderOf(seed), "figures.json"));
        var options = config.Evaluation;
        var inputs = Stages.Hash(File.ReadAllText(path), config.ToJson()["evaluation"]!.ToJsonString(), string.Join('\n', failures));
        if (!_stages.IsDone(stage, inputs))
        {
            var table = PredictionTable.Read(path, new PredictionColumns());
            var report = Evaluator.Run(table, options, stop);
            var written = EvaluationFiles.Write(Path.Combine(FolderOf(seed), "results"), table, options, report);
            WholeFile.Write(figures, RunFigures.Of(seed, table.Positives, columns, report, options, failures, stop).ToJson());
            _stages.Finish(stage, inputs, [figures, .. written]);
        }

        return RunFigures.FromJson(File.ReadAllText(figures));
    }

    /// <summary>Scores by member, its folds together; members of which a training failed are left out and named.</summary>
    private static List<(string Name, Dictionary<int, double> Scores)> MembersOf(TrainingOutcome[] outcomes, SortedDictionary<string, string> failures)
    {
        var members = new List<(string Name, Dictionary<int, double> Scores)>();
        foreach (var member in outcomes.GroupBy(outcome => outcome.Job.Member.Name))
        {
            if (member.FirstOrDefault(outcome => outcome.Failure is not null) is { } failed)
            {
                failures[member.Key] = failed.Failure!;
            }
            else
            {
                members.Add((member.Key, member.SelectMany(outcome => outcome.Scores).ToDictionary()));
            }
        }

        return members.Count > 0 ? members : throw new ExperimentException($"no member could be trained: {string.Join("; ", failures.Select(f => $"{f.Key}: {f.Value}"))}");
    }

    private List<PredictionColumn> Baselines(long seed, RunData data, int[] rows, SortedDictionary<string, string> failures, CancellationToken stop)
    {
        var columns = new List<PredictionColumn>();
        foreach (var baseline in config.Baselines)
        {
            var (scores, failure) = Baseline(seed, data, baseline, stop);
            if (failure is null && rows.All(scores.ContainsKey))
            {
                columns.Add(new PredictionColumn(baseline.Name, ColumnRole.Baseline, [.. rows.Select(row => scores[row])]));
            }
            else
            {
                failures[baseline.Name] = failure ?? "the script did not score every source";
            }
        }

        return columns;
    }

    private (IReadOnlyDictionary<int, double> Scores, string? Failure) Baseline(long seed, RunData data, BaselineConfig baseline, CancellationToken stop)
    {
        if (data.Folds is null && data.TrainCount is null)
        {
            return (new Dictionary<int, double>(), "a baseline needs a test set or folds");
        }

        var script = config.PathOf(baseline.Script);
        var (stage, kept) = ($"baseline-{baseline.Name}-{seed}", Path.Combine(FolderOf(seed), "members", baseline.Name + ".baseline.csv"));
        var inputs = Stages.Hash(data.Hash, seed.ToString(System.Globalization.CultureInfo.InvariantCulture), File.Exists(script) ? File.ReadAllText(script) : "");
        if (_stages.IsDone(stage, inputs))
        {
            return (TrainingOutcome.Load(kept), null);
        }

        var work = Directory.CreateDirectory(Path.Combine(folder, "baseline.work")).FullName;
        try
        {
            var seen = data.Seen.Images(config.Contract);
            ScriptBaseline.WriteInputs(work, new ImageRows(seen, data.Rows), data.Labels.Positives, PartsOf(data));
            var (scores, failure) = new ScriptBaseline(resources.Interpreters).Run(script, work, seed, stop);
            if (failure is null)
            {
                TrainingOutcome.Save(kept, scores.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
                _stages.Finish(stage, inputs, [kept]);
            }

            return (scores, failure);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static string[] PartsOf(RunData data) => data.Folds is { } folds
        ? [.. folds.PartOf.Select(part => part.ToString(System.Globalization.CultureInfo.InvariantCulture))]
        : [.. Enumerable.Range(0, data.Labels.Count).Select(row => row < data.TrainCount ? "train" : "test")];

    private IReadOnlyList<RareFigures> Rare(IReadOnlyList<TrainingOutcome> outcomes, IProgress<RunProgress>? progress, CancellationToken stop)
    {
        TrainingJob[] jobs = [.. outcomes.Where(outcome => outcome.Failure is null).Select(outcome => outcome.Job)];
        if (config.Rare.Others == 0)
        {
            return [];
        }

        var path = Path.Combine(folder, "rare.json");
        var inputs = Stages.Hash([config.ToJson()["rare"]!.ToJsonString(), config.ToJson()["data"]!.ToJsonString(),
            .. jobs.Select(job => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(job.Checkpoint))))]);
        if (!_stages.IsDone("rare", inputs))
        {
            var started = time.GetTimestamp();
            using var sky = new RareSky(config, Path.Combine(folder, "rare.work"), resources);
            var scores = sky.Score(jobs, (done, total) => progress?.Report(new RunProgress(
                "rare", (double)done / total, null, time.GetElapsedTime(started) * ((double)(total - done) / done))), stop);
            WholeFile.Write(path, RareSky.ToJson(RareFiguresOf(jobs, scores)));
            _stages.Finish("rare", inputs, [path]);
        }

        return RareSky.FromJson(File.ReadAllText(path));
    }

    private List<RareFigures> RareFiguresOf(TrainingJob[] jobs, double[][] scores)
    {
        var figures = new List<RareFigures>();
        foreach (var seed in jobs.Select((job, i) => (job, i)).GroupBy(pair => pair.job.Seed))
        {
            figures.AddRange(seed.Select(pair => RareSky.FiguresOf(seed.Key, pair.job.Name, scores[pair.i], config.Rare)));
            if (seed.Count() > 1)
            {
                var mean = Enumerable.Range(0, scores[0].Length).Select(source => seed.Average(pair => scores[pair.i][source])).ToArray();
                figures.Add(RareSky.FiguresOf(seed.Key, RunFigures.Ensemble, mean, config.Rare));
            }
        }

        return figures;
    }
}

/// <summary>What a run gave.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Seeds">The figures of each seed.</param>
/// <param name="Rare">Figures on very many simulated sources; empty where none were asked for.</param>
/// <param name="Markdown">The report.</param>
public sealed record RunResult(string Folder, IReadOnlyList<RunFigures> Seeds, IReadOnlyList<RareFigures> Rare, string Markdown);
