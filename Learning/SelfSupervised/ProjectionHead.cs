using LensGrains.Learning.Networks;

namespace LensGrains.Learning.SelfSupervised;

/// <summary>Linear - batch norm - ReLU - linear: [n, in] → [n, out]. It is thrown away after the training.</summary>
internal sealed class ProjectionHead : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Linear hidden;
    private readonly BatchNorm1d norm;
    private readonly Linear output;

    public ProjectionHead(long inputs, long width, long outputs, torch.Generator generator)
        : base("projection")
    {
        hidden = torch.nn.Linear(inputs, width);
        norm = torch.nn.BatchNorm1d(width);
        output = torch.nn.Linear(width, outputs);
        RegisterComponents();
        Starts.Uniform(hidden, 1 / Math.Sqrt(inputs), generator);
        Starts.Uniform(output, 1 / Math.Sqrt(width), generator);
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        return output.forward(norm.forward(hidden.forward(input)).relu_()).MoveToOuterDisposeScope();
    }
}
