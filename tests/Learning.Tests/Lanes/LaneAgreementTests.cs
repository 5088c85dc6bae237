using LensGrains.Imaging;
using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Networks.Graphs;
using LensGrains.Learning.Physics;
using LensGrains.Learning.Tests.Networks;
using LensGrains.Learning.Tests.Training;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Tests.Lanes;

/// <summary>Both tensor libraries draw the same weights from a seed and give the same answers and gradients to within rounding.</summary>
public sealed class LaneAgreementTests : IDisposable
{
    // Of the answers' range: float32 sums in another order.
    private const double OfAnswers = 1e-4;

    // Of the length of the gradient: the mean and the variance of a few values on small maps magnify rounding.
    private const double OfGradients = 1e-3;

    // Trainings of some dozen steps, whose rounding grows from step to step.
    private const double OfTrainings = 1e-2;

    private const int Bands = 3;
    private const int Size = 32;
    private const int Images = 4;

    private static readonly ColumnScale[] Columns = [new("seeing_arcsec", 0.7, 0.1), new("magnitude", 20, 2)];

    private readonly torch.Generator _generator = new(20261122);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public static TheoryData<string> Kinds() => [.. ImageMembers.Kinds];

    public static TheoryData<string> KindsOnVectors() => [.. MemberOptions.Kinds.Where(kind => kind != MemberOptions.Field)];

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    /// <summary>With the batch's own means and variances, without which a fresh deep network's answers hardly depend on the image.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Logits_OfASeededMemberOnImages_AreTheRecordedOnes(string kind)
    {
        using var member = ImageMembers.Create(Options(kind), _generator);
        member.Module.eval();
        foreach (var norm in member.Module.modules().OfType<BatchNorm2d>())
        {
            norm.train();
        }

        var images = Formula.Images(Images, Bands, Size).to(torch.float32);
        var columns = member.Columns > 0 ? torch.tensor(new[] { 0.6f, 19, 0.8f, float.NaN, 0.7f, 23, float.NaN, 21 }, [Images, 2]) : null;

        var logits = member.Logits(images, columns);
        (logits * torch.tensor(new[] { 0.7f, -0.4f, 1.1f, 0.5f })).sum().backward();

        LaneRecordings.Agree($"{kind} logits", Numbers(logits), OfAnswers);
        LaneRecordings.Agree($"{kind} gradient", [GradientNorm(member.Module)], OfGradients);
    }

    [Fact]
    public void Reconstruction_OfASeededPhysicsMember_IsTheRecordedOne()
    {
        using var network = new PhysicsNetwork(new PhysicsOptions { Backbone = "resnet18_narrow", Bands = Bands, ImageSize = Size }, _generator);
        network.eval();
        var answer = network.Infer(Formula.Images(Images, Bands, Size).to(torch.float32));
        var found = network.Reconstruct(answer.Residuals, answer.Parameters.Means);

        LaneRecordings.Agree("physics parameters", Numbers(answer.Parameters.Means.flatten()), OfAnswers);
        LaneRecordings.Agree("physics variances", Numbers(answer.Parameters.LogVariances.flatten()), OfAnswers);
        LaneRecordings.Agree("physics reconstruction", Numbers(found.NegativeLogLikelihood), OfAnswers);
    }

    [Theory]
    [MemberData(nameof(KindsOnVectors))]
    public void Logits_OfASeededMemberOnVectors_AreTheRecordedOnes(string kind)
    {
        using var network = (PlainModel)MemberShape.Of(Size, new MemberOptions { Kind = kind }).Create(0, _generator);
        network.Module.eval();
        var logits = network.Logits(Formula.Images(Images, 1, Size).to(torch.float32).flatten(1).narrow(1, 0, Size));
        logits.square().sum().backward();

        LaneRecordings.Agree($"{kind} logits", Numbers(logits), OfAnswers);
        LaneRecordings.Agree($"{kind} gradient", [GradientNorm(network.Module)], OfGradients);
    }

    [Fact]
    public void Logits_OfSeededFieldAttention_AreTheRecordedOnes()
    {
        using var network = new FieldAttention(new FieldAttentionOptions { Dimensions = 5, RadiusArcsec = 60 }, _generator);
        network.eval();
        var field = new FieldBatch(
            torch.randn([Images, 5], generator: _generator),
            torch.randn([Images, 3, 5], generator: _generator),
            torch.randn([Images, 3, 2], generator: _generator) * 20,
            torch.randn([Images, 3], generator: _generator).gt(-0.5));

        LaneRecordings.Agree("field_attention logits", Numbers(network.Logits(field)), OfAnswers);
    }

    [Theory]
    [MemberData(nameof(KindsOnVectors))]
    public void Scores_OfATrainedMemberOnVectors_AreTheRecordedOnes(string kind)
    {
        var options = new MemberOptions { Kind = kind, HiddenWidth = 32, MaximumEpochs = 10, Dropout = 0, Seed = 7 };

        var report = new MemberTrainer(TimeProvider.System).Train(Blobs.Set(60, 200), options, new MemberLineage(null, "manifest", 1)).Report;

        LaneRecordings.Agree($"{kind} trained", [.. report.HeldOut.Select(held => (double)held.Score)], OfTrainings);
    }

    [Theory]
    [InlineData("resnet18_narrow")]
    [InlineData("invariant_narrow")]
    public void Scores_OfATrainedMemberOnImages_AreTheRecordedOnes(string kind)
    {
        var options = Rings.Options with { Kind = kind, Epochs = 3, Augmentation = Augmentation.D4 };

        var report = new ImageTrainer(TimeProvider.System).Train(Rings.Set(60), options, new MemberLineage(null, "m", 1)).Report;

        LaneRecordings.Agree($"{kind} trained", [.. report.HeldOut.Select(held => (double)held.Score)], OfTrainings);
    }

    private static ImageMemberOptions Options(string kind) => new()
    {
        Kind = kind,
        Contract = new ImageContract { Bands = Bands, Size = Size, Normalisation = Normalisation.Unit },
        Columns = ImageMembers.TakesColumns(kind) ? Columns : [],
        Graph = ImageMembers.TakesGraph(kind) ? Graph : null,
    };

    private static LayerGraph Graph { get; } = new("lanes",
    [
        new LayerNode("image", "input"),
        new LayerNode("first", "conv2d") { Inputs = ["image"], Filters = 8, Kernel = 5 },
        new LayerNode("norm", "batch_norm") { Inputs = ["first"] },
        new LayerNode("active", "activation") { Inputs = ["norm"], Function = "gelu" },
        new LayerNode("pooled", "max_pool") { Inputs = ["active"], Size = 4 },
        new LayerNode("flat", "flatten") { Inputs = ["pooled"] },
        new LayerNode("dense", "dense") { Inputs = ["flat"], Units = 16 },
    ]);

    private static double[] Numbers(torch.Tensor tensor) => [.. tensor.detach().data<float>().ToArray().Select(value => (double)value)];

    private static double GradientNorm(torch.nn.Module network)
        => Math.Sqrt(network.parameters().Where(parameter => parameter.grad is not null).Sum(parameter => parameter.grad!.square().sum().item<float>()));
}
