namespace LensGrains.Tensors.Tests;

public sealed class AutocastTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Autocast_WhileOpen_MultipliesInBfloat16AndKeepsGradientsInFloat32()
    {
        using var layer = torch.nn.Linear(64, 16);
        var x = torch.randn([8, 64]);
        var exact = layer.forward(x);

        torch.Tensor inHalf;
        using (torch.autocast(DeviceType.CPU))
        {
            inHalf = layer.forward(x);
        }

        inHalf.@float().square().sum().backward();
        Assert.Equal(torch.bfloat16, inHalf.dtype);
        Assert.Equal(torch.float32, layer.weight.grad!.dtype);
        Assert.InRange((inHalf.@float() - exact).abs().max().item<float>(), 0, 0.05);
        Assert.Equal(torch.float32, layer.forward(x).dtype);
    }

    [Fact]
    public void Autocast_OfAConvolution_KeepsTheNormInTheInputsPrecision()
    {
        using var model = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3, padding: 1), torch.nn.BatchNorm2d(8), torch.nn.ReLU());
        var x = torch.randn([2, 3, 8, 8]);
        var exact = model.forward(x);

        using var fast = torch.autocast(DeviceType.CPU);
        var y = model.forward(x);

        Assert.InRange((y.@float() - exact).abs().max().item<float>(), 1e-6, 0.1);
    }

    [Fact]
    public void Autocast_InsideAnother_ComesBackToIt()
    {
        var x = torch.randn([4, 4]);
        using (torch.autocast(DeviceType.CPU))
        {
            using (torch.autocast(DeviceType.CPU, enabled: false))
            {
                Assert.Equal(torch.float32, x.mm(x).dtype);
            }

            Assert.Equal(torch.bfloat16, x.mm(x).dtype);
        }

        Assert.Equal(torch.float32, x.mm(x).dtype);
    }
}
