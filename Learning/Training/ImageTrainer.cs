using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Data;
using LensGrains.Learning.Members;

namespace LensGrains.Learning.Training;

/// <summary>
/// Trains one member on images: class-balanced batches, AdamW with warm-up and cosine, gradients of bounded length, early stopping on the held-out
/// loss with the best epoch's weights kept. The same set, options, start and number of threads give the same bytes on the CPU, also when the
/// training was cut off in the middle of an epoch and went on. Call it on a thread made for tensor work.
/// </summary>
/// <param name="time">Measures how long it took.</param>
/// <param name="device">Where to train: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</param>
public sealed class ImageTrainer(TimeProvider time, string device = "cpu")
{
    /// <summary>Makes the network; tests put another in its place.</summary>
    internal ImageMemberFactory Create { get; init; } = ImageMembers.Create;

    /// <summary>Trains a member from random weights, or on from other weights.</summary>
    /// <param name="set">What it learns from.</param>
    /// <param name="options">How.</param>
    /// <param name="lineage">Where the result comes from.</param>
    /// <param name="start">Weights that it starts from: a member's, an encoder's, or another library's; null: random ones.</param>
    /// <param name="progress">Hears of every step.</param>
    /// <param name="breaks">How the training goes on after a break; null: it begins anew.</param>
    /// <param name="cancellationToken">Checked before every step.</param>
    /// <exception cref="ArgumentException">The set lacks a class, or an option is out of range.</exception>
    /// <exception cref="CheckpointException"><paramref name="start"/> is of another architecture; the message names the array and both shapes.</exception>
    /// <exception cref="DataUseRefusedException">A data set among the sources may not train; the message names its card.</exception>
    /// <exception cref="TrainingFailedException">It diverged, or memory or device failed it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what <paramref name="breaks"/> was given is all that is kept.</exception>
    public TrainedImageMember Train(
        LabelledImages set,
        ImageMemberOptions options,
        MemberLineage lineage,
        SafeTensors? start = null,
        IProgress<ImageTrainingProgress>? progress = null,
        ImageTrainingBreaks? breaks = null,
        CancellationToken cancellationToken = default)
    {
        options.Validate();
        set.RequireTrainable();
        if (!set.Images.Contract.Equals(options.Contract))
        {
            throw new ArgumentException("The images are not what the member's contract asks for.", nameof(set));
        }

        if ((set.Columns?.Length ?? 0) != options.Columns.Count * set.Count)
        {
            throw new ArgumentException($"The member takes {options.Columns.Count} columns of each source.", nameof(set));
        }

        var before = start is not null && ImageMemberCheckpoint.Is(start) ? ImageMemberCheckpoint.Of(start).TrainedOrdinals : null;
        var split = HeldOutSplit.Of(set, options.Split, before);
        using var scope = torch.NewDisposeScope();
        using var training = new ImageTraining(set, options, split, start, torch.device(device), Create);
        var run = new ImageTrainingRun(training, options, time, progress, breaks, ImageTrainingCheckpoint.WorkOf(set, options, lineage));
        var (best, stop) = Guarded(() => run.ToEnd(cancellationToken));

        int[] trained = [.. split.Train.Select(row => set.Ordinals.Span[row])];
        var heldOut = split.HeldOut.Select((row, i) => new HeldOutScore(set.Ordinals.Span[row], set.Positives.Span[row], best.Scores[i]));
        var report = new ImageTrainingReport(
            run.Epochs, best.Epoch, stop, [.. heldOut], trained, [.. training.Unread.Order().Select(row => set.Ordinals.Span[(int)row])],
            training.Part, run.Seconds);
        return new TrainedImageMember(ImageMemberCheckpoint.Of(options, lineage, best.Arrays, trained.Union(before ?? (IEnumerable<int>)[])), report);
    }

    private static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception lost) when (DeviceFaults.IsDeviceLost(lost))
        {
            throw new TrainingFailedException(TrainingFailureKind.DeviceLost, "The device does not answer any more.", lost);
        }
    }
}
