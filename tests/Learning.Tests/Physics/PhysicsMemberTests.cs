using LensGrains.Imaging;
using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Images;
using LensGrains.Learning.Members;
using LensGrains.Learning.Physics;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Tests.Physics;

public sealed class PhysicsMemberTests : IDisposable
{
    private static readonly ImageMemberOptions Options = new()
    {
        Kind = "physics_narrow",
        Contract = new ImageContract
        {
            Bands = 1, Size = TracedLenses.Size, PixelScaleArcsec = TracedLenses.PixelScaleArcsec, Normalisation = Normalisation.Peak,
        },
        Special = new Dictionary<string, double> { ["seeingArcsec"] = TracedLenses.SeeingArcsec, ["curriculumStart"] = 0.2, ["curriculumEnd"] = 0.7 },
        Epochs = 3, BatchSize = 16, Seed = 3,
    };

    private readonly torch.Generator _generator = new(12);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Train_LogsGateCurriculumAndTermsOfEveryEpoch()
    {
        var trained = new ImageTrainer(TimeProvider.System).Train(Set(48), Options, new MemberLineage(null, "m", 1));

        var epochs = trained.Report.Epochs;
        Assert.All(epochs, epoch => Assert.Equal(
            ["classification", "curriculum", "gate", "parameter_nll", "physics", "unexplained"], epoch.Terms.Keys.Order(StringComparer.Ordinal)));
        Assert.All(epochs, epoch => Assert.InRange(epoch.Terms["gate"], 0.01, 0.99));
        Assert.All(epochs, epoch => Assert.InRange(epoch.Terms["unexplained"], 0.1, 1.01));
        var curriculum = epochs.Select(epoch => epoch.Terms["curriculum"]).ToArray();
        Assert.True(curriculum[0] < 0.2 && curriculum[1] > curriculum[0] && curriculum[2] > 0.9, string.Join(", ", curriculum));
        using var generator = new torch.Generator(1);
        using var member = trained.Checkpoint.Create(torch.CPU, generator);
        Assert.IsType<PhysicsMember>(member);
    }

    [Fact]
    public void Train_WhenRepeated_GivesTheSameBytes()
    {
        var (set, options) = (Set(32), Options with { Epochs = 1 });

        byte[] Train() => new ImageTrainer(TimeProvider.System).Train(set, options, new MemberLineage(null, "m", 1)).Checkpoint.ToBytes();

        Assert.Equal(Train(), Train());
    }

    [Fact]
    public void Loss_IsTheSumOfItsTerms()
    {
        using var member = PhysicsMembers.Create(Options, _generator);
        var batch = Batch(8);

        var loss = member.Loss(batch, new LossOptions(), 1);

        var expected = Term(loss, "classification") + (0.3 * Term(loss, "parameter_nll")) + Term(loss, "physics");
        Assert.Equal(expected, loss.Total.item<float>(), 1e-5);
        Assert.Equal(1, Term(loss, "curriculum"));
    }

    [Fact]
    public void Loss_BeforeTheCurriculumAndWithoutTruth_IsTheClassifiersAlone()
    {
        using var member = PhysicsMembers.Create(Options, _generator);
        var batch = Batch(8) with { Truth = null };

        var loss = member.Loss(batch, new LossOptions(), 0.1);

        var expected = new LossOptions().PerSample(member.Logits(batch.Images, null), batch.Targets).mean().item<float>();
        Assert.Equal(expected, loss.Total.item<float>(), 1e-5);
        Assert.InRange(Term(loss, "unexplained"), 0.1, 1.01);
    }

    [Fact]
    public void Varied_TurnsImagesItselfAndLeavesWhatWouldMoveThemOut()
    {
        using var member = PhysicsMembers.Create(Options, _generator);

        var left = member.Varied(Augmentation.Sky with { FluxScale = 0.3, Zoom = 0.1 });

        Assert.Equal(new Augmentation { NoiseShare = Augmentation.Sky.NoiseShare }, left);
    }

    [Fact]
    public void Loss_WhenImagesAreTurned_TurnsWhatIsKnownWithThem()
    {
        using var member = PhysicsMembers.Create(Options with { Special = new Dictionary<string, double> { ["physicsWeight"] = 0 } }, _generator);
        member.Varied(Augmentation.D4);
        member.Module.eval();
        var lenses = TracedLenses.Draw(2, _generator);
        var (image, truth) = (lenses.Images.narrow(0, 0, 1), lenses.Truth.narrow(0, 0, 1));
        var batch = new ImageBatch(image, torch.ones(1), torch.ones(1), Truth: truth);

        var drawn = Enumerable.Range(0, 40).Select(_ => Term(member.Loss(batch, new LossOptions(), 0), "parameter_nll")).Distinct().ToArray();

        var each = Enumerable.Range(0, 8).Select(orientation =>
        {
            var turned = torch.full([1], orientation, torch.int64);
            return (double)member.Network.Infer(Orientation.Turn(image, orientation)).Parameters
                .NegativeLogLikelihood(LensTruth.Turn(truth, turned), member.Network.Options.Ranges).item<float>();
        }).ToArray();
        Assert.True(drawn.Length >= 6);
        Assert.All(drawn, value => Assert.Contains(each, other => Math.Abs(other - value) < 1e-5));
    }

    [Fact]
    public void Create_WithNumbersOutOfRangeOrUnknown_SaysSo()
    {
        Assert.Throws<ArgumentException>(() => PhysicsMembers.Create(With("curriculumEnd", 0.1), _generator));
        Assert.Contains("physicsWeight is 0 or more, not -1", Assert.Throws<ArgumentException>(With("physicsWeight", -1).Validate).Message, StringComparison.Ordinal);
        With("dropout", 0.3).Validate();
        Assert.Contains("'gate'", Assert.Throws<ArgumentException>(With("gate", 1).Validate).Message, StringComparison.Ordinal);
        Assert.All(PhysicsMembers.Kinds, kind => Assert.Contains(kind, ImageMembers.Kinds));
    }

    private static ImageMemberOptions With(string name, double value)
        => Options with { Special = new Dictionary<string, double>(Options.Special) { [name] = value } };

    private static double Term(MemberLoss loss, string name) => loss.Terms[name].item<float>();

    private ImageBatch Batch(int count)
    {
        var lenses = TracedLenses.Draw(count, _generator);
        return new ImageBatch(lenses.Images, lenses.Targets, torch.ones(count), Truth: lenses.Truth);
    }

    private LabelledImages Set(int count)
    {
        var lenses = TracedLenses.Draw(count, _generator);
        var images = (lenses.Images / 60).data<float>().ToArray().Select(value => (Half)value).ToArray();
        return new LabelledImages(
            ImageStack.Of(images, Options.Contract),
            lenses.Targets.data<float>().ToArray().Select(target => target > 0.5f).ToArray(),
            Enumerable.Range(0, count).ToArray())
        {
            Truth = lenses.Truth.data<float>().ToArray(),
        };
    }
}
