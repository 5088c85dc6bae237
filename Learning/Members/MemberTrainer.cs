using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Members;

/// <summary>
/// Trains one member: class-balanced batches, AdamW, and early stopping on the held-out loss with the best epoch's weights kept.
/// The same set, options, parent and number of threads give the same bytes on the CPU. Call it on a thread made for tensor work.
/// </summary>
/// <param name="time">Measures how long it took.</param>
/// <param name="device">Where to train: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</param>
public sealed class MemberTrainer(TimeProvider time, string device = "cpu")
{
    /// <summary>Trains a member from random weights, or on from a parent's weights, scale and optimiser state.</summary>
    /// <exception cref="ArgumentException">The set lacks a class, an option is out of range, or the parent has another shape.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is kept.</exception>
    public TrainedMember Train(
        TrainingSet set,
        MemberOptions options,
        MemberLineage lineage,
        MemberCheckpoint? parent = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options.Validate();
        RequireTrainable(set, options, parent);
        var started = time.GetTimestamp();
        var split = HeldOutSplit.Of(set, options, parent?.TrainedOrdinals);
        using var scope = torch.NewDisposeScope();
        using var training = new MemberTraining(set, options, split, parent, torch.device(device));
        var best = RunEpochs(training, options, progress, cancellationToken);

        var trained = split.Train.Select(row => set.Ordinals.Span[row]).ToArray();
        best.Tensors["trained.ordinals"] = Ordinals(trained.Union(parent?.TrainedOrdinals ?? (IEnumerable<int>)[]));
        var heldOut = split.HeldOut.Select((row, i) => new HeldOutScore(set.Ordinals.Span[row], set.Positives.Span[row], best.Scores[i]));
        return new TrainedMember(
            MemberCheckpoint.Of(set.Dimensions, options, lineage, best.Tensors),
            new TrainingReport(best.Losses, best.Epoch, best.Stop, heldOut.ToArray(), trained, time.GetElapsedTime(started).TotalSeconds));
    }

    private static Best RunEpochs(
        MemberTraining training, MemberOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var epochs = training.CanStopEarly ? options.MaximumEpochs : Math.Min(options.EpochsWithoutHeldOut, options.MaximumEpochs);
        var losses = new List<EpochLoss>();
        Best? best = null;
        var lowest = double.PositiveInfinity;
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var trainLoss = training.RunEpoch(cancellationToken);
            var (heldOutLoss, scores) = training.TestHeldOut();
            losses.Add(new EpochLoss(trainLoss, heldOutLoss));
            progress?.Report(new TrainingProgress(epoch, epochs, losses[^1], training.BatchesPerEpoch));
            if (heldOutLoss < lowest || best is null || (heldOutLoss is null && epoch == epochs - 1))
            {
                lowest = heldOutLoss ?? lowest;
                best = new Best(epoch, training.Snapshot(), scores, losses);
            }

            if (training.CanStopEarly && epoch >= options.WarmUpEpochs && epoch - best.Epoch >= options.Patience)
            {
                return best with { Stop = StopReason.Patience };
            }
        }

        return best!;
    }

    private static void RequireTrainable(TrainingSet set, MemberOptions options, MemberCheckpoint? parent)
    {
        var positives = set.Positives.ToArray().Count(positive => positive);
        if (positives == 0 || positives == set.Count)
        {
            throw new ArgumentException($"Training needs both classes; the set has {positives} positives of {set.Count}.");
        }

        if (parent is not null && (parent.Dimensions != set.Dimensions || parent.HiddenWidth != options.HiddenWidth))
        {
            throw new ArgumentException(
                $"The parent is {parent.Dimensions} × {parent.HiddenWidth}, the member {set.Dimensions} × {options.HiddenWidth}.");
        }
    }

    private static StoredTensor Ordinals(IEnumerable<int> ordinals)
    {
        var sorted = ordinals.Order().Select(ordinal => (long)ordinal).ToArray();
        return StoredTensor.Of(sorted, sorted.Length);
    }

    private sealed record Best(
        int Epoch,
        Dictionary<string, StoredTensor> Tensors,
        float[] Scores,
        IReadOnlyList<EpochLoss> Losses,
        StopReason Stop = StopReason.MaximumEpochs);
}
