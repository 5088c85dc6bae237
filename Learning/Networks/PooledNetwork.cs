namespace LensGrains.Learning.Networks;

/// <summary>A network whose features are the means of its last maps over the image, with dropout before a linear head.</summary>
public abstract class PooledNetwork : ImageNetwork
{
    private protected readonly SeededDropout dropout;

    /// <param name="name">The architecture's name.</param>
    /// <param name="options">What the convolutional networks share.</param>
    /// <param name="featureWidth">Channels of the last maps.</param>
    /// <param name="generator">Draws the dropout; the caller disposes of it after the network.</param>
    private protected PooledNetwork(string name, NetworkOptions options, long featureWidth, torch.Generator generator)
        : base(name, options.Inputs)
    {
        options.Validate();
        FeatureWidth = featureWidth;
        dropout = new SeededDropout(options.Dropout, generator);
    }

    /// <inheritdoc/>
    public sealed override long FeatureWidth { get; }

    /// <summary>What turns features into logits.</summary>
    private protected abstract torch.nn.Module<torch.Tensor, torch.Tensor> Head { get; }

    /// <inheritdoc/>
    public sealed override torch.Tensor Features(torch.Tensor images)
    {
        RequireImages(images);
        using var maps = LastMaps(images);
        return maps.mean([2, 3]);
    }

    /// <inheritdoc/>
    public sealed override torch.Tensor Classify(torch.Tensor features)
    {
        using var kept = dropout.forward(features);
        return Head.forward(kept);
    }

    /// <summary>Images [n, c, y, x] → [n, d, y', x'].</summary>
    private protected abstract torch.Tensor LastMaps(torch.Tensor images);

    /// <summary>Draws the weights of every convolution.</summary>
    private protected void StartConvolutions(torch.Generator generator)
    {
        foreach (var convolution in modules().OfType<Conv2d>())
        {
            Starts.HeNormal(convolution, generator);
        }
    }
}
