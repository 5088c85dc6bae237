using LensGrains.Learning.Networks;

namespace LensGrains.Learning.SelfSupervised;

/// <summary>An encoder that learns to tell catalogue columns: a linear layer on its features, and the smooth L1 loss (Girshick 2015, arXiv:1504.08083).</summary>
internal sealed class ColumnsModel : SelfSupervisedModel
{
    private readonly ImageNetwork encoder;
    private readonly Linear columns;

    /// <param name="encoder">The encoder.</param>
    /// <param name="count">Number of columns k.</param>
    /// <param name="generator">Draws the layer's weights.</param>
    public ColumnsModel(ImageNetwork encoder, int count, torch.Generator generator)
        : base("columns")
    {
        this.encoder = encoder;
        columns = torch.nn.Linear(encoder.FeatureWidth, count);
        RegisterComponents();
        Starts.Uniform(columns, 1 / Math.Sqrt(encoder.FeatureWidth), generator);
    }

    public override ImageNetwork Encoder => encoder;

    /// <summary>Images [n, c, y, x] → standardised columns [n, k].</summary>
    public torch.Tensor Predict(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        return columns.forward(encoder.Features(images)).MoveToOuterDisposeScope();
    }

    /// <summary>The mean over both views of what is known.</summary>
    public override torch.Tensor Loss(torch.Tensor first, torch.Tensor second, torch.Tensor? targets)
    {
        using var scope = torch.NewDisposeScope();
        var truth = torch.cat([targets!, targets!]);
        var known = truth.isfinite().to(torch.ScalarType.Float32);
        var filled = torch.where(truth.isfinite(), truth, torch.zeros_like(truth));
        var each = torch.nn.functional.smooth_l1_loss(Predict(torch.cat([first, second])), filled, torch.nn.Reduction.None);
        return ((each * known).sum() / known.sum().clamp_min(1)).MoveToOuterDisposeScope();
    }
}
