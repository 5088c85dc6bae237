using LensGrains.Learning.Members;

namespace LensGrains.Learning.Training;

/// <summary>What one epoch gave.</summary>
/// <param name="Loss">Mean loss of its batches, all terms together.</param>
/// <param name="HeldOut">Cross-entropy of the held-out rows, nats, both classes weighing the same; null where none are held out.</param>
/// <param name="Terms">Means of what the member says besides, by name.</param>
/// <param name="Rate">The greatest learning rate at its end.</param>
public sealed record ImageEpoch(double Loss, double? HeldOut, IReadOnlyDictionary<string, double> Terms, double Rate);

/// <summary>How the training of a member on images went.</summary>
/// <param name="Epochs">Per epoch.</param>
/// <param name="BestEpoch">The epoch (from 0) whose weights were kept.</param>
/// <param name="Stop">Why training ended.</param>
/// <param name="HeldOut">The sources that the member did not train on, with its scores.</param>
/// <param name="TrainOrdinals">The sources that it trained on.</param>
/// <param name="Unread">Labelled sources whose image could not be read; they took no part.</param>
/// <param name="SamplesAtOnce">Most samples that went through the network at once; fewer than the batch where memory was short.</param>
/// <param name="Seconds">Wall-clock time.</param>
public sealed record ImageTrainingReport(
    IReadOnlyList<ImageEpoch> Epochs,
    int BestEpoch,
    StopReason Stop,
    IReadOnlyList<HeldOutScore> HeldOut,
    IReadOnlyList<int> TrainOrdinals,
    IReadOnlyList<int> Unread,
    int SamplesAtOnce,
    double Seconds);

/// <summary>Where the training of a member on images stands after a step.</summary>
/// <param name="Epoch">The epoch that runs, from 0.</param>
/// <param name="Epochs">Epochs at most.</param>
/// <param name="Step">Steps of it that are done.</param>
/// <param name="StepsPerEpoch">Steps that it has.</param>
/// <param name="Ended">What the epoch gave, with its last step; null before.</param>
public readonly record struct ImageTrainingProgress(int Epoch, int Epochs, int Step, int StepsPerEpoch, ImageEpoch? Ended)
{
    /// <summary>Share of the longest possible training that is done, in [0, 1].</summary>
    public double Share => (Epoch + ((double)Step / StepsPerEpoch)) / Epochs;
}

/// <summary>What training a member on images gave.</summary>
public sealed record TrainedImageMember(ImageMemberCheckpoint Checkpoint, ImageTrainingReport Report);

/// <summary>How the training of a member on images that is cut off goes on elsewhere.</summary>
/// <param name="From">Where an earlier run of the same training stood; null: at the beginning. Of another training: ignored.</param>
/// <param name="Keep">Takes a checkpoint, on the training's thread; it must not wait.</param>
/// <param name="KeepEvery">Time between two.</param>
public sealed record ImageTrainingBreaks(ImageTrainingCheckpoint? From, Action<ImageTrainingCheckpoint> Keep, TimeSpan KeepEvery)
{
    /// <summary>Whether a checkpoint is kept at once when the training is cancelled, whenever the last one was.</summary>
    public bool KeepWhenCancelled { get; init; }
}
