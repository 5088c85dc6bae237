using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Members;

namespace LensGrains.Learning.Training;

/// <summary>The steps and epochs of one training: which was the best, when to stop, when to keep what there is.</summary>
internal sealed class ImageTrainingRun
{
    private const string LossName = "loss";

    private readonly ImageTraining _training;
    private readonly ImageMemberOptions _options;
    private readonly TimeProvider _time;
    private readonly IProgress<ImageTrainingProgress>? _progress;
    private readonly ImageTrainingBreaks? _breaks;
    private readonly string _work;
    private readonly List<ImageEpoch> _epochs;
    private readonly Dictionary<string, double> _sums;
    private readonly double _secondsBefore;
    private readonly long _started;
    private BestMember? _best;
    private long _keptAt;

    public ImageTrainingRun(
        ImageTraining training, ImageMemberOptions options, TimeProvider time, IProgress<ImageTrainingProgress>? progress,
        ImageTrainingBreaks? breaks, string work)
    {
        (_training, _options, _time, _progress, _breaks, _work) = (training, options, time, progress, breaks, work);
        _started = _keptAt = time.GetTimestamp();
        var from = breaks?.From is { } earlier && earlier.IsOf(work) ? earlier : null;
        _epochs = [.. from?.Position.Epochs ?? []];
        _sums = from?.Position.Sums.ToDictionary() ?? [];
        _secondsBefore = from?.Position.Seconds ?? 0;
        if (from is not null)
        {
            training.Continue(from.Now, from.State, from.Position.Steps);
            _best = from.Best is { } arrays ? new BestMember(from.Position.BestEpoch!.Value, arrays, from.Scores) : null;
        }
    }

    /// <summary>What the epochs gave.</summary>
    public IReadOnlyList<ImageEpoch> Epochs => _epochs;

    /// <summary>Time taken, that before a break included.</summary>
    public double Seconds => _secondsBefore + _time.GetElapsedTime(_started).TotalSeconds;

    /// <summary>Runs what is left.</summary>
    public (BestMember Best, StopReason Stop) ToEnd(CancellationToken cancellationToken)
    {
        while (_epochs.Count < _options.Epochs && !HasStopped())
        {
            RunEpoch(cancellationToken);
        }

        var stop = HasStopped() ? StopReason.Patience : StopReason.MaximumEpochs;
        return (_training.Member.KeepsBestEpoch ? Best() : Last(), stop);
    }

    private void RunEpoch(CancellationToken cancellationToken)
    {
        var (epoch, steps) = (_epochs.Count, _training.StepsPerEpoch);
        for (var step = (int)(_training.Steps - ((long)epoch * steps)); step < steps; step++)
        {
            KeepNowAndThen(cancellationToken.IsCancellationRequested);
            cancellationToken.ThrowIfCancellationRequested();
            Add(_training.Step());
            if (step < steps - 1)
            {
                _progress?.Report(new ImageTrainingProgress(epoch, _options.Epochs, step + 1, steps, null));
            }
        }

        End(epoch);
        _progress?.Report(new ImageTrainingProgress(epoch, _options.Epochs, steps, steps, _epochs[^1]));
    }

    private void End(int epoch)
    {
        _training.RequireImages();
        _training.Member.EpochEnded(epoch, _options.Epochs);
        var (heldOut, scores) = _training.TestHeldOut();
        if (heldOut is { } loss && !double.IsFinite(loss))
        {
            throw new TrainingFailedException(TrainingFailureKind.Diverged, $"The held-out loss of epoch {epoch + 1} is not a number: the training diverged.");
        }

        var terms = _sums.Where(s => s.Key != LossName).ToDictionary(s => s.Key, s => s.Value / _training.StepsPerEpoch);
        _epochs.Add(new ImageEpoch(_sums[LossName] / _training.StepsPerEpoch, heldOut, terms, _training.Rate));
        _sums.Clear();
        if (_best is null || heldOut < _epochs[_best.Epoch].HeldOut || (heldOut is null && epoch == _options.Epochs - 1))
        {
            _best = new BestMember(epoch, _training.Member.Save(), scores);
        }
    }

    /// <summary>The member as it was after its best epoch, with the held-out rows as it scores them.</summary>
    private BestMember Best()
    {
        _training.Member.Load(new SafeTensors(_best!.Arrays, new Dictionary<string, string>()));
        return _best with { Scores = _training.PredictHeldOut() };
    }

    /// <summary>The member as it is after its last epoch, prepared for scoring.</summary>
    private BestMember Last()
    {
        _training.Member.TrainingEnded(_training.TrainImages);
        return new BestMember(_epochs.Count - 1, _training.Member.Save(), _training.PredictHeldOut());
    }

    private bool HasStopped() => _best is not null && _training.CanStopEarly && _training.Member.KeepsBestEpoch && _epochs.Count - 1 - _best.Epoch >= _options.Patience;

    private void Add(StepResult step)
    {
        _sums[LossName] = _sums.GetValueOrDefault(LossName) + step.Loss;
        foreach (var (name, value) in step.Terms)
        {
            _sums[name] = _sums.GetValueOrDefault(name) + value;
        }
    }

    private void KeepNowAndThen(bool isCancelled)
    {
        if (_breaks is not null && ((isCancelled && _breaks.KeepWhenCancelled) || _time.GetElapsedTime(_keptAt) >= _breaks.KeepEvery))
        {
            var position = new ImageTrainingPosition(_training.Steps, [.. _epochs], new Dictionary<string, double>(_sums), _best?.Epoch, Seconds);
            _breaks.Keep(ImageTrainingCheckpoint.Of(_work, position, _training, _best));
            _keptAt = _time.GetTimestamp();
        }
    }
}
