using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Data;

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
    /// <param name="set">What it learns from.</param>
    /// <param name="options">How.</param>
    /// <param name="lineage">Where the result comes from.</param>
    /// <param name="parent">What it goes on from; null: random weights.</param>
    /// <param name="progress">Hears of every epoch, those of an earlier run included.</param>
    /// <param name="breaks">How the training goes on after a break; null: it begins anew.</param>
    /// <param name="cancellationToken">Checked before every batch.</param>
    /// <exception cref="ArgumentException">
    /// The set lacks a class or the neighbours that the member looks at, an option is out of range, or the parent has another shape or has seen
    /// other features.
    /// </exception>
    /// <exception cref="DataUseRefusedException">A data set among the sources may not train; the message names its card.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what <paramref name="breaks"/> was given is all that is kept.</exception>
    public TrainedMember Train(
        TrainingSet set,
        MemberOptions options,
        MemberLineage lineage,
        MemberCheckpoint? parent = null,
        IProgress<TrainingProgress>? progress = null,
        TrainingBreaks? breaks = null,
        CancellationToken cancellationToken = default)
    {
        options.Validate();
        RequireTrainable(set, options, lineage, parent);
        var started = time.GetTimestamp();
        var split = HeldOutSplit.Of(set, options.Split, parent?.TrainedOrdinals);
        using var scope = torch.NewDisposeScope();
        using var training = new MemberTraining(set, options, split, parent, torch.device(device));
        var work = TrainingCheckpoint.WorkOf(set, options, lineage);
        var from = breaks?.From is { } earlier && earlier.IsOf(work) ? earlier : null;
        var before = from?.Restore(training, set, options, lineage);
        var run = new TrainingRun(
            training, options, progress, time, breaks?.KeepEvery ?? Timeout.InfiniteTimeSpan,
            best => breaks!.Keep(TrainingCheckpoint.Of(work, training, best, SecondsSince(started, from))));
        var best = run.ToEnd(before, cancellationToken);

        var trained = split.Train.Select(row => set.Ordinals.Span[row]).ToArray();
        best.Tensors["trained.ordinals"] = Ordinals(trained.Union(parent?.TrainedOrdinals ?? (IEnumerable<int>)[]));
        var heldOut = split.HeldOut.Select((row, i) => new HeldOutScore(set.Ordinals.Span[row], set.Positives.Span[row], best.Scores[i]));
        return new TrainedMember(
            MemberCheckpoint.Of(set.Dimensions, options, lineage, best.Tensors),
            new TrainingReport(best.Losses, best.Epoch, best.Stop, heldOut.ToArray(), trained, SecondsSince(started, from)));
    }

    private double SecondsSince(long started, TrainingCheckpoint? from) => time.GetElapsedTime(started).TotalSeconds + (from?.Seconds ?? 0);

    private static void RequireTrainable(TrainingSet set, MemberOptions options, MemberLineage lineage, MemberCheckpoint? parent)
    {
        set.RequireTrainable();
        var shape = MemberShape.Of(set.Dimensions, options);
        if (parent is not null && parent.Shape != shape)
        {
            throw new ArgumentException($"The parent is of kind {parent.Shape}, the member of kind {shape}.");
        }

        if (parent?.Lineage.Features is { } seen && lineage.Features is { } now && seen != now)
        {
            throw new ArgumentException($"The parent has seen the features '{seen}', the member would see '{now}'.");
        }

        RequireNeighbours(set, shape);
    }

    private static void RequireNeighbours(TrainingSet set, MemberShape shape)
    {
        if (shape.Neighbours == 0)
        {
            return;
        }

        var around = set.Around?.Neighbours ?? throw new ArgumentException($"A member of kind {shape} needs positions: nobody looked who is near these sources.");
        if (around.Most != shape.Neighbours || around.RadiusArcsec != shape.RadiusArcsec)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"A member of kind {shape} does not go with {around.Most} neighbours within {around.RadiusArcsec} arcsec."));
        }
    }

    private static StoredTensor Ordinals(IEnumerable<int> ordinals)
    {
        var sorted = ordinals.Order().Select(ordinal => (long)ordinal).ToArray();
        return StoredTensor.Of(sorted, sorted.Length);
    }
}
