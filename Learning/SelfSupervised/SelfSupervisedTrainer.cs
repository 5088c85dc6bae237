using LensGrains.Learning.Images;

namespace LensGrains.Learning.SelfSupervised;

/// <summary>
/// Trains an encoder on images without lens labels: two varied views of each, AdamW, warm-up and cosine. The same pool, options and number of
/// threads give the same bytes on the CPU, resumed or not, unless its minutes ran out. Call it on a thread made for tensor work.
/// </summary>
/// <param name="time">Measures how long it takes.</param>
/// <param name="device">Where to train: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</param>
public sealed class SelfSupervisedTrainer(TimeProvider time, string device = "cpu")
{
    /// <summary>Images that a training needs at the least.</summary>
    public const int FewestImages = 16;

    /// <summary>Trains an encoder from random weights, or goes on where a broken-off training of the same pool and options stood.</summary>
    /// <param name="pool">What it learns from.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Hears of every batch.</param>
    /// <param name="breaks">How the training goes on after a break; null: it begins anew.</param>
    /// <param name="targets">Columns [n, k] of the pool's rows, for <see cref="SelfSupervisedMethod.Columns"/> alone.</param>
    /// <param name="cancellationToken">Checked before every batch.</param>
    /// <exception cref="ArgumentException">The pool is too small, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what <paramref name="breaks"/> was given is all that is kept.</exception>
    public TrainedEncoder Train(
        IImageSource pool,
        SelfSupervisedOptions options,
        IProgress<SelfSupervisedProgress>? progress = null,
        SelfSupervisedBreaks? breaks = null,
        PretrainTargets? targets = null,
        CancellationToken cancellationToken = default)
    {
        options.Validate();
        if (pool.Count < FewestImages)
        {
            throw new ArgumentException($"At least {FewestImages} images are needed; these are {pool.Count}.", nameof(pool));
        }

        if ((targets is not null) != (options.Method == SelfSupervisedMethod.Columns) || (targets is not null && targets.Count != pool.Count))
        {
            throw new ArgumentException($"The method {options.Method}: columns of {targets?.Count ?? 0} rows for {pool.Count} images.", nameof(targets));
        }

        using var scope = torch.NewDisposeScope();
        using var training = new SelfSupervisedTraining(pool, targets, options, torch.device(device));
        var work = SelfSupervisedCheckpoint.WorkOf(pool, targets, options);
        var clock = new SelfSupervisedClock(time, options.MaximumMinutes);
        var run = new SelfSupervisedRun(training, options, clock, progress);
        if (breaks?.From is { } from && from.IsOf(work))
        {
            run.Resume(from);
        }

        var outcome = run.ToEnd(() => breaks?.Keep(SelfSupervisedCheckpoint.Of(work, training, run.Epochs, clock.Elapsed)), cancellationToken);
        return new TrainedEncoder(run.Encoder(), new SelfSupervisedReport(outcome, run.Epochs, clock.Elapsed.TotalSeconds, training.Fits()));
    }
}

/// <summary>How a training that is cut off goes on elsewhere.</summary>
/// <param name="From">Where an earlier run of the same training stood; null: at the beginning. Of another training: ignored.</param>
/// <param name="Keep">Takes a checkpoint after each epoch, on the training's thread.</param>
public sealed record SelfSupervisedBreaks(SelfSupervisedCheckpoint? From, Action<SelfSupervisedCheckpoint> Keep);

/// <summary>How long a training has taken, runs before a break included, and may take.</summary>
internal sealed class SelfSupervisedClock(TimeProvider time, double? maximumMinutes)
{
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _before;

    public TimeSpan Elapsed => _before + time.GetElapsedTime(_started);

    public bool IsUp => maximumMinutes is { } most && Elapsed >= TimeSpan.FromMinutes(most);

    /// <summary>Share of the training done: of its steps or of its minutes, whichever is further.</summary>
    public double Progress(double steps)
        => Math.Clamp(Math.Max(steps, maximumMinutes is { } most ? Elapsed / TimeSpan.FromMinutes(most) : 0), 0, 1);

    public void Resume(TimeSpan before) => _before = before;
}
