using System.Globalization;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Learning.Jobs;
using LensGrains.Learning.Members;
using LensGrains.Learning.Training;
using EpochLoss = LensGrains.Grains.Interfaces.Members.EpochLoss;
using TrainedMember = LensGrains.Core.Rounds.TrainedMember;

namespace LensGrains.Grains.Members;

/// <summary>What a member's job says of itself, from the device's thread to whoever asks the grain.</summary>
public sealed class MemberProgress(int serial, string kind, int round, int attempt, bool warmStart, Action<int>? stepped = null)
    : IProgress<TrainingProgress>, IProgress<ImageTrainingProgress>
{
    private const int MostPoints = 200;

    private readonly object _gate = new();
    private readonly List<EpochLoss> _losses = [];
    private MemberPhase _phase = MemberPhase.Queued;
    private JobContext? _job;
    private int _maximumEpochs;
    private double _fraction;

    /// <summary>True from when the device took the job.</summary>
    public bool HasBegun
    {
        get
        {
            lock (_gate)
            {
                return _phase != MemberPhase.Queued;
            }
        }
    }

    /// <summary>The device has taken the job, which from now on says how far it is too.</summary>
    public void Begin(JobContext job)
    {
        lock (_gate)
        {
            _phase = MemberPhase.Training;
            _job = job;
        }
    }

    public void Report(TrainingProgress value)
    {
        stepped?.Invoke(value.Steps);
        lock (_gate)
        {
            _losses.Add(new EpochLoss(value.Epoch + 1, value.Loss.Train, value.Loss.HeldOut));
            _maximumEpochs = value.MaximumEpochs;
            _fraction = (double)(value.Epoch + 1) / value.MaximumEpochs;
            _job?.Report(_fraction, string.Create(CultureInfo.InvariantCulture, $"epoch {value.Epoch + 1}"));
        }
    }

    public void Report(ImageTrainingProgress value)
    {
        stepped?.Invoke(1);
        lock (_gate)
        {
            if (value.Ended is { } ended)
            {
                _losses.Add(new EpochLoss(value.Epoch + 1, ended.Loss, ended.HeldOut));
            }

            _maximumEpochs = value.Epochs;
            _fraction = value.Share;
            _job?.Report(_fraction, string.Create(CultureInfo.InvariantCulture, $"epoch {value.Epoch + 1}"));
        }
    }

    /// <summary>How it stands; <paramref name="ended"/> once it is over.</summary>
    public MemberStatus Status(MemberPhase? ended = null, TrainedMember? result = null, string? message = null)
    {
        lock (_gate)
        {
            var last = _losses.Count > 0 ? _losses[^1] : null;
            var step = Math.Max(1, (_losses.Count + MostPoints - 1) / MostPoints);
            return new MemberStatus(
                serial, kind, round, attempt, ended ?? _phase, last?.Epoch ?? 0, _maximumEpochs,
                _losses.Where(l => l.HeldOut is not null).MinBy(l => l.HeldOut)?.Epoch,
                last?.Train, last?.HeldOut, ended is null ? _fraction : 1, warmStart, result, message,
                [.. _losses.Where((_, i) => i % step == 0)]);
        }
    }
}
