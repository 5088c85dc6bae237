using LensGrains.Learning.Augmentations;

namespace LensGrains.Learning.SelfSupervised;

/// <summary>How an encoder is trained without lens labels.</summary>
public enum SelfSupervisedMethod
{
    /// <summary>Contrastive: every other sample of a batch is a counterexample.</summary>
    SimClr,

    /// <summary>With a slowly following target network and no counterexamples.</summary>
    Byol,

    /// <summary>With a slowly following teacher that sorts views into prototypes, and no counterexamples.</summary>
    Dino,

    /// <summary>Supervised: catalogue columns, such as a redshift or a morphology, are told from the image.</summary>
    Columns,
}

/// <summary>How a self-supervised training goes.</summary>
public sealed record SelfSupervisedOptions
{
    /// <summary>The method.</summary>
    public SelfSupervisedMethod Method { get; init; } = SelfSupervisedMethod.SimClr;

    /// <summary>The encoder, a name of <see cref="Networks.Backbones"/>.</summary>
    public string Network { get; init; } = "resnet18_narrow";

    /// <summary>Times that the whole pool is seen.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Samples in a batch, each seen twice.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Peak learning rate of AdamW.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Share of the training in which the learning rate rises; then it falls along half a cosine.</summary>
    public double WarmUp { get; init; } = 0.05;

    /// <summary>Longest joint norm of the gradients; longer ones are shortened.</summary>
    public double GradientNorm { get; init; } = 5;

    /// <summary>SimCLR's τ.</summary>
    public double Temperature { get; init; } = 0.2;

    /// <summary>Momentum of BYOL's target and DINO's teacher at the start; it rises to 1.</summary>
    public double TargetMomentum { get; init; } = 0.99;

    /// <summary>DINO's prototypes.</summary>
    public int Prototypes { get; init; } = 1024;

    /// <summary>DINO's τₛ.</summary>
    public double StudentTemperature { get; init; } = 0.1;

    /// <summary>DINO's τₜ.</summary>
    public double TeacherTemperature { get; init; } = 0.04;

    /// <summary>Momentum of the centre of the teacher's scores.</summary>
    public double CentreMomentum { get; init; } = 0.9;

    /// <summary>Hidden width of the heads.</summary>
    public int HiddenWidth { get; init; } = 256;

    /// <summary>Width of what the loss compares.</summary>
    public int ProjectionWidth { get; init; } = 64;

    /// <summary>What makes one view differ from the other.</summary>
    public Augmentation Augmentation { get; init; } = Views;

    /// <summary>Seed of weights, order and augmentation.</summary>
    public long Seed { get; init; } = 1234;

    /// <summary>The training ends after so many minutes at the latest, with its learning rate brought down in time; null: by epochs alone.</summary>
    public double? MaximumMinutes { get; init; }

    /// <summary>Two views of a sample: another night, another distance, another calibration.</summary>
    public static Augmentation Views { get; } = Augmentation.Sky with { FluxScale = 0.3, BandJitter = 0.1, Zoom = 0.15 };

    /// <exception cref="ArgumentException">A value is outside its range; the message names it.</exception>
    public void Validate()
    {
        Require(Epochs is >= 1 and <= 100_000, "epochs are 1 to 100,000");
        Require(BatchSize is >= 2 and <= 65_536, "a batch has 2 to 65,536 samples");
        Require(LearningRate is > 0 and <= 10, "the learning rate is in (0, 10]");
        Require(WeightDecay is >= 0 and <= 10, "the weight decay is 0 to 10");
        Require(WarmUp is >= 0 and < 1, "the warm-up is a share in [0, 1)");
        Require(GradientNorm > 0, "the gradient's norm is above 0");
        Require(Temperature is > 0 and <= 10, "the temperature is in (0, 10]");
        Require(StudentTemperature is > 0 and <= 10 && TeacherTemperature is > 0 and <= 10, "temperatures are in (0, 10]");
        Require(CentreMomentum is >= 0 and < 1, "the centre's momentum is in [0, 1)");
        Require(Prototypes is >= 2 and <= 65_536, "prototypes are 2 to 65,536");
        Require(TargetMomentum is >= 0 and < 1, "the target's momentum is in [0, 1)");
        Require(HiddenWidth is >= 1 and <= 65_536 && ProjectionWidth is >= 1 and <= 65_536, "widths are 1 to 65,536");
        Require(MaximumMinutes is null or > 0, "the minutes are above 0");
        Augmentation.Validate();
    }

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ArgumentException($"Self-supervised options: {rule}.");
        }
    }
}
