using LensGrains.Learning.Embeddings;
using LensGrains.Learning.SelfSupervised;

namespace LensGrains.Cli.Embedding;

/// <summary>How vectors come about.</summary>
internal enum EmbedMethod
{
    /// <summary>An encoder trained on the catalogue's own images without labels.</summary>
    Ssl,

    /// <summary>An encoder or a member that was trained elsewhere.</summary>
    Pretrained,

    /// <summary>The penultimate layer of a member of this catalogue's campaigns.</summary>
    Penultimate,

    /// <summary>Principal components of a set that is there.</summary>
    Pca,
}

/// <summary>What <c>lens embed</c> was asked for.</summary>
internal sealed record EmbedRequest(string DataFolder, string Catalog, EmbedMethod? Method, string Name)
{
    /// <summary>How an encoder is trained.</summary>
    public SelfSupervisedOptions Training { get; init; } = new();

    /// <summary>A safetensors file; null: none was named.</summary>
    public string? Weights { get; init; }

    /// <summary>The set that principal components are taken of.</summary>
    public string From { get; init; } = "features";

    /// <summary>Principal components to keep; null: vectors stay as they are.</summary>
    public PcaOptions? Components { get; init; }

    /// <summary>Whether vectors get length one.</summary>
    public bool IsUnit { get; init; }

    /// <summary>Whether vectors are means over the eight orientations of each image.</summary>
    public bool AveragesOrientations { get; init; } = true;

    /// <summary>Pixels along a side of what an encoder sees.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Images that an encoder is trained on at most.</summary>
    public int TrainingImages { get; init; } = 20_000;

    /// <summary>Where networks run.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>A CSV of labels by which the catalogue's sets are compared; null: they are not.</summary>
    public LabelChoice? Labels { get; init; }
}

/// <summary>Where labels are.</summary>
/// <param name="Path">A CSV.</param>
/// <param name="Column">Its column of labels; null: the usual ones.</param>
/// <param name="Positive">The label of positives; null: the usual ones.</param>
internal sealed record LabelChoice(string Path, string? Column, string? Positive);

/// <summary>An embedding cannot be made; the message says why.</summary>
internal sealed class EmbedException(string message) : Exception(message);
