using LensGrains.Learning.Lanes;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests.Networks;

public sealed class MixedPrecisionTests
{
    [Fact]
    public void Bfloat16_WhereTheLibraryHasIt_TrainsANetworkWithFloat32Gradients()
    {
        using var generator = new torch.Generator(1);
        using var scope = torch.NewDisposeScope();
        using var network = Backbones.Create("resnet18_narrow", 1, 32, generator);
        var images = torch.randn([4, 1, 32, 32], generator: generator);
        if (!MixedPrecision.IsSupported)
        {
            Assert.Throws<NotSupportedException>(() => MixedPrecision.Bfloat16(torch.CPU));
            return;
        }

        var exact = network.forward(images);
        torch.Tensor fast;
        using (MixedPrecision.Bfloat16(torch.CPU))
        {
            fast = network.forward(images);
        }

        fast.@float().square().sum().backward();
        Assert.InRange((fast.@float() - exact).abs().max().item<float>(), 0, 0.1f * (1 + exact.abs().max().item<float>()));
        Assert.All(network.parameters(), parameter => Assert.Equal(torch.float32, parameter.grad!.dtype));
    }
}
