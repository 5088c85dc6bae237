namespace LensGrains.Learning.Members;

/// <summary>
/// How one member of an ensemble is built and trained. A plain network with one hidden layer, the function that the reference
/// system's gated network reduces to: Linear(d, h) - GELU - Linear(h, 1); 66,049 parameters at d = h = 256.
/// </summary>
public sealed record MemberOptions
{
    /// <summary>The architecture: <c>mlp</c>, the only one so far.</summary>
    public string Kind { get; init; } = "mlp";

    /// <summary>Width h of the hidden layer, units.</summary>
    public int HiddenWidth { get; init; } = 256;

    /// <summary>Adam's learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Decoupled weight decay per step and unit of learning rate.</summary>
    public double WeightDecay { get; init; } = 1e-5;

    /// <summary>Probability with which a hidden unit is left out of a training step.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>Most draws in one batch; small sets use smaller batches.</summary>
    public int BatchSize { get; init; } = 2048;

    /// <summary>Epochs before early stopping may act.</summary>
    public int WarmUpEpochs { get; init; } = 20;

    /// <summary>Epochs without a better held-out loss after which training stops.</summary>
    public int Patience { get; init; } = 40;

    /// <summary>Most epochs.</summary>
    public int MaximumEpochs { get; init; } = 400;

    /// <summary>Epochs when a class is too small to hold any of it out, so that nothing can stop early.</summary>
    public int EpochsWithoutHeldOut { get; init; } = 200;

    /// <summary>Share of each class that is held out of training, in [0, 0.5].</summary>
    public double HeldOutFraction { get; init; } = 0.2;

    /// <summary>Whether samples get random weights, so that members differ by more than their start.</summary>
    public bool Bootstrap { get; init; } = true;

    /// <summary>γ of the focal loss (Lin et al. 2017, arXiv:1708.02002); 0: plain cross-entropy.</summary>
    public double FocalGamma { get; init; }

    /// <summary>
    /// ε in [0, 0.5] of label smoothing (Szegedy et al. 2016, arXiv:1512.00567): training draws a target t towards ½, as t (1 - ε) + ε / 2. The
    /// held-out loss is told with the targets as they are.
    /// </summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Seed of starting weights, split, sample weights, batches and dropout.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// Which part of the split is held out. Members that share <see cref="SplitSeed"/> and take different folds hold out
    /// different sources, so that together they score every labelled source without having trained on it.
    /// </summary>
    public int Fold { get; init; }

    /// <summary>Seed of the split alone; null: the member's own seed.</summary>
    public long? SplitSeed { get; init; }

    /// <summary>How rows are chosen to be held out.</summary>
    internal SplitOptions Split => new(HeldOutFraction, Fold, SplitSeed ?? Seed);

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        Require(Kind == "mlp", $"unknown kind '{Kind}': mlp");
        Require(HiddenWidth is > 0 and <= 8192, "the hidden width is 1 to 8192");
        Require(LearningRate is > 0 and <= 1, "the learning rate is in (0, 1]");
        Require(WeightDecay is >= 0 and < 1, "the weight decay is in [0, 1)");
        Require(Dropout is >= 0 and < 1, "the dropout is in [0, 1)");
        Require(BatchSize > 0 && Patience > 0 && MaximumEpochs > 0 && EpochsWithoutHeldOut > 0, "batch size, patience and epochs are positive");
        Require(WarmUpEpochs >= 0 && Fold >= 0, "warm-up and fold are not negative");
        Require(HeldOutFraction is >= 0 and <= 0.5, "the held-out fraction is in [0, 0.5]");
        Require(LabelSmoothing is >= 0 and <= 0.5, "the label smoothing is in [0, 0.5]");
        Require(FocalGamma is >= 0 and <= 10, "γ is in [0, 10]");
    }

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ArgumentException($"Member options: {rule}.");
        }
    }
}
