namespace LensGrains.Learning.Networks;

/// <summary>
/// A network over images: a body that gives one vector an image, and a linear head on it. Tensors that a call makes belong to the dispose
/// scope around it; what it needs only on the way is gone when it returns.
/// </summary>
public abstract class ImageNetwork : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long _inputs;

    /// <param name="name">The architecture's name.</param>
    /// <param name="inputs">Number of bands c that images must have.</param>
    private protected ImageNetwork(string name, long inputs)
        : base(name)
        => _inputs = inputs;

    /// <summary>Width d of the penultimate features.</summary>
    public abstract long FeatureWidth { get; }

    /// <summary>The penultimate features: images [n, c, y, x] float → [n, d].</summary>
    public abstract torch.Tensor Features(torch.Tensor images);

    /// <summary>The head alone, with its dropout while training: features [n, d] → logits [n, outputs].</summary>
    public abstract torch.Tensor Classify(torch.Tensor features);

    /// <summary>Images [n, c, y, x] float → logits [n, outputs].</summary>
    public override torch.Tensor forward(torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        return Classify(Features(input)).MoveToOuterDisposeScope();
    }

    /// <exception cref="ArgumentException">The images do not have the network's number of bands.</exception>
    private protected void RequireImages(torch.Tensor images)
    {
        if (images.shape is not [_, var bands, _, _] || bands != _inputs)
        {
            throw new ArgumentException($"{GetName()} takes images [n, {_inputs}, y, x]; these are [{string.Join(", ", images.shape)}].");
        }
    }
}
