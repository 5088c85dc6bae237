using LensGrains.Learning.Embeddings;

namespace LensGrains.Learning.SelfSupervised;

/// <summary>How a self-supervised training ended.</summary>
public enum SelfSupervisedOutcome
{
    /// <summary>All epochs were run.</summary>
    Completed,

    /// <summary>Its minutes were over before.</summary>
    TimeUp,

    /// <summary>The encoder gives all images nearly the same vector: its embedding is of no use.</summary>
    Collapsed,

    /// <summary>The loss or the vectors were no numbers any more; the encoder is that of the last whole epoch before.</summary>
    Diverged,
}

/// <summary>One epoch, or the part of one for which there was time.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">Mean over its batches.</param>
/// <param name="Spread">Of the features of a fixed sample afterwards.</param>
/// <param name="Seconds">Time that it took.</param>
/// <param name="ImagesPerSecond">Images a second, each counted once though it is seen twice.</param>
public sealed record SelfSupervisedEpoch(int Epoch, double Loss, EmbeddingSpread Spread, double Seconds, double ImagesPerSecond);

/// <summary>What a training that runs says of itself.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Epochs">Of so many.</param>
/// <param name="Progress">Share of the training done, in [0, 1].</param>
/// <param name="Loss">Of the last batch.</param>
/// <param name="Elapsed">Time since it began, earlier runs included.</param>
/// <param name="Left">Time it will still take; null: not known yet.</param>
/// <param name="Last">The last whole epoch; null: none yet.</param>
public sealed record SelfSupervisedProgress(
    int Epoch, int Epochs, double Progress, double Loss, TimeSpan Elapsed, TimeSpan? Left, SelfSupervisedEpoch? Last);

/// <summary>What a training did.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Epochs">Every epoch.</param>
/// <param name="Seconds">Time that it took, earlier runs included.</param>
/// <param name="Columns">How well each column is told from the tenth of the images that was held out; empty for other methods.</param>
public sealed record SelfSupervisedReport(
    SelfSupervisedOutcome Outcome, IReadOnlyList<SelfSupervisedEpoch> Epochs, double Seconds, IReadOnlyList<ColumnFit> Columns);

/// <summary>A trained encoder and how it came to be.</summary>
/// <param name="Encoder">The encoder alone.</param>
/// <param name="Report">How it came to be.</param>
public sealed record TrainedEncoder(EncoderCheckpoint Encoder, SelfSupervisedReport Report);
