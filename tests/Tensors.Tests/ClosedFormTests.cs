namespace LensGrains.Tensors.Tests;

public sealed class ClosedFormTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Matmul_OfSmallMatrices_EqualsTheSumOfProducts()
        => Near([58, 64, 139, 154], T([1, 2, 3, 4, 5, 6], 2, 3).mm(T([7, 8, 9, 10, 11, 12], 3, 2)));

    [Fact]
    public void Gelu_UsesTheExactNormalDistribution()
        => Near([0, 0.8413447460685429, -0.15865525393145707, 2 * 0.9772498680518208], T([0, 1, -1, 2]).gelu());

    [Fact]
    public void CrossEntropyOfLogits_AtZero_IsLogTwo()
        => Near([Math.Log(2)], functional.binary_cross_entropy_with_logits(T([0, 0]), T([1, 0])));

    [Fact]
    public void CrossEntropyOfLogits_WithHugeLogits_StaysFinite()
        => Near([1000, 0], functional.binary_cross_entropy_with_logits(T([1000, -1000]), T([0, 0]), reduction: Reduction.None));

    [Fact]
    public void Softmax_OfEqualInputs_IsUniform() => Near([0.25, 0.25, 0.25, 0.25], T([7, 7, 7, 7], 1, 4).softmax(1));

    [Fact]
    public void Reductions_GiveMeanSumAndBothDeviations()
    {
        var x = T([1, 2, 3, 4]);

        Near([2.5], x.mean());
        Near([10], x.sum());
        Near([Math.Sqrt(5.0 / 3)], x.std());
        Near([Math.Sqrt(1.25)], x.std(unbiased: false));
    }

    [Fact]
    public void Comparisons_GiveTruthValues()
    {
        var x = T([1, 2, 3]);

        Assert.Equal([false, false, true], (x > 2).data<bool>().ToArray());
        Assert.Equal([true, true, false], (x <= 2).data<bool>().ToArray());
        Assert.Equal([false, true, false], x.eq(2).data<bool>().ToArray());
    }

    [Fact]
    public void Conv2d_WithABoxKernel_SumsNeighbours()
        => Near([12, 16, 24, 28], functional.conv2d(T([1, 2, 3, 4, 5, 6, 7, 8, 9], 1, 1, 3, 3), T([1, 1, 1, 1], 1, 1, 2, 2)));

    [Fact]
    public void Pooling_TakesMaximaAndMeans()
    {
        var x = T([1, 2, 3, 4], 1, 1, 2, 2);

        Near([4], functional.max_pool2d(x, [2]));
        Near([2.5], functional.adaptive_avg_pool2d(x, [1, 1]));
    }

    [Fact]
    public void LayerNorm_GivesMeanZeroAndUnitVariance()
        => Near([-Math.Sqrt(1.5), 0, Math.Sqrt(1.5)], functional.layer_norm(T([1, 2, 3], 1, 3), [3], eps: 0));

    [Fact]
    public void BatchNorm_WhenEvaluating_UsesTheRunningAverages()
        => Near([0.5, 1], functional.batch_norm(T([2, 3], 2, 1), T([1]), T([4]), eps: 0));

    [Fact]
    public void Dropout_KeepsTheMeanAndIsOffWhenEvaluating()
    {
        torch.manual_seed(3);
        var x = torch.ones(100_000);

        var dropped = functional.dropout(x, 0.25);

        Assert.Equal(1.0, dropped.mean().item<float>(), 0.02);
        Assert.Equal(0.25, dropped.eq(0).@float().mean().item<float>(), 0.01);
        Assert.True(functional.dropout(x, 0.25, training: false).Equals(x));
    }

    [Fact]
    public void Draws_FromOneSeed_AreTheSameAndOfTheirDistribution()
    {
        using var one = new torch.Generator(5);
        using var two = new torch.Generator(5);

        var normal = torch.randn([50_000], generator: one);

        Assert.True(normal.Equals(torch.randn([50_000], generator: two)));
        Assert.Equal(0, normal.mean().item<float>(), 0.02);
        Assert.Equal(1, normal.std().item<float>(), 0.02);
        Assert.Equal(0.5, torch.rand([50_000], generator: one).mean().item<float>(), 0.01);
        Assert.True(torch.randperm(50, generator: one).Equals(torch.randperm(50, generator: two)) is false);
    }

    [Fact]
    public void To_ChangesTypeAndKeepsValues()
    {
        var x = T([1.5, -2.25]).to(torch.float16);

        Assert.Equal([(Half)1.5, (Half)(-2.25)], x.data<Half>().ToArray());
        Assert.Equal(torch.float32, x.@float().dtype);
        Assert.Equal("cpu", x.to(torch.CPU).device.ToString());
    }

    [Fact]
    public void Topk_GivesValuesAndPlaces()
    {
        var (values, indexes) = T([3, 9, 4, 7]).topk(2);

        Near([9, 7], values);
        Assert.Equal([1L, 3L], indexes.data<long>().ToArray());
    }

    private static torch.Tensor T(double[] values, params long[] shape) => torch.tensor(values, shape.Length == 0 ? [values.Length] : shape);

    private static void Near(double[] expected, torch.Tensor actual)
    {
        var values = actual.@double().contiguous().data<double>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }
}
