namespace LensGrains.Learning.Members;

/// <summary>The epochs of one training: which was the best, when to stop, when to keep what there is.</summary>
internal sealed class TrainingRun(
    MemberTraining training,
    MemberOptions options,
    IProgress<TrainingProgress>? progress,
    TimeProvider time,
    TimeSpan keepEvery,
    Action<BestEpoch> keep)
{
    private readonly int _epochs = training.CanStopEarly ? options.MaximumEpochs : Math.Min(options.EpochsWithoutHeldOut, options.MaximumEpochs);
    private long _keptAt = time.GetTimestamp();

    /// <summary>Runs what is left.</summary>
    /// <param name="before">The epochs that are done already, or null.</param>
    /// <param name="cancellationToken">Checked before every batch.</param>
    public BestEpoch ToEnd(BestEpoch? before, CancellationToken cancellationToken)
    {
        var losses = before?.Losses ?? [];
        Tell(losses);
        var best = before;
        while (losses.Count < _epochs && !HasStopped(losses.Count - 1, best))
        {
            var trainLoss = training.RunEpoch(cancellationToken);
            var (heldOutLoss, scores) = training.TestHeldOut();
            var epoch = losses.Count;
            losses.Add(new EpochLoss(trainLoss, heldOutLoss));
            progress?.Report(new TrainingProgress(epoch, _epochs, losses[^1], training.BatchesPerEpoch));
            if (best is null || heldOutLoss < LowestOf(best) || (heldOutLoss is null && epoch == _epochs - 1))
            {
                best = new BestEpoch(epoch, training.Snapshot(), scores, losses);
            }

            KeepNowAndThen(best);
        }

        return HasStopped(losses.Count - 1, best) ? best! with { Stop = StopReason.Patience } : best!;
    }

    private bool HasStopped(int epoch, BestEpoch? best)
        => best is not null && training.CanStopEarly && epoch >= options.WarmUpEpochs && epoch - best.Epoch >= options.Patience;

    private static double LowestOf(BestEpoch best) => best.Losses[best.Epoch].HeldOut ?? double.PositiveInfinity;

    private void Tell(List<EpochLoss> earlier)
    {
        for (var epoch = 0; epoch < earlier.Count; epoch++)
        {
            progress?.Report(new TrainingProgress(epoch, _epochs, earlier[epoch]));
        }
    }

    private void KeepNowAndThen(BestEpoch best)
    {
        if (keepEvery != Timeout.InfiniteTimeSpan && time.GetElapsedTime(_keptAt) >= keepEvery)
        {
            keep(best);
            _keptAt = time.GetTimestamp();
        }
    }
}
