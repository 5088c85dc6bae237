using LensGrains.Imaging;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Embeddings;

/// <summary>What puts images into vectors: an encoder, or the body of a trained member. Belongs to the thread that made it.</summary>
public sealed class ImageEncoder : IDisposable
{
    private readonly Func<torch.Tensor, torch.Tensor> _features;
    private readonly IDisposable _owner;
    private readonly torch.Generator? _generator;

    private ImageEncoder(
        string network, ImageContract contract, long width, torch.Device device, Func<torch.Tensor, torch.Tensor> features, IDisposable owner, torch.Generator? generator)
    {
        (Network, Contract, Width, Device) = (network, contract, (int)width, device);
        (_features, _owner, _generator) = (features, owner, generator);
    }

    /// <summary>The architecture's name.</summary>
    public string Network { get; }

    /// <summary>What it sees of a source.</summary>
    public ImageContract Contract { get; }

    /// <summary>Length d of a vector.</summary>
    public int Width { get; }

    /// <summary>Where it runs.</summary>
    public torch.Device Device { get; }

    /// <summary>A trained encoder, or the penultimate layer of a trained member on images, from its safetensors file.</summary>
    /// <exception cref="CheckpointException">It is neither, or a member that needs more than the image.</exception>
    public static ImageEncoder Open(ReadOnlyMemory<byte> file, string device = "cpu")
    {
        var read = SafeTensors.Parse(file);
        return ImageMemberCheckpoint.Is(read) ? Of(ImageMemberCheckpoint.Of(read), device) : Of(EncoderCheckpoint.Of(read), device);
    }

    /// <summary>An encoder.</summary>
    public static ImageEncoder Of(EncoderCheckpoint checkpoint, string device = "cpu")
    {
        var generator = new torch.Generator(0);
        var network = checkpoint.Build(generator).to(torch.device(device));
        return new ImageEncoder(
            checkpoint.Network, checkpoint.Contract, network.FeatureWidth, torch.device(device), network.Features, network, generator);
    }

    /// <summary>A member's penultimate layer.</summary>
    /// <exception cref="CheckpointException">The member takes catalogue columns too.</exception>
    public static ImageEncoder Of(ImageMemberCheckpoint checkpoint, string device = "cpu")
    {
        var generator = new torch.Generator((ulong)checkpoint.Seed);
        var member = checkpoint.Create(torch.device(device), generator);
        if (member.Columns == 0)
        {
            return new ImageEncoder(
                checkpoint.Kind, checkpoint.Contract, member.FeatureWidth, torch.device(device), images => member.Features(images, null), member, generator);
        }

        member.Dispose();
        generator.Dispose();
        throw new CheckpointException($"A member of kind '{checkpoint.Kind}' takes {member.Columns} catalogue columns besides the image.");
    }

    /// <summary>Images [n, c, y, x] → vectors [n, d].</summary>
    public torch.Tensor Features(torch.Tensor images) => _features(images);

    /// <inheritdoc/>
    public void Dispose()
    {
        _owner.Dispose();
        _generator?.Dispose();
    }

    /// <summary>A network in its present mode, which stays its owner's.</summary>
    internal static ImageEncoder Around(ImageNetwork network, string name, ImageContract contract, torch.Device device)
        => new(name, contract, network.FeatureWidth, device, network.Features, Nothing.Instance, null);

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}
