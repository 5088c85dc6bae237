using System.Runtime.Intrinsics.X86;
using LensGrains.Tensors.Native;

namespace LensGrains.Tensors.Tests;

public sealed class BlasKernelsTests
{
    [Theory]
    [InlineData("Prescott", true, true, "SkylakeX")]
    [InlineData("Prescott", true, false, "Haswell")]
    [InlineData("Prescott", false, false, null)]
    [InlineData("Zen", true, true, null)]
    [InlineData("Haswell", true, true, null)]
    [InlineData("armv8", false, false, null)]
    public void BetterThan_WhenOpenBlasHasChosen_ChangesOnlyItsFallback(string chosen, bool hasAvx2, bool hasAvx512, string? expected)
        => Assert.Equal(expected, BlasKernels.BetterThan(chosen, hasAvx2, hasAvx512));

    [Fact]
    public void Current_WhenTheProcessorHasAvx2_IsNotTheFallback()
    {
        Assert.Equal(3f, torch.ones([3, 1]).mm(torch.ones([1, 1])).sum().item<float>());

        var isNamedOutside = Environment.GetEnvironmentVariable("OPENBLAS_CORETYPE") is not null;
        Assert.True(isNamedOutside || !Avx2.IsSupported || BlasKernels.Current() != "Prescott");
    }
}
