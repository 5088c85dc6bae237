using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests.Networks;

public sealed class EnhancedTransformerTests : IDisposable
{
    private static readonly EnhancedTransformerOptions Small = EnhancedTransformerOptions.Tiny with
    {
        Body = TransformerOptions.Tiny with { Inputs = 1, ImageSize = 32, Depth = 2, Width = 48, HiddenWidth = 96 },
    };

    private readonly torch.Generator _generator = new(2);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Theory]
    [InlineData(32)]
    [InlineData(56)]
    public void Forward_OfOneNetwork_TakesSeveralSizes(long size)
    {
        using var network = new EnhancedTransformer(Small, _generator);

        Assert.Equal([2, 1], network.forward(torch.ones([2, 1, size, size])).shape);
        Assert.Equal([2, 48], network.Features(torch.ones([2, 1, size, size])).shape);
    }

    [Fact]
    public void Gate_AtItsEnds_LeavesOneOfTheTwo()
    {
        using var network = new EnhancedTransformer(Small, _generator);
        network.eval();
        var images = torch.randn([2, 1, 32, 32], generator: _generator);
        var bias = Named(network, "gate.bias");

        torch.nn.init.constant_(bias, -60);
        var convolved = network.Features(images);
        torch.nn.init.zeros_(Named(network, "class_token"));
        var stillConvolved = network.Features(images);
        torch.nn.init.constant_(bias, 60);
        var attended = network.Features(images);
        torch.nn.init.zeros_(Named(network, "branch.projection.weight"));
        var stillAttended = network.Features(images);

        Assert.True(convolved.allclose(stillConvolved, 1e-5, 1e-6));
        Assert.True(attended.allclose(stillAttended, 1e-5, 1e-6));
        Assert.False(attended.allclose(convolved, 1e-2, 1e-2));
    }

    [Fact]
    public void Registers_AreSeenByTheClassTokenAndCanBeLeftOut()
    {
        using var network = new EnhancedTransformer(Small, _generator);
        using var none = new EnhancedTransformer(Small with { Registers = 0 }, _generator);
        network.eval();
        var images = torch.randn([1, 1, 32, 32], generator: _generator);
        var before = network.Features(images);

        torch.nn.init.constant_(Named(network, "register_tokens"), 3);

        Assert.False(network.Features(images).allclose(before, 1e-4, 1e-4));
        Assert.Equal(4 * 48, NetworkStates.CountParameters(network) - NetworkStates.CountParameters(none));
        Assert.Equal([1, 1], none.forward(images).shape);
    }

    [Fact]
    public void Stem_OverlapsItsPatches()
    {
        using var network = new EnhancedTransformer(Small, _generator);
        network.eval();
        var image = torch.randn([1, 1, 32, 32], generator: _generator).requires_grad_();
        Stem(network).forward(image).select(3, 1).select(2, 1).sum().backward();

        var seen = image.grad!.abs().sum([0, 1, 2]) > 0;

        Assert.True(seen.@float().sum().item<float>() > 8, "A token sees more than the eight pixels of its patch.");
    }

    [Fact]
    public void Options_ThatDoNotFit_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new EnhancedTransformer(Small with { Body = Small.Body with { PatchSize = 16, ImageSize = 24 } }, _generator));
        Assert.Throws<ArgumentException>(() => new EnhancedTransformer(Small with { Body = Small.Body with { PatchSize = 6, ImageSize = 36 } }, _generator));
        using var network = new EnhancedTransformer(Small, _generator);
        Assert.Contains(
            "[1, 1, 36, 36]", Assert.Throws<ArgumentException>(() => network.forward(torch.ones([1, 1, 36, 36]))).Message, StringComparison.Ordinal);
    }

    private static Parameter Named(EnhancedTransformer network, string name) => network.named_parameters().Single(p => p.name == name).parameter;

    private static torch.nn.Module<torch.Tensor, torch.Tensor> Stem(EnhancedTransformer network)
        => (torch.nn.Module<torch.Tensor, torch.Tensor>)network.named_children().Single(child => child.name == "stem").module;
}
