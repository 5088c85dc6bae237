namespace LensGrains.Learning.Networks;

/// <summary>The first stages of a ResNet-18, their means over the image, and a linear map to another width: images [n, c, y, x] → [n, d].</summary>
internal sealed class ConvolutionalBranch : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly ResidualTrunk _trunk;
    private readonly long _channels;
    private readonly Linear projection;

    public ConvolutionalBranch(NetworkOptions options, int stages, long width)
        : base("branch")
    {
        _trunk = new ResidualTrunk(ResNetDepth.Eighteen, options, stages);
        _trunk.RegisterIn(this);
        _channels = ResidualTrunk.Channels(ResNetDepth.Eighteen, options.Width, stages - 1);
        projection = torch.nn.Linear(_channels, width);
        RegisterComponents();
    }

    /// <summary>Draws the linear map; the network around draws the convolutions.</summary>
    public void Start(torch.Generator generator) => Starts.Uniform(projection, 1 / Math.Sqrt(_channels), generator);

    public override torch.Tensor forward(torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        return projection.forward(_trunk.Maps(input, _trunk.Stages).mean([2, 3])).MoveToOuterDisposeScope();
    }
}
