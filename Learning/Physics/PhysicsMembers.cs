using LensGrains.Imaging;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Physics;

/// <summary>The physics-informed members by name, with the numbers that only they know.</summary>
public static class PhysicsMembers
{
    private const double DefaultPixelScaleArcsec = 0.2;
    private static readonly PhysicsOptions NetworkDefaults = new();
    private static readonly PhysicsLossOptions LossDefaults = new();

    private static readonly SpecialNumber ParameterWeight = new(
        "parameterWeight", 0, double.PositiveInfinity, LossDefaults.ParameterWeight, "Weight of the lens parameters' likelihood, where they are known.");

    private static readonly SpecialNumber PhysicsWeight = new(
        "physicsWeight", 0, double.PositiveInfinity, LossDefaults.PhysicsWeight, "Weight of the physics loss once it has come in; 0: no ray is traced.");

    private static readonly SpecialNumber CurriculumStart = new(
        "curriculumStart", 0, 1, LossDefaults.Curriculum.Start, "Share of the training after which the physics loss begins to come in.");

    private static readonly SpecialNumber CurriculumEnd = new(
        "curriculumEnd", 0, double.PositiveInfinity, LossDefaults.Curriculum.End, "Share of the training at which the physics loss has all its weight.");

    private static readonly SpecialNumber LearnedGate = new(
        "learnedGate", 0, 1, LossDefaults.Gate == GateLearning.Learned ? 1 : 0, "Whether the score learns from the physics loss too.") { IsYes = true };

    private static readonly SpecialNumber LensCost = new(
        "lensCost", 0, double.PositiveInfinity, LossDefaults.LensCost, "What a lens costs in units of the light left over, where the gate learns.");

    private static readonly SpecialNumber SeeingArcsec = new(
        "seeingArcsec", 1e-3, 60, NetworkDefaults.SeeingArcsec, "Full width of the seeing at half maximum, arcseconds.");

    private static readonly SpecialNumber SourceIndex = new(
        "sourceIndex", 0.36, 8, NetworkDefaults.SourceIndex, "Sérsic index of the lensed source; 1 is an exponential disc.");

    private static readonly SpecialNumber Oversampling = new(
        "oversampling", 1, 8, NetworkDefaults.Oversampling, "Rays along each side of a pixel.") { IsWhole = true };

    private static readonly SortedDictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["physics"] = "resnet18",
        ["physics_narrow"] = "resnet18_narrow",
    };

    /// <summary>Every name, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Kinds => Bodies.Keys;

    /// <summary>The numbers that only these members know: weights of the loss' terms, when the physics loss comes in, the gate, seeing and rays.</summary>
    public static IReadOnlyList<SpecialNumber> Numbers { get; } =
        [ParameterWeight, PhysicsWeight, CurriculumStart, CurriculumEnd, LearnedGate, LensCost, SeeingArcsec, SourceIndex, Oversampling];

    /// <summary>True for a name of these members.</summary>
    public static bool Knows(string kind) => Bodies.ContainsKey(kind);

    /// <summary>A member with fresh weights.</summary>
    /// <param name="options">Its kind, contract and numbers; without a pixel scale in the contract, pixels are taken as 0.2″.</param>
    /// <param name="generator">Draws the weights now and orientations later; the caller disposes of it after the member.</param>
    /// <param name="dropout">Probability with which a feature is left out before the classifier; null: the network's own.</param>
    /// <exception cref="ArgumentException">A number is outside its range.</exception>
    public static PhysicsMember Create(ImageMemberOptions options, torch.Generator generator, double? dropout = null)
    {
        double Number(SpecialNumber number) => number.In(options.Special)!.Value;
        var network = new PhysicsOptions
        {
            Backbone = Bodies[options.Kind],
            Dropout = dropout,
            Bands = options.Contract.Bands,
            ImageSize = options.Contract.Size,
            PixelScaleArcsec = options.Contract.PixelScaleArcsec ?? DefaultPixelScaleArcsec,
            Pixels = options.Contract.Normalisation is Normalisation.Automatic or Normalisation.Noise ? PixelValues.StretchedNoise : PixelValues.Linear,
            SeeingArcsec = Number(SeeingArcsec),
            SourceIndex = Number(SourceIndex),
            Oversampling = (long)Number(Oversampling),
        };
        var loss = new PhysicsLossOptions
        {
            ParameterWeight = Number(ParameterWeight),
            PhysicsWeight = Number(PhysicsWeight),
            Curriculum = new Curriculum(Number(CurriculumStart), Number(CurriculumEnd)),
            Gate = Number(LearnedGate) > 0 ? GateLearning.Learned : GateLearning.Detached,
            LensCost = Number(LensCost),
        };
        loss.Validate();
        return new PhysicsMember(new PhysicsNetwork(network, generator), loss, generator);
    }
}
