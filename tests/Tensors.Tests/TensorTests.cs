using LensGrains.Tensors.Native;

namespace LensGrains.Tensors.Tests;

public sealed class TensorTests
{
    [Fact]
    public void Matmul_WhenShapesDiffer_NamesOperatorAndShapes()
    {
        using var scope = torch.NewDisposeScope();

        var refused = Assert.Throws<TensorException>(() => torch.zeros([2, 3]).mm(torch.zeros([4, 5])));

        Assert.Contains("aten::mm", refused.Message, StringComparison.Ordinal);
        Assert.Contains("[2, 3]", refused.Message, StringComparison.Ordinal);
        Assert.Contains("[4, 5]", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_WhenAnArgumentHasTheWrongType_NamesItAndBothTypes()
    {
        using var x = torch.zeros([2]);

        var refused = Assert.Throws<TensorException>(() => Aten.Tensor("softmax.int", x, 1.5));

        Assert.Contains("aten::softmax.int: argument 'dim' takes int, not float", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no_such_operator", "has no operator aten::no_such_operator")]
    [InlineData("add.NoSuchOverload", "has no operator aten::add.NoSuchOverload")]
    public void Call_OfAnUnknownOperator_SaysSo(string name, string reason)
        => Assert.Contains(reason, Assert.Throws<TensorException>(() => Aten.Tensor(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Call_WhenArgumentsAreMissingUnknownOrDoubled_SaysWhich()
    {
        using var x = torch.zeros([2]);

        Assert.Contains("'other' is missing", Refusal(() => Aten.Tensor("mul.Tensor", x)), StringComparison.Ordinal);
        Assert.Contains("no argument 'alfa'", Refusal(() => Aten.Tensor("add.Tensor", x, x, ((Value)2).As("alfa"))), StringComparison.Ordinal);
        Assert.Contains("'other' given twice", Refusal(() => Aten.Tensor("add.Tensor", x, x, ((Value)x).As("other"))), StringComparison.Ordinal);
        Assert.Contains("at most 2 taken", Refusal(() => Aten.Tensor("mm", x, x, x)), StringComparison.Ordinal);
    }

    [Fact]
    public void Call_CoercesToTheSchema()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.ones([1, 1, 4, 4]);

        Assert.Equal([1, 1, 2, 2], Aten.Tensor("max_pool2d", x, 2).shape);
        Assert.Equal(torch.float64, Aten.Tensor("zeros", new long[] { 3 }, ((Value)torch.float64).As("dtype")).dtype);
        Assert.Equal([2], Aten.Tensor("zeros", new long[] { 2 }, ((Value)"cpu").As("device")).shape);
        Assert.Equal([4, 4], Aten.Tensor("index.Tensor", x, new torch.Tensor?[] { torch.tensor(new long[] { 0 }), torch.tensor(new long[] { 0 }) }).squeeze(0).shape);
        Assert.StartsWith("aten::mm(Tensor self", Aten.Schema("mm"), StringComparison.Ordinal);
    }

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
    public void Tensor_WhenTheShapeDoesNotFit_Refuses()
        => Assert.Throws<ArgumentException>(() => torch.tensor(new float[5], [2, 3]));

    [Fact]
    public void Item_OfManyElements_Refuses()
    {
        using var x = torch.zeros([3]);

        Assert.Throws<ArgumentException>(() => x.item<float>());
        Assert.Throws<ArgumentException>(() => x.data<double>());
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
    public void Backward_WhenNothingWasRecorded_Refuses()
    {
        using var x = torch.ones(1);

        Assert.Throws<TensorException>(x.backward);
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
        Assert.Throws<ObjectDisposedException>(() => free.shape);
    }

    [Fact]
    public void Matmul_OnEveryRun_GivesTheSameBits()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(1);
        var a = torch.randn([300, 257], generator: generator);
        var b = torch.randn([257, 129], generator: generator);

        var first = a.mm(b);

        Assert.All(Enumerable.Range(0, 5), _ => Assert.True(a.mm(b).equals(first)));
    }

    [Fact]
    public void Threads_CanBeSet()
    {
        var before = torch.get_num_threads();

        torch.set_num_threads(1);

        Assert.Equal(1, torch.get_num_threads());
        torch.set_num_threads(before);
    }

    [Fact]
    public void Generator_WithTheStateOfAnother_DrawsTheSameNumbers()
    {
        using var scope = torch.NewDisposeScope();
        using var one = new torch.Generator(1);
        using var other = new torch.Generator(2);
        _ = torch.randn([7], generator: one);
        other.set_state(one.get_state());

        Assert.True(torch.randn([64], generator: one).equals(torch.randn([64], generator: other)));
        Assert.Throws<TensorException>(() => other.set_state(torch.tensor(new byte[] { 1, 2, 3 }, [3L])));
    }

    [CudaFact]
    public void Matmul_OnCuda_EqualsTheCpu()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(1);
        var a = torch.randn([64, 32], generator: generator);

        var onDevice = a.to(torch.CUDA).mm(a.t().to(torch.CUDA)).cpu();

        Assert.True(onDevice.allclose(a.mm(a.t()), 1e-3, 1e-3));
    }

    private static string Refusal(Action call) => Assert.Throws<TensorException>(call).Message;
}
