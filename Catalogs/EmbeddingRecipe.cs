using System.Collections.Immutable;

namespace LensGrains.Catalogs;

/// <summary>What made the vectors of an embedding set, so that they can be made again, and for sources that come later.</summary>
/// <param name="Method"><c>ssl</c>, <c>pretrained</c>, <c>penultimate</c> or <c>pca</c>.</param>
/// <param name="TrainedOnPool">Whether what made them was trained on images of this very catalogue.</param>
/// <param name="MadeAt">When.</param>
public sealed record EmbeddingRecipe(string Method, bool TrainedOnPool, DateTimeOffset MadeAt)
{
    /// <summary>The network's architecture; null: none.</summary>
    public string? Network { get; init; }

    /// <summary>Path of the network's safetensors file; null: none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>SHA-256 of that file, lower-case hex.</summary>
    public string? CheckpointSha256 { get; init; }

    /// <summary>Path of the safetensors file with principal components and length; null: vectors are stored as they came.</summary>
    public string? Projection { get; init; }

    /// <summary>What the network sees of a source: bands, pixels, scale, normalisation, in words.</summary>
    public string? Images { get; init; }

    /// <summary>The set that the vectors were computed from; null: images.</summary>
    public string? From { get; init; }

    /// <summary>Version of that set.</summary>
    public int? FromVersion { get; init; }

    /// <summary>Seed of the training.</summary>
    public long? Seed { get; init; }

    /// <summary>Further words by name: how the training ended, epochs, augmentation.</summary>
    public ImmutableSortedDictionary<string, string> Notes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Figures by name: loss, spread, share of the variance explained, seconds.</summary>
    public ImmutableSortedDictionary<string, double> Figures { get; init; } = ImmutableSortedDictionary<string, double>.Empty;
}

/// <summary>How well labels can be read off an embedding set with a straight line: cross-validated area under the ROC curve.</summary>
/// <param name="Auroc">Mean over seeds of the mean over folds.</param>
/// <param name="Deviation">Standard deviation over seeds.</param>
/// <param name="Positives">Labelled positives with a vector in every set that was compared.</param>
/// <param name="Negatives">The others.</param>
/// <param name="LabelsSha256">Of the labels; only figures on the same labels compare.</param>
/// <param name="EmbeddingVersion">Version of the set that was measured.</param>
public sealed record EmbeddingMeasurement(
    double Auroc, double Deviation, int Positives, int Negatives, string LabelsSha256, int EmbeddingVersion);
