using LensGrains.Imaging;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Embeddings;
using LensGrains.Learning.Images;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests.Embeddings;

public sealed class ImageEmbedderTests : IDisposable
{
    private static readonly ImageContract Contract = new() { Bands = 2, Size = 16 };

    private readonly torch.Generator _generator = new(9);
    private readonly DisposeScope _scope = torch.NewDisposeScope();
    private readonly EncoderCheckpoint _checkpoint;

    public ImageEmbedderTests()
    {
        using var network = Backbones.Create("resnet18_narrow", 2, 16, _generator);
        _checkpoint = EncoderCheckpoint.Of(network, "resnet18_narrow", Contract, [new("method", "none")]);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Features_InBlocksOfAnySize_EqualTheNetworksOwn()
    {
        using var encoder = ImageEncoder.Open(_checkpoint.ToBytes());
        using var network = _checkpoint.Build(_generator);
        var images = torch.randn([7, 2, 16, 16], generator: _generator).half();
        var source = ImageStack.Of(images.data<Half>().ToArray(), Contract);

        var features = new ImageEmbedder(encoder) { Batch = 3 }.Features(source, [6, 0, 1, 2, 3]);

        var expected = network.Features(images.@float()).index_select(0, torch.tensor(new long[] { 6, 0, 1, 2, 3 }));
        Assert.True(torch.tensor(features, [5, encoder.Width]).allclose(expected, 1e-4, 1e-5));
    }

    [Fact]
    public void Features_OverAllOrientations_AreThoseOfATurnedImageToo()
    {
        using var encoder = ImageEncoder.Open(_checkpoint.ToBytes());
        var image = torch.randn([1, 2, 16, 16], generator: _generator).half();
        var both = torch.cat([image, image.rot90(1, (2, 3)).contiguous()]);
        var source = ImageStack.Of(both.data<Half>().ToArray(), Contract);

        var turned = new ImageEmbedder(encoder) { AverageOrientations = true }.Features(source, [0, 1]);
        var plain = new ImageEmbedder(encoder).Features(source, [0, 1]);

        Assert.All(turned[..encoder.Width].Zip(turned[encoder.Width..]), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.Contains(plain[..encoder.Width].Zip(plain[encoder.Width..]), pair => Math.Abs(pair.First - pair.Second) > 1e-3f);
    }

    [Fact]
    public void Features_OfARowWithoutImage_AreNoNumbersAndDisturbNoOther()
    {
        using var encoder = ImageEncoder.Open(_checkpoint.ToBytes());
        var images = torch.randn([3, 2, 16, 16], generator: _generator).half().data<Half>().ToArray();
        var alone = new ImageEmbedder(encoder).Features(ImageStack.Of(images, Contract), [0, 2]);
        images[Contract.Length + 5] = Half.NaN;

        var features = new ImageEmbedder(encoder).Features(ImageStack.Of(images, Contract), [0, 1, 2]);

        Assert.All(features[encoder.Width..(2 * encoder.Width)], value => Assert.True(float.IsNaN(value)));
        Assert.All(alone.Zip(features[..encoder.Width].Concat(features[(2 * encoder.Width)..])), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Features_OfImagesOfAnotherContract_Refuses()
    {
        using var encoder = ImageEncoder.Open(_checkpoint.ToBytes());

        Assert.Throws<ArgumentException>(() => new ImageEmbedder(encoder).Features(ImageStack.Of(new Half[2 * 256], Contract with { Normalisation = Normalisation.Peak }), [0]));
    }

    [Fact]
    public void Import_OfWeightsThatAnotherProgramWrote_GivesTheNetworksFeatures()
    {
        using var network = _checkpoint.Build(_generator);
        var file = new SafeTensors(NetworkStates.Save(network), new Dictionary<string, string>());
        var images = torch.randn([2, 2, 16, 16], generator: _generator);

        var (encoder, report) = EncoderCheckpoint.Import(file, "resnet18_narrow", Contract);

        using var imported = ImageEncoder.Of(encoder);
        Assert.True(imported.Features(images).Equals(network.Features(images)));
        Assert.Contains(report.LeftAtStart, name => name.StartsWith("fc.", StringComparison.Ordinal));
        Assert.False(EncoderCheckpoint.Is(file));
        Assert.Throws<CheckpointException>(() => EncoderCheckpoint.Import(file, "vit_tiny", Contract));
    }

    [Fact]
    public void Parse_OfOtherFiles_SaysWhatIsWrong()
    {
        var read = SafeTensors.Parse(_checkpoint.ToBytes());

        Assert.Equal(_checkpoint.Hash(), EncoderCheckpoint.Parse(_checkpoint.ToBytes()).Hash());
        Assert.Equal("none", EncoderCheckpoint.Of(read).Metadata["method"]);
        Assert.Contains("resnet99", Refused(read, "network", "resnet99"), StringComparison.Ordinal);
        Assert.Contains("malformed", Refused(read, "contract", "{"), StringComparison.Ordinal);
        Assert.Contains("bands are 1 to 16", Refused(read, "contract", "{\"bands\":99}"), StringComparison.Ordinal);
        Assert.Contains("other/1", Refused(read, "format", "other/1"), StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => EncoderCheckpoint.Of(Changed(read, "network", "resnet34_narrow")).Build(_generator));
    }

    private static string Refused(SafeTensors file, string name, string text)
        => Assert.Throws<CheckpointException>(() => EncoderCheckpoint.Of(Changed(file, name, text))).Message;

    private static SafeTensors Changed(SafeTensors file, string name, string text)
        => new(file.Tensors, new Dictionary<string, string>(file.Metadata, StringComparer.Ordinal) { [name] = text });
}
