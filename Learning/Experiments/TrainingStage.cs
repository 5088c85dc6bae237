using System.Runtime.ExceptionServices;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Data;
using LensGrains.Learning.Jobs;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Experiments;

/// <summary>Where and how wide a run computes.</summary>
public sealed record RunResources
{
    /// <summary>A device per training that runs at the same time: <c>cpu</c>, <c>cuda:1</c>.</summary>
    public IReadOnlyList<string> Devices { get; init; } = ["cpu"];

    /// <summary>Threads of each training on processors; 0: as the tensor library has it.</summary>
    public int ThreadsEach { get; init; }

    /// <summary>Threads that simulate and read images.</summary>
    public int DataThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>Trainings begin side by side only below this, bytes; null: nine tenths of the memory of the machine or container.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Python interpreters to try for baselines, in order.</summary>
    public IReadOnlyList<string> Interpreters { get; init; } = ["python3", "/usr/bin/python3"];
}

/// <summary>Where a run stands, for people.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Share">Share of the stage that is done, in [0, 1].</param>
/// <param name="Text">What has just happened; null: nothing worth a line of its own.</param>
/// <param name="Left">How long the stage will take at this rate; null where nothing is known.</param>
public readonly record struct RunProgress(string Stage, double Share, string? Text, TimeSpan? Left);

/// <summary>Trains all members of all seeds and folds, several at a time, each on a thread of its own.</summary>
internal sealed class TrainingStage(ExperimentConfig config, RunResources resources, Stages stages, TimeProvider time)
{
    public IReadOnlyList<TrainingOutcome> Run(RunData data, IReadOnlyList<TrainingJob> jobs, MetricsLog log, IProgress<RunProgress>? progress, CancellationToken stop)
    {
        var card = config.Data.IsSimulated ? DataSetCards.SimulatedSky : DataSetCards.Find(config.Data.Card)!;
        var trainer = new JobTrainer(data, card, log, time);
        var board = new Board(jobs.Count, time, progress);
        var memory = new MemoryGate(resources.MemoryLimitBytes ?? MemoryGate.UsualLimitBytes, MemoryGate.OwnBytes);
        var outcomes = new TrainingOutcome[jobs.Count];
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var next = -1;
        ExceptionDispatchInfo? broken = null;

        void Work(string device)
        {
            try
            {
                if (resources.ThreadsEach > 0)
                {
                    torch.set_num_threads(resources.ThreadsEach);
                }

                for (var i = Interlocked.Increment(ref next); i < jobs.Count; i = Interlocked.Increment(ref next))
                {
                    var number = i;
                    using var entry = memory.Enter(stopping.Token);
                    outcomes[i] = Train(trainer, data, jobs[i], device, Told, stopping.Token);

                    void Told(double share, string? text)
                    {
                        entry.Settle();
                        board.Set(number, share, text);
                    }

                    board.Set(i, 1, outcomes[i].Failure is { } failure ? $"{jobs[i].Name}: {failure}" : null);
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref broken, ExceptionDispatchInfo.Capture(e), null);
                stopping.Cancel();
            }
        }

        var threads = resources.Devices.Take(jobs.Count).Select(device => new Thread(() => Work(device)) { IsBackground = true, Name = "training " + device }).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        broken?.Throw();
        return outcomes;
    }

    private TrainingOutcome Train(JobTrainer trainer, RunData data, TrainingJob job, string device, Action<double, string?> progress, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var start = job.Member.From is { } from ? ReadStart(from) : null;
        var inputs = Stages.Hash(data.Hash, job.Member.ToJson().ToJsonString(), job.Stage, start is null ? "" : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(start)));
        if (stages.IsDone(job.Stage, inputs))
        {
            return new TrainingOutcome(job, TrainingOutcome.Load(job.Scores));
        }

        try
        {
            var scores = trainer.Run(job, start, inputs, device, progress, stop);
            stages.Finish(job.Stage, inputs, [job.Checkpoint, job.Scores]);
            return new TrainingOutcome(job, scores);
        }
        catch (Exception e) when (e is TrainingFailedException or CheckpointException)
        {
            return new TrainingOutcome(job, new Dictionary<int, double>(), e.Message);
        }
        catch (ArgumentException unfit)
        {
            throw new ExperimentException($"{job.Name}: {unfit.Message}", unfit);
        }
    }

    private byte[] ReadStart(string from)
    {
        var path = config.PathOf(from);
        return File.Exists(path) ? File.ReadAllBytes(path) : throw new ExperimentException($"there is no checkpoint '{Path.GetFileName(path)}'");
    }

    /// <summary>Shares of all trainings, and how long the rest will take at the rate so far.</summary>
    private sealed class Board(int count, TimeProvider time, IProgress<RunProgress>? progress)
    {
        private readonly Lock _gate = new();
        private readonly double[] _shares = new double[count];
        private readonly long _started = time.GetTimestamp();

        public void Set(int job, double share, string? text)
        {
            lock (_gate)
            {
                _shares[job] = share;
                var done = _shares.Average();
                var left = done is > 0 and < 1 ? time.GetElapsedTime(_started) * ((1 - done) / done) : (TimeSpan?)null;
                progress?.Report(new RunProgress("train", done, text, left));
            }
        }
    }
}
