using LensGrains.Imaging;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Physics;

/// <summary>The physics-informed members by name, with the numbers that only they know.</summary>
public static class PhysicsMembers
{
    private const double DefaultPixelScaleArcsec = 0.2;
    private const string ParameterWeight = "parameterWeight";
    private const string PhysicsWeight = "physicsWeight";
    private const string CurriculumStart = "curriculumStart";
    private const string CurriculumEnd = "curriculumEnd";
    private const string LearnedGate = "learnedGate";
    private const string LensCost = "lensCost";
    private const string SeeingArcsec = "seeingArcsec";
    private const string SourceIndex = "sourceIndex";
    private const string Oversampling = "oversampling";

    private static readonly SortedDictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["physics"] = "resnet18",
        ["physics_narrow"] = "resnet18_narrow",
    };

    /// <summary>Every name, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Kinds => Bodies.Keys;

    /// <summary>
    /// The numbers and their least and greatest values: weights of the loss' terms (<c>parameterWeight</c> 0.3, <c>physicsWeight</c> 1), shares
    /// of the training between which the physics loss comes in (<c>curriculumStart</c> 0.1, <c>curriculumEnd</c> 0.5), <c>learnedGate</c> 0 or
    /// 1 with <c>lensCost</c> 0.02, <c>seeingArcsec</c> 0.7, <c>sourceIndex</c> 1 and <c>oversampling</c> 1.
    /// </summary>
    public static IReadOnlyDictionary<string, (double Least, double Most)> Numbers { get; } = new SortedDictionary<string, (double, double)>(StringComparer.Ordinal)
    {
        [ParameterWeight] = (0, 100),
        [PhysicsWeight] = (0, 100),
        [CurriculumStart] = (0, 1),
        [CurriculumEnd] = (1e-6, 2),
        [LearnedGate] = (0, 1),
        [LensCost] = (0, 1),
        [SeeingArcsec] = (0.01, 60),
        [SourceIndex] = (0.36, 8),
        [Oversampling] = (1, 8),
    };

    /// <summary>True for a name of these members.</summary>
    public static bool Knows(string kind) => Bodies.ContainsKey(kind);

    /// <summary>A member with fresh weights.</summary>
    /// <param name="options">Its kind, contract and numbers; without a pixel scale in the contract, pixels are taken as 0.2″.</param>
    /// <param name="generator">Draws the weights now and orientations later; the caller disposes of it after the member.</param>
    /// <param name="dropout">Probability with which a feature is left out before the classifier; null: the network's own.</param>
    /// <exception cref="ArgumentException">A number is outside its range.</exception>
    public static PhysicsMember Create(ImageMemberOptions options, torch.Generator generator, double? dropout = null)
    {
        var special = options.Special;
        var network = new PhysicsOptions
        {
            Backbone = Bodies[options.Kind],
            Dropout = dropout,
            Bands = options.Contract.Bands,
            ImageSize = options.Contract.Size,
            PixelScaleArcsec = options.Contract.PixelScaleArcsec ?? DefaultPixelScaleArcsec,
            Pixels = options.Contract.Normalisation is Normalisation.Automatic or Normalisation.Noise ? PixelValues.StretchedNoise : PixelValues.Linear,
            SeeingArcsec = special.GetValueOrDefault(SeeingArcsec, 0.7),
            SourceIndex = special.GetValueOrDefault(SourceIndex, 1),
            Oversampling = (long)special.GetValueOrDefault(Oversampling, 1),
        };
        var loss = new PhysicsLossOptions();
        loss = loss with
        {
            ParameterWeight = special.GetValueOrDefault(ParameterWeight, loss.ParameterWeight),
            PhysicsWeight = special.GetValueOrDefault(PhysicsWeight, loss.PhysicsWeight),
            Curriculum = new Curriculum(
                special.GetValueOrDefault(CurriculumStart, loss.Curriculum.Start), special.GetValueOrDefault(CurriculumEnd, loss.Curriculum.End)),
            Gate = special.GetValueOrDefault(LearnedGate) > 0 ? GateLearning.Learned : GateLearning.Detached,
            LensCost = special.GetValueOrDefault(LensCost, loss.LensCost),
        };
        loss.Validate();
        return new PhysicsMember(new PhysicsNetwork(network, generator), loss, generator);
    }
}
