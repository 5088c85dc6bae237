namespace LensGrains.Tensors.Tests;

public sealed class TensorTests
{
    [Fact]
    public void Frombuffer_SharesTheArraysMemory()
    {
        var values = new float[] { 1, 2, 3, 4 };
        using var tensor = torch.frombuffer(values, torch.float32, 2, 1);

        values[1] = 7;
        tensor.mul_(2);

        Assert.Equal([14f, 6f], tensor.data<float>().ToArray());
        Assert.Equal([1f, 14f, 6f, 4f], values);
    }

    [Fact]
    public void Full_WithoutAType_IsWholeForAWholeNumberOnly()
    {
        using var scope = torch.NewDisposeScope();

        Assert.Equal(torch.int64, torch.full([2], 7).dtype);
        Assert.Equal(torch.float32, torch.full([2], 7.0).dtype);
        Assert.Equal(torch.float32, torch.full([2], 7f).dtype);
        Assert.Equal(torch.float64, torch.full([2], 7, torch.float64).dtype);
    }

    [Fact]
    public void NoGrad_StopsRecordingOnThisThreadOnly()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.ones(2).requires_grad_();
        using (torch.no_grad())
        {
            Assert.False((x * 2).requires_grad);
            var other = false;
            var thread = new Thread(() => other = torch.is_grad_enabled());
            thread.Start();
            thread.Join();
            Assert.True(other);
        }

        Assert.True((x * 2).requires_grad);
        Assert.False((x * 2).detach().requires_grad);
    }

    [Fact]
    public void Backward_Twice_AddsUpGradients()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.ones(2).requires_grad_();

        (x * 3).sum().backward();
        (x * x).sum().backward();

        Assert.Equal([5f, 5f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Scopes_DisposeWhatTheyOwnAndKeepWhatMovesOut()
    {
        var before = torch.Tensor.TotalCount;
        torch.Tensor kept;
        torch.Tensor free;
        using (torch.NewDisposeScope())
        {
            torch.Tensor dropped;
            using (var inner = torch.NewDisposeScope())
            {
                dropped = torch.ones(2) + 1;
                kept = (dropped * 2).MoveToOuterDisposeScope();
                free = (dropped * 3).DetachFromDisposeScope();
                Assert.Equal(2, inner.DisposablesCount);
            }

            Assert.True(dropped.IsInvalid);
            Assert.False(kept.IsInvalid);
        }

        Assert.True(kept.IsInvalid);
        Assert.Equal([6f, 6f], free.data<float>().ToArray());
        free.Dispose();
        Assert.Equal(before, torch.Tensor.TotalCount);
        Assert.ThrowsAny<InvalidOperationException>(() => free.shape);
    }

    [Fact]
    public void Matmul_OnEveryRun_GivesTheSameBits()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(1);
        var a = torch.randn([300, 257], generator: generator);
        var b = torch.randn([257, 129], generator: generator);

        var first = a.mm(b);

        Assert.All(Enumerable.Range(0, 5), _ => Assert.True(a.mm(b).Equals(first)));
    }
}
