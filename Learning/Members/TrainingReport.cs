namespace LensGrains.Learning.Members;

/// <summary>Why training ended.</summary>
public enum StopReason
{
    /// <summary>The held-out loss had not improved for the patience.</summary>
    Patience,

    /// <summary>The most epochs were done.</summary>
    MaximumEpochs,
}

/// <summary>The losses of one epoch: mean (focal) cross-entropy per class-balanced sample, nats.</summary>
/// <param name="Train">Over the epoch's batches.</param>
/// <param name="HeldOut">Over the held-out rows, both classes weighing the same; null where none are held out.</param>
public readonly record struct EpochLoss(double Train, double? HeldOut);

/// <summary>A held-out source and the member's score for it, in [0, 1].</summary>
public readonly record struct HeldOutScore(int Ordinal, bool Positive, float Score);

/// <summary>How a member's training went.</summary>
/// <param name="Losses">Per epoch.</param>
/// <param name="BestEpoch">The epoch (from 0) whose weights were kept.</param>
/// <param name="Stop">Why training ended.</param>
/// <param name="HeldOut">The sources that the member did not train on, with its scores.</param>
/// <param name="TrainOrdinals">The sources that it trained on.</param>
/// <param name="Seconds">Wall-clock time.</param>
public sealed record TrainingReport(
    IReadOnlyList<EpochLoss> Losses,
    int BestEpoch,
    StopReason Stop,
    IReadOnlyList<HeldOutScore> HeldOut,
    IReadOnlyList<int> TrainOrdinals,
    double Seconds)
{
    /// <summary>Epochs done.</summary>
    public int Epochs => Losses.Count;
}

/// <summary>Where a training stands after an epoch.</summary>
/// <param name="Epoch">The epoch that has ended, from 0.</param>
/// <param name="MaximumEpochs">Epochs at most.</param>
/// <param name="Loss">The epoch's losses.</param>
/// <param name="Steps">Steps of the optimiser in the epoch.</param>
public readonly record struct TrainingProgress(int Epoch, int MaximumEpochs, EpochLoss Loss, int Steps = 0);

/// <summary>What training a member gave.</summary>
public sealed record TrainedMember(MemberCheckpoint Checkpoint, TrainingReport Report);
