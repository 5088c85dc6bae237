using System.Text.Json.Serialization;
using LensGrains.Imaging;
using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Networks.Graphs;

namespace LensGrains.Learning.Training;

/// <summary>How a member on images is built and trained. The defaults suit narrow networks, some hundred to some ten thousand labels and a processor.</summary>
public sealed record ImageMemberOptions
{
    /// <summary>The architecture: one of <see cref="ImageMembers.Kinds"/>.</summary>
    public string Kind { get; init; } = "resnet18_narrow";

    /// <summary>What the network sees of a source.</summary>
    public ImageContract Contract { get; init; } = new();

    /// <summary>Catalogue columns that it takes besides the image, for the kinds that do.</summary>
    public IReadOnlyList<ColumnScale> Columns { get; init; } = [];

    /// <summary>The network's layers, for the kind <c>layers</c>; null for every other.</summary>
    [JsonConverter(typeof(LayerGraphJson))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LayerGraph? Graph { get; init; }

    /// <summary>Numbers that only this kind of member knows, by name.</summary>
    public IReadOnlyDictionary<string, double> Special { get; init; } = new Dictionary<string, double>();

    /// <summary>Most epochs; the learning rate falls over all of them.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Draws in an epoch; 0: as many as there are training rows.</summary>
    public int SamplesPerEpoch { get; init; }

    /// <summary>Samples in a step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>AdamW's greatest learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Learning rate of everything but the head, as a share of <see cref="LearningRate"/>.</summary>
    public double BodyRate { get; init; } = 1;

    /// <summary>Parts that do not learn, by the beginnings of their parameters' names; their batch norms stay as they are.</summary>
    public IReadOnlyList<string> Frozen { get; init; } = [];

    /// <summary>Decoupled weight decay per step and unit of learning rate, for weights alone, not for biases and norms.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Share of all steps over which the learning rate rises.</summary>
    public double WarmUp { get; init; } = 0.05;

    /// <summary>The last learning rate as a share of the greatest.</summary>
    public double LastRate { get; init; } = 0.01;

    /// <summary>Greatest Euclidean length of a step's gradient; 0: as long as it is.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>The classifier's loss.</summary>
    public LossOptions Loss { get; init; } = new();

    /// <summary>How training images are varied.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.D4;

    /// <summary>Epochs without a better held-out loss after which training stops.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>Share of each class that is held out of training, in [0, 0.5].</summary>
    public double HeldOutFraction { get; init; } = 0.2;

    /// <summary>Whether samples get random weights, so that members differ by more than their start.</summary>
    public bool Bootstrap { get; init; } = true;

    /// <summary>Whether products run in bfloat16 where the tensor library can.</summary>
    public bool Bfloat16 { get; init; }

    /// <summary>Seed of starting weights, split, sample weights, batches, augmentation and dropout.</summary>
    public long Seed { get; init; }

    /// <summary>Which part of the split is held out.</summary>
    public int Fold { get; init; }

    /// <summary>Seed of the split alone; null: the member's own seed.</summary>
    public long? SplitSeed { get; init; }

    /// <summary>How rows are chosen to be held out.</summary>
    internal SplitOptions Split => new(HeldOutFraction, Fold, SplitSeed ?? Seed);

    /// <exception cref="LayerGraphException">The graph of layers cannot be built.</exception>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        ValidateSettings();
        ImageMembers.RequireGraph(Kind, Graph, Contract, Special);
    }

    /// <summary>Checks everything but the graph of layers, which may not have been read yet.</summary>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void ValidateSettings()
    {
        Contract.Validate();
        Loss.Validate();
        Augmentation.Validate();
        ImageMembers.Require(Kind, Special);
        Require(
            Columns.Count is >= 0 and <= 64 && ImageMembers.TakesColumns(Kind) == Columns.Count > 0,
            ImageMembers.TakesColumns(Kind) ? $"'{Kind}' takes 1 to 64 columns: name them" : $"'{Kind}' takes no columns");
        Require(Epochs is > 0 and <= 10_000 && Patience > 0, "epochs are 1 to 10,000, the patience is positive");
        Require(BatchSize is > 0 and <= 65_536 && SamplesPerEpoch >= 0, "a step has 1 to 65,536 samples");
        Require(LearningRate is > 0 and <= 1 && BodyRate is >= 0 and <= 10, "the learning rate is in (0, 1], that of the body 0 to 10 times it");
        Require(WeightDecay is >= 0 and <= 1, "the weight decay is in [0, 1]");
        Require(WarmUp is >= 0 and <= 1 && LastRate is >= 0 and <= 1, "warm-up and last rate are shares");
        Require(ClipNorm >= 0, "the gradient's length is not negative");
        Require(HeldOutFraction is >= 0 and <= 0.5, "the held-out fraction is in [0, 0.5]");
        Require(Fold >= 0, "the fold is not negative");
    }

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ArgumentException($"Member options: {rule}.");
        }
    }
}
