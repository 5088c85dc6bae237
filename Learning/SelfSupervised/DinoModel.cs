using LensGrains.Learning.Networks;

namespace LensGrains.Learning.SelfSupervised;

/// <summary>
/// DINO: a student tells which prototypes a teacher, a slowly following average of it, sees in the other view (Caron et al. 2021, arXiv:2104.14294). Centring and
/// sharpening of the teacher keep it from giving all images the same answer. The heads and the two views are those of the other methods; small crops
/// are left out, because they would cut lenses in pieces. What stays is the student, as with BYOL: in short trainings the teacher has hardly begun to follow.
/// </summary>
internal sealed class DinoModel : SelfSupervisedModel
{
    private readonly SelfSupervisedOptions _options;
    private readonly ImageNetwork encoder;
    private readonly ProjectionHead projector;
    private readonly Linear prototypes;
    private readonly ImageNetwork targetEncoder;
    private readonly ProjectionHead targetProjector;
    private readonly Linear targetPrototypes;
    private readonly Parameter targetCentre;

    /// <param name="encoder">The student's encoder.</param>
    /// <param name="target">Another network of the same architecture; its weights become the student's.</param>
    /// <param name="options">Widths, temperatures and momenta.</param>
    /// <param name="generator">Draws weights.</param>
    public DinoModel(ImageNetwork encoder, ImageNetwork target, SelfSupervisedOptions options, torch.Generator generator)
        : base("dino")
    {
        _options = options;
        this.encoder = encoder;
        (projector, prototypes) = (Projector(), Prototypes());
        targetEncoder = target;
        (targetProjector, targetPrototypes) = (Projector(), Prototypes());
        targetCentre = Starts.Zeros(options.Prototypes);
        RegisterComponents();
        FrozenParts.SetLearning(this, false, "target");
        Follow(0);

        ProjectionHead Projector() => new(encoder.FeatureWidth, options.HiddenWidth, options.ProjectionWidth, generator);
        Linear Prototypes()
        {
            var layer = torch.nn.Linear(options.ProjectionWidth, options.Prototypes, hasBias: false);
            Starts.Uniform(layer, 1 / Math.Sqrt(options.ProjectionWidth), generator);
            return layer;
        }
    }

    public override ImageNetwork Encoder => encoder;

    public override torch.Tensor Loss(torch.Tensor first, torch.Tensor second, torch.Tensor? targets)
    {
        using var scope = torch.NewDisposeScope();
        var (seenFirst, seenSecond) = (Taught(first), Taught(second));
        var loss = Distilled(first, seenSecond) + Distilled(second, seenFirst);
        FollowCentre(torch.cat([seenFirst, seenSecond]));
        return (loss / 2).MoveToOuterDisposeScope();
    }

    public override void AfterStep(double progress) => Follow(SlowTarget.MomentumAt(_options.TargetMomentum, progress));

    private torch.Tensor Distilled(torch.Tensor images, torch.Tensor taught)
        => DistillationLoss.Of(Scores(encoder, projector, prototypes, images), taught, targetCentre, _options.StudentTemperature, _options.TeacherTemperature);

    private torch.Tensor Taught(torch.Tensor images)
    {
        using var frozen = torch.no_grad();
        return Scores(targetEncoder, targetProjector, targetPrototypes, images);
    }

    /// <summary>Cosines with the prototypes: [n, c, y, x] → [n, k].</summary>
    private static torch.Tensor Scores(ImageNetwork encoder, ProjectionHead projector, Linear prototypes, torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        var directions = torch.nn.functional.normalize(projector.forward(encoder.Features(images)));
        return directions.mm(torch.nn.functional.normalize(prototypes.weight!).t()).MoveToOuterDisposeScope();
    }

    private void FollowCentre(torch.Tensor taught)
    {
        using var frozen = torch.no_grad();
        targetCentre.mul_(_options.CentreMomentum).add_(taught.mean([0L]), 1 - _options.CentreMomentum);
    }

    private void Follow(double momentum)
        => SlowTarget.Follow([encoder, projector, prototypes], [targetEncoder, targetProjector, targetPrototypes], momentum);
}
