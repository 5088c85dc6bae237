using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests.Networks;

public sealed class InvarianceTests : IDisposable
{
    private readonly torch.Generator _generator = new(4);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public static TheoryData<int, bool> Symmetries()
    {
        var all = new TheoryData<int, bool>();
        foreach (var turns in Enumerable.Range(0, 4))
        {
            all.Add(turns, false);
            all.Add(turns, true);
        }

        return all;
    }

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Theory]
    [MemberData(nameof(Symmetries))]
    public void Features_OfATurnedOrMirroredImage_AreTheImages(int turns, bool mirrored)
    {
        using var network = new InvariantNetwork(new NetworkOptions { Inputs = 2, Width = 0.5 }, _generator).to(torch.float64);
        var images = torch.randn([2, 2, 24, 24], torch.float64, generator: _generator);
        network.forward(images);
        network.eval();

        var expected = network.Features(images);
        var turned = network.Features((mirrored ? images.flip(3) : images).rot90(turns, (2, 3)));

        Assert.True(turned.allclose(expected, 1e-10, 1e-12), "The features change with the image's orientation.");
        Assert.True(expected.abs().max().item<double>() > 1e-3);
    }

    [Fact]
    public void Features_OfAShuffledImage_AreOthers()
    {
        using var network = new InvariantNetwork(new NetworkOptions { Inputs = 1, Width = 0.5 }, _generator);
        network.eval();
        var image = torch.randn([1, 1, 24, 24], generator: _generator);

        var transposedInBlocks = torch.cat(image.chunk(2, 3).Reverse().ToArray(), 3);

        Assert.False(network.Features(transposedInBlocks).allclose(network.Features(image), 1e-3, 1e-3));
    }

    [Fact]
    public void Backward_ThroughTheOrientations_EqualsFiniteDifferences()
    {
        using var network = new InvariantNetwork(new NetworkOptions { Inputs = 1, Width = 0.5 }, _generator).to(torch.float64);
        network.eval();
        var image = torch.randn([1, 1, 24, 24], torch.float64, generator: _generator);
        var (_, weight) = network.named_parameters().Single(p => p.name == "second.weight");
        network.forward(image).sum().backward();
        var slope = weight.grad!.reshape(-1).index_select(0, torch.tensor(new long[] { 13 })).item<double>();

        var difference = (Moved(network, weight, image, 1e-5) - Moved(network, weight, image, -1e-5)) / 2e-5;

        Assert.Equal(difference, slope, 1e-6 * (1 + Math.Abs(difference)));
        Assert.NotEqual(0, slope);
    }

    [Fact]
    public void Forward_OfSizesThatDoNotHalve_Refuses()
    {
        using var network = new InvariantNetwork(new NetworkOptions { Inputs = 1 }, _generator);

        Assert.Contains(
            "[1, 1, 20, 20]", Assert.Throws<ArgumentException>(() => network.forward(torch.ones([1, 1, 20, 20]))).Message, StringComparison.Ordinal);
    }

    private static double Moved(InvariantNetwork network, torch.Tensor weight, torch.Tensor image, double by)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var before = weight.clone();
        weight.view(-1).narrow(0, 13, 1).add_(by);
        var value = network.forward(image).sum().item<double>();
        weight.copy_(before);
        return value;
    }
}
