using LensGrains.Learning.Networks;

namespace LensGrains.Learning.SelfSupervised;

/// <summary>
/// BYOL: an online network predicts what a target network, a slowly following average of it, makes of the other view (Grill et al. 2020,
/// arXiv:2006.07733). No sample is pushed away from another, so small batches will do.
/// </summary>
internal sealed class ByolModel : SelfSupervisedModel
{
    private readonly double _momentum;
    private readonly ImageNetwork encoder;
    private readonly ProjectionHead projector;
    private readonly ProjectionHead predictor;
    private readonly ImageNetwork targetEncoder;
    private readonly ProjectionHead targetProjector;

    /// <param name="encoder">The online encoder.</param>
    /// <param name="target">Another network of the same architecture; its weights become the online encoder's.</param>
    /// <param name="options">Widths and momentum.</param>
    /// <param name="generator">Draws weights.</param>
    public ByolModel(ImageNetwork encoder, ImageNetwork target, SelfSupervisedOptions options, torch.Generator generator)
        : base("byol")
    {
        _momentum = options.TargetMomentum;
        this.encoder = encoder;
        projector = new ProjectionHead(encoder.FeatureWidth, options.HiddenWidth, options.ProjectionWidth, generator);
        predictor = new ProjectionHead(options.ProjectionWidth, options.HiddenWidth, options.ProjectionWidth, generator);
        targetEncoder = target;
        targetProjector = new ProjectionHead(encoder.FeatureWidth, options.HiddenWidth, options.ProjectionWidth, generator);
        RegisterComponents();
        FrozenParts.SetLearning(this, false, "target");
        Follow(0);
    }

    public override ImageNetwork Encoder => encoder;

    public override torch.Tensor Loss(torch.Tensor first, torch.Tensor second, torch.Tensor? targets)
    {
        using var scope = torch.NewDisposeScope();
        var loss = BootstrapLoss.Of(Predicted(first), Targets(second)) + BootstrapLoss.Of(Predicted(second), Targets(first));
        return loss.MoveToOuterDisposeScope();
    }

    public override void AfterStep(double progress) => Follow(SlowTarget.MomentumAt(_momentum, progress));

    private torch.Tensor Predicted(torch.Tensor images) => predictor.forward(projector.forward(encoder.Features(images)));

    private torch.Tensor Targets(torch.Tensor images)
    {
        using var frozen = torch.no_grad();
        return targetProjector.forward(targetEncoder.Features(images));
    }

    private void Follow(double momentum) => SlowTarget.Follow([encoder, projector], [targetEncoder, targetProjector], momentum);
}
