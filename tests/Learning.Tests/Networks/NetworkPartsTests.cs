using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests.Networks;

public sealed class NetworkPartsTests : IDisposable
{
    private readonly torch.Generator _generator = new(5);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void SeededDropout_WhileTraining_KeepsTheMeanAndFollowsItsGenerator()
    {
        using var one = new torch.Generator(2);
        using var two = new torch.Generator(2);
        using var dropout = new SeededDropout(0.25, one);
        using var same = new SeededDropout(0.25, two);
        var x = torch.ones([200, 200]);

        var dropped = dropout.forward(x);

        Assert.Equal(1.0, dropped.mean().item<float>(), 0.02);
        Assert.Equal(0.25, dropped.eq(0).@float().mean().item<float>(), 0.01);
        Assert.True(dropped.Equals(same.forward(x)));
        dropout.eval();
        Assert.True(dropout.forward(x).Equals(x));
    }

    [Fact]
    public void StochasticDepth_WhileTraining_DropsWholeSamples()
    {
        using var depth = new StochasticDepth(0.5, _generator);

        var kept = depth.forward(torch.ones([400, 2, 3, 3])).reshape(400, -1);

        Assert.True(kept.eq(kept.narrow(1, 0, 1)).all().item<bool>());
        Assert.Equal(1.0, kept.mean().item<float>(), 0.2);
        Assert.Equal([0f, 2f], kept.flatten().data<float>().ToArray().Distinct().Order());
    }

    [Fact]
    public void SelfAttention_WithAPrior_LooksWhereItPoints()
    {
        using var attention = new SelfAttention(8, 2, _generator);
        var tokens = torch.randn([2, 5, 8], generator: _generator);
        var prior = torch.zeros([1, 1, 5, 5]);
        prior.select(3, 4).fill_(60);

        var read = attention.Attend(tokens, prior);

        Assert.True(read.allclose(read.narrow(1, 0, 1).expand(2, 5, 8), 1e-4, 1e-5), "Every token must read the last one.");
        Assert.False(attention.forward(tokens).allclose(read, 1e-2, 1e-2));
        Assert.Throws<ArgumentException>(() => new SelfAttention(8, 3, _generator));
    }

    [Theory]
    [InlineData(64, 1.0, 64)]
    [InlineData(64, 0.25, 16)]
    [InlineData(16, 0.35, 8)]
    [InlineData(24, 0.35, 8)]
    [InlineData(32, 0.35, 16)]
    [InlineData(1280, 1.4, 1792)]
    [InlineData(96, 0.12, 16)]
    public void Channels_AreMultiplesOfEightThatLoseNoMoreThanATenth(long channels, double width, long expected)
        => Assert.Equal(expected, Channels.Scaled(channels, width));

    [Fact]
    public void WarmUpThenCosine_RisesToOneAndFallsToTheFloor()
    {
        var factors = Enumerable.Range(0, 31).Select(step => LearningRates.WarmUpThenCosine(step, 5, 25, 0.1)).ToArray();

        Assert.Equal(1.0 / 6, factors[0], 1e-12);
        Assert.Equal(1, factors[5], 1e-12);
        Assert.Equal(0.55, factors[15], 1e-12);
        Assert.Equal(0.1, factors[25], 1e-12);
        Assert.Equal(0.1, factors[30], 1e-12);
        Assert.All(Enumerable.Range(5, 20), step => Assert.True(factors[step + 1] < factors[step]));
    }

    [Fact]
    public void Apply_SetsEveryGroupToItsShare()
    {
        var one = torch.nn.Parameter(torch.ones(1));
        var two = torch.nn.Parameter(torch.ones(1));
        using var optimizer = torch.optim.AdamW([new AdamW.ParamGroup([one], lr: 1e-2), new AdamW.ParamGroup([two], lr: 1e-4)]);

        LearningRates.Apply(optimizer, 0.5);

        Assert.Equal([5e-3, 5e-5], optimizer.ParamGroups.Select(group => group.LearningRate));
    }
}
