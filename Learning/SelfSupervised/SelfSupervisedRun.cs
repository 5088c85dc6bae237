using System.Globalization;
using LensGrains.Learning.Embeddings;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.SelfSupervised;

/// <summary>Runs a training epoch by epoch, watches that it neither diverges nor collapses, and tells how far it is.</summary>
internal sealed class SelfSupervisedRun(
    SelfSupervisedTraining training, SelfSupervisedOptions options, SelfSupervisedClock clock, IProgress<SelfSupervisedProgress>? progress)
{
    private const int ScheduleSteps = 1 << 20;

    private readonly List<SelfSupervisedEpoch> _epochs = [];
    private EncoderCheckpoint? _lastWhole;
    private bool _diverged;

    public IReadOnlyList<SelfSupervisedEpoch> Epochs => _epochs;

    /// <summary>Goes on after the epochs of a checkpoint.</summary>
    public void Resume(SelfSupervisedCheckpoint from)
    {
        from.Restore(training);
        _epochs.AddRange(from.Epochs);
        clock.Resume(from.Elapsed);
    }

    /// <summary>Runs what is left; <paramref name="keep"/> is called after each whole epoch but the last.</summary>
    public SelfSupervisedOutcome ToEnd(Action keep, CancellationToken cancellationToken)
    {
        while (_epochs.Count < options.Epochs && !clock.IsUp)
        {
            if (!RunEpoch(cancellationToken))
            {
                return SelfSupervisedOutcome.Diverged;
            }

            if (_epochs.Count < options.Epochs && !clock.IsUp)
            {
                keep();
            }
        }

        return _epochs is [.., { Spread.IsCollapsed: true }] ? SelfSupervisedOutcome.Collapsed
            : clock.IsUp && _epochs.Count < options.Epochs ? SelfSupervisedOutcome.TimeUp
            : SelfSupervisedOutcome.Completed;
    }

    /// <summary>The encoder as it is, or where the training diverged as it was before that epoch.</summary>
    public EncoderCheckpoint Encoder() => _diverged ? _lastWhole! : Snapshot();

    private bool RunEpoch(CancellationToken cancellationToken)
    {
        _lastWhole = Snapshot();
        var (from, total, batches) = (clock.Elapsed, 0.0, 0);
        training.BeginEpoch(_epochs.Count);
        while (batches < training.BatchesPerEpoch && !(clock.IsUp && batches > 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var loss = training.Step(batches, RateAt(batches), ProgressAt(batches + 1));
            if (!double.IsFinite(loss))
            {
                _diverged = true;
                return false;
            }

            total += loss;
            batches++;
            Tell(batches, loss);
        }

        var spread = training.Spread();
        if (double.IsNaN(spread.Deviation))
        {
            _diverged = true;
            return false;
        }

        var seconds = (clock.Elapsed - from).TotalSeconds;
        var images = batches * (double)training.BatchSize;
        _epochs.Add(new SelfSupervisedEpoch(
            _epochs.Count + 1, total / batches, spread, seconds, seconds > 0 ? images / seconds : double.NaN));
        return true;
    }

    private double ProgressAt(int batch)
        => clock.Progress((((double)_epochs.Count * training.BatchesPerEpoch) + batch) / ((double)options.Epochs * training.BatchesPerEpoch));

    private double RateAt(int batch)
        => LearningRates.WarmUpThenCosine((long)(ProgressAt(batch) * ScheduleSteps), (long)(options.WarmUp * ScheduleSteps), ScheduleSteps);

    private void Tell(int batch, double loss)
    {
        var (done, elapsed) = (ProgressAt(batch), clock.Elapsed);
        TimeSpan? left = done > 0 ? elapsed * ((1 - done) / done) : null;
        progress?.Report(new SelfSupervisedProgress(_epochs.Count + 1, options.Epochs, done, loss, elapsed, left, _epochs.LastOrDefault()));
    }

    private EncoderCheckpoint Snapshot()
    {
        var madeBy = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["method"] = options.Method.ToString().ToLowerInvariant(),
            ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
            ["epochs"] = _epochs.Count.ToString(CultureInfo.InvariantCulture),
            ["images"] = training.Pool.Count.ToString(CultureInfo.InvariantCulture),
            ["augmentation"] = options.Augmentation.ToString(),
        };
        if (training.Targets is { } targets)
        {
            madeBy["columns"] = string.Join(',', targets.Names);
        }

        return EncoderCheckpoint.Of(training.Model.Encoder, options.Network, training.Pool.Contract, madeBy);
    }
}
