using LensGrains.Learning.Networks;

namespace LensGrains.Learning.SelfSupervised;

/// <summary>SimCLR: two views of a sample shall be near each other and far from all others (Chen et al. 2020, arXiv:2002.05709).</summary>
internal sealed class SimClrModel : SelfSupervisedModel
{
    private readonly double _temperature;
    private readonly ImageNetwork encoder;
    private readonly ProjectionHead projector;

    public SimClrModel(ImageNetwork encoder, SelfSupervisedOptions options, torch.Generator generator)
        : base("simclr")
    {
        _temperature = options.Temperature;
        this.encoder = encoder;
        projector = new ProjectionHead(encoder.FeatureWidth, options.HiddenWidth, options.ProjectionWidth, generator);
        RegisterComponents();
    }

    public override ImageNetwork Encoder => encoder;

    public override torch.Tensor Loss(torch.Tensor first, torch.Tensor second, torch.Tensor? targets)
    {
        using var scope = torch.NewDisposeScope();
        var projected = projector.forward(encoder.Features(torch.cat([first, second])));
        var samples = first.shape[0];
        return ContrastiveLoss.Of(projected.narrow(0, 0, samples), projected.narrow(0, samples, samples), _temperature).MoveToOuterDisposeScope();
    }
}
