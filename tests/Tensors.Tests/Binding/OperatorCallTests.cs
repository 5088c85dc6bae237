using LensGrains.Tensors.Native;

namespace LensGrains.Tensors.Tests;

public sealed class OperatorCallTests
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
    public void Backward_WhenNothingWasRecorded_Refuses()
    {
        using var x = torch.ones(1);

        Assert.Throws<TensorException>(x.backward);
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

        Assert.True(torch.randn([64], generator: one).Equals(torch.randn([64], generator: other)));
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

    [Fact]
    public void Conv2d_WhenChannelsDiffer_NamesBothShapes()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = torch.nn.Conv2d(3, 8, 3);

        var refused = Refusal(() => layer.forward(torch.ones([2, 4, 9, 9])));

        Assert.Contains("[2, 4, 9, 9]", refused, StringComparison.Ordinal);
        Assert.Contains("[8, 3, 3, 3]", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadStateDict_WhenShapesDiffer_NamesTheTensorAndBothShapes()
    {
        using var one = torch.nn.Sequential(("a", torch.nn.Linear(3, 2)));
        using var other = torch.nn.Sequential(("a", torch.nn.Linear(4, 2)));

        var refused = Assert.Throws<ArgumentException>(() => other.load_state_dict(one.state_dict())).Message;

        Assert.Contains("'a.weight' is [2, 4], the state has [2, 3]", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Conv2d_WhenGroupsDoNotDivideTheChannels_Refuses()
        => Assert.Throws<ArgumentException>(() => torch.nn.Conv2d(6, 8, 3, groups: 4));

    [Fact]
    public void Interpolate_WithoutASizeOrWithTwo_Refuses()
    {
        using var x = torch.ones([1, 1, 2, 2]);

        Assert.Throws<ArgumentException>(() => functional.interpolate(x));
        Assert.Throws<ArgumentException>(() => functional.interpolate(x, [2, 2], [2]));
    }

    [Fact]
    public void Optimizer_WithAParameterTwice_Refuses()
    {
        using var scope = torch.NewDisposeScope();
        var parameter = torch.nn.Parameter(torch.ones(1));

        Assert.Throws<ArgumentException>(() => torch.optim.AdamW([parameter, parameter]));
    }

    private static string Refusal(Action call) => Assert.Throws<TensorException>(call).Message;
}
