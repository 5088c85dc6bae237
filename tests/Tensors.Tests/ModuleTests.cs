namespace LensGrains.Tensors.Tests;

public sealed class ModuleTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void BatchNorm_WhileTraining_FollowsTheBatchWithItsUnbiasedVariance()
    {
        using var norm = torch.nn.BatchNorm2d(2, momentum: 0.25).@double();
        var x = torch.tensor(Enumerable.Range(0, 24).Select(i => Math.Sin(1.7 * i) + (i % 8)).ToArray(), [3, 2, 2, 2]);

        norm.forward(x);
        norm.forward(x);

        var mean = x.mean([0, 2, 3]);
        var variance = x.var([0L, 2L, 3L], true);
        Near((1 - (0.75 * 0.75)) * mean, norm.running_mean!);
        Near(((1 - (0.75 * 0.75)) * variance) + (0.75 * 0.75), norm.running_var!);
        Assert.Equal(2, norm.num_batches_tracked!.item<long>());
    }

    [Fact]
    public void BatchNorm_WhenFrozen_UsesAndKeepsTheRunningAverages()
    {
        using var model = torch.nn.Sequential(("conv", torch.nn.Conv2d(1, 2, 1)), ("norm", torch.nn.BatchNorm2d(2)));
        model.train();
        var norm = (BatchNorm2d)model.named_modules().Single(m => m.name == "norm").module;
        norm.eval();
        var x = torch.ones([4, 1, 3, 3]);

        var y = model.forward(x);

        Assert.True(model.training);
        Assert.Equal([0f, 0f], norm.running_mean!.data<float>().ToArray());
        Assert.Equal([1f, 1f], norm.running_var!.data<float>().ToArray());
        var conv = (Conv2d)model.named_modules().Single(m => m.name == "conv").module;
        Near(conv.forward(x) / Math.Sqrt(1 + 1e-5), y);
    }

    [Fact]
    public void Embedding_GivesRowsAndCountsThemInItsGradient()
    {
        using var table = torch.nn.Embedding(4, 2);
        var rows = torch.tensor(new long[] { 3, 0, 3 });

        var read = table.forward(rows);
        read.sum().backward();

        Near(table.weight!.detach().index_select(0, rows), read);
        Near(torch.tensor(new float[] { 1, 1, 0, 0, 0, 0, 2, 2 }, [4, 2]), table.weight!.grad!);
    }

    [Fact]
    public void ConvTranspose2d_IsAsLargeAsItsFormulaSays()
    {
        using var layer = torch.nn.ConvTranspose2d(3, 4, 3, stride: 2, padding: 1, output_padding: 1);

        Assert.Equal([2, 4, 10, 12], layer.forward(torch.ones([2, 3, 5, 6])).shape);
        Assert.Equal([3, 4, 3, 3], layer.weight!.shape);
    }

    [Fact]
    public void Conv2d_WithAnotherPadding_SeesTheEdgeRepeated()
    {
        using var layer = torch.nn.Conv2d(1, 1, 3, padding: 1, padding_mode: PaddingModes.Replicate, bias: false);
        using var frozen = torch.no_grad();
        layer.weight!.fill_(1);

        Assert.True(layer.forward(torch.ones([1, 1, 4, 4])).eq(9).all().item<bool>());
    }

    [Fact]
    public void ModuleList_NamesItsModulesByNumber()
    {
        using var list = new Held();

        Assert.Equal(["blocks.0.weight", "blocks.1.weight"], list.named_parameters().Select(p => p.name));
        Assert.Equal(2, list.Count);
    }

    [Fact]
    public void To_Double_ChangesParametersAndBuffersOfRealNumbers()
    {
        using var norm = torch.nn.BatchNorm2d(3);

        norm.to(torch.float64);

        Assert.Equal(torch.float64, norm.weight!.dtype);
        Assert.Equal(torch.float64, norm.running_var!.dtype);
        Assert.Equal(torch.int64, norm.num_batches_tracked!.dtype);
        Assert.Equal(torch.float64, norm.forward(torch.ones([2, 3, 2, 2], torch.float64)).dtype);
    }

    [Fact]
    public void RegisterComponents_OfADerivedClass_TakesInheritedFieldsThatAreNotPrivate()
    {
        using var derived = new Derived();

        derived.eval();

        Assert.Equal(["inherited.weight", "own.weight"], derived.named_parameters().Select(p => p.name).Order(StringComparer.Ordinal));
        Assert.All(derived.children(), child => Assert.False(child.training));
    }

    [Fact]
    public void BatchNorm_WhoseMomentumFallsAsOneOverTheBatch_AveragesTheBatches()
    {
        using var norm = torch.nn.BatchNorm1d(1);
        torch.Tensor[] batches = [torch.tensor([1f, 3f], [2, 1]), torch.tensor([5f, 5f], [2, 1]), torch.tensor([0f, 6f], [2, 1])];

        for (var i = 0; i < batches.Length; i++)
        {
            norm.momentum = 1.0 / (i + 1);
            norm.forward(batches[i]);
        }

        Assert.Equal((2 + 5 + 3) / 3f, norm.running_mean!.item<float>(), 1e-6f);
        Assert.Equal((2 + 0 + 18) / 3f, norm.running_var!.item<float>(), 1e-5f);
    }

    private static void Near(torch.Tensor expected, torch.Tensor actual)
        => Assert.True(actual.allclose(expected, 1e-6, 1e-7), "They differ.");

    private class Base(string name) : torch.nn.Module<torch.Tensor, torch.Tensor>(name)
    {
        protected readonly Linear inherited = torch.nn.Linear(2, 2, false);

        public override torch.Tensor forward(torch.Tensor input) => inherited.forward(input);
    }

    private sealed class Derived : Base
    {
        private readonly Linear own = torch.nn.Linear(2, 2, false);

        public Derived()
            : base("derived")
            => RegisterComponents();

        public override torch.Tensor forward(torch.Tensor input) => own.forward(base.forward(input));
    }

    private sealed class Held : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly ModuleList<Linear> blocks = torch.nn.ModuleList(torch.nn.Linear(2, 2, false), torch.nn.Linear(2, 2, false));

        public Held()
            : base("held")
            => RegisterComponents();

        public int Count => blocks.Count;

        public override torch.Tensor forward(torch.Tensor input) => blocks[1].forward(blocks[0].forward(input));
    }
}
