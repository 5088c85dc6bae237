namespace LensGrains.Learning.Members;

/// <summary>
/// How one member on vectors is built and trained. <c>mlp</c>: a plain network with one hidden layer, the function that the reference
/// system's gated network reduces to: Linear(d, h) - GELU - Linear(h, 1); 66,049 parameters at d = h = 256. <c>gmlp</c>: a network whose
/// gates do something, <see cref="Networks.GatedMlp"/>; 53,969 parameters at d = h = 256. <c>field_attention</c>: a network that also sees the
/// features of a source's neighbours on the sky, <see cref="Networks.FieldAttention"/>.
/// </summary>
public sealed record MemberOptions
{
    /// <summary>The kind of a plain network.</summary>
    public const string Plain = "mlp";

    /// <summary>The kind of a gated network.</summary>
    public const string Gated = "gmlp";

    /// <summary>The kind of a network over a source and its neighbours on the sky.</summary>
    public const string Field = "field_attention";

    /// <summary>Most neighbours that may be asked for.</summary>
    public const int MostNeighbours = 64;

    /// <summary>The greatest distance of neighbours that may be asked for, arcsec.</summary>
    public const int WidestArcsec = 3600;

    /// <summary>Every kind.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Plain, Gated, Field];

    /// <summary>The architecture: one of <see cref="Kinds"/>.</summary>
    public string Kind { get; init; } = Plain;

    /// <summary>Width h of the hidden layer, or of each gated block before its halves part, units.</summary>
    public int HiddenWidth { get; init; } = 256;

    /// <summary>Tokens t that a gated network cuts the features into; no more than there are features.</summary>
    public int Tokens { get; init; } = 8;

    /// <summary>Width of a gated network's tokens, or of a source within a network over neighbours.</summary>
    public int TokenWidth { get; init; } = 64;

    /// <summary>Blocks of a gated network, or layers of a network over neighbours.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Heads of each layer of a network over neighbours; they divide its width.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Most neighbours k that a network over neighbours sees of a source.</summary>
    public int Neighbours { get; init; } = 8;

    /// <summary>How far these lie at most.</summary>
    public double RadiusArcsec { get; init; } = 60;

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
        RequireKind(Kind);
        Require(HiddenWidth is > 0 and <= 8192, "the hidden width is 1 to 8192");
        Require(Kind != Gated || HiddenWidth % 2 == 0, "the hidden width of a gmlp is even, since its halves part");
        Require(Tokens is >= 2 and <= 1024 && TokenWidth is > 0 and <= 4096 && Depth is > 0 and <= 64, "tokens are 2 to 1024, 1 to 4096 wide, in 1 to 64 blocks");
        Require(Heads > 0 && (Kind != Field || TokenWidth % Heads == 0), "the heads divide the tokens' width");
        Require(Neighbours is > 0 and <= MostNeighbours, $"neighbours are 1 to {MostNeighbours}");
        Require(RadiusArcsec is > 0 and <= WidestArcsec, $"the radius is above 0 and at most {WidestArcsec} arcsec");
        Require(LearningRate is > 0 and <= 1, "the learning rate is in (0, 1]");
        Require(WeightDecay is >= 0 and < 1, "the weight decay is in [0, 1)");
        Require(Dropout is >= 0 and < 1, "the dropout is in [0, 1)");
        Require(BatchSize > 0 && Patience > 0 && MaximumEpochs > 0 && EpochsWithoutHeldOut > 0, "batch size, patience and epochs are positive");
        Require(WarmUpEpochs >= 0 && Fold >= 0, "warm-up and fold are not negative");
        Require(HeldOutFraction is >= 0 and <= 0.5, "the held-out fraction is in [0, 0.5]");
        Require(LabelSmoothing is >= 0 and <= 0.5, "the label smoothing is in [0, 0.5]");
        Require(FocalGamma is >= 0 and <= 10, "γ is in [0, 10]");
    }

    /// <exception cref="ArgumentException">There is no such kind; the message names it.</exception>
    internal static void RequireKind(string kind) => Require(Kinds.Contains(kind), $"unknown kind '{kind}': {string.Join(", ", Kinds)}");

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ArgumentException($"Member options: {rule}.");
        }
    }
}
