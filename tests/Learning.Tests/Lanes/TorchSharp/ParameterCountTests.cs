using System.Diagnostics;

namespace LensGrains.Learning.Tests.Lanes;

/// <summary>Why TorchSharp's count of live tensors grows with every network made: what <see cref="LiveTensors"/> makes up for.</summary>
public sealed class ParameterCountTests
{
    public static TheoryData<string> Layers() => ["linear", "convolution", "convolution without bias", "batch norm", "layer norm", "pooling"];

    [Theory]
    [MemberData(nameof(Layers))]
    public void TotalCount_WhenALayerIsMadeAndDisposedOf_GrowsByItsParameters(string kind)
    {
        var before = torch.Tensor.TotalCount;

        int parameters;
        using (torch.NewDisposeScope())
        {
            using var layer = Make(kind);
            parameters = layer.parameters().Count();
        }

        Assert.Equal(before + parameters, torch.Tensor.TotalCount);
    }

    [Fact]
    public void Memory_WhenParametersAreMadeAndDisposedOf_IsGivenBack()
    {
        const int Rounds = 60;
        const long Numbers = 4 << 20; // 16 MiB each
        Allocate(Numbers);
        using var process = Process.GetCurrentProcess();
        var before = process.WorkingSet64;

        for (var i = 0; i < Rounds; i++)
        {
            Allocate(Numbers);
        }

        process.Refresh();
        Assert.True(process.WorkingSet64 - before < Rounds * Numbers * sizeof(float) / 4);
    }

    private static torch.nn.Module Make(string layer) => layer switch
    {
        "linear" => torch.nn.Linear(3, 2),
        "convolution" => torch.nn.Conv2d(3, 2, 3),
        "convolution without bias" => torch.nn.Conv2d(3, 2, 3, bias: false),
        "batch norm" => torch.nn.BatchNorm2d(3),
        "layer norm" => torch.nn.LayerNorm(3),
        _ => torch.nn.MaxPool2d(2),
    };

    private static void Allocate(long numbers)
    {
        using var parameter = new Parameter(torch.ones(numbers));
        Assert.Equal(numbers, parameter.numel());
    }
}
