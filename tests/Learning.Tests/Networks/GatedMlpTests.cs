using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests.Networks;

public sealed class GatedMlpTests : IDisposable
{
    private readonly torch.Generator _generator = new(6);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Training_OnAProductOfFeaturesFarApart_LearnsIt()
    {
        using var network = new GatedMlp(new GatedMlpOptions { Dimensions = 30, Tokens = 6, Width = 16, HiddenWidth = 64, Dropout = 0 }, _generator);
        using var optimizer = torch.optim.AdamW(network.parameters(), lr: 5e-3);
        for (var step = 0; step < 300; step++)
        {
            using var inner = torch.NewDisposeScope();
            var (x, sign) = Products(256);
            var loss = torch.nn.functional.binary_cross_entropy_with_logits(network.forward(x), sign);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }

        network.eval();
        var (unseen, truth) = Products(512);
        var right = (network.forward(unseen) > 0).eq(truth > 0.5).@float().mean().item<float>();

        Assert.InRange(right, 0.9f, 1f);
    }

    [Fact]
    public void Forward_OfFeaturesThatDoNotFillTheTokens_PadsThem()
    {
        using var network = new GatedMlp(new GatedMlpOptions { Dimensions = 10, Tokens = 4, Width = 8, HiddenWidth = 16 }, _generator);
        network.eval();

        Assert.Equal([3], network.forward(torch.ones([3, 10])).shape);
        Assert.Equal([3, 32], network.Features(torch.ones([3, 10])).shape);
        Assert.Contains("[3, 11]", Assert.Throws<ArgumentException>(() => network.forward(torch.ones([3, 11]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gate_MixesTokensOfOneSourceOnly()
    {
        using var network = new GatedMlp(new GatedMlpOptions { Dimensions = 16, Tokens = 4, Width = 8, HiddenWidth = 16 }, _generator);
        network.eval();
        var sources = torch.randn([2, 16], generator: _generator);

        var together = network.forward(sources);

        Assert.True(together.narrow(0, 0, 1).allclose(network.forward(sources.narrow(0, 0, 1)), 1e-5, 1e-6));
    }

    [Theory]
    [InlineData(10, 1, 16)]
    [InlineData(10, 11, 16)]
    [InlineData(10, 2, 15)]
    public void Validate_OfSizesThatDoNotWork_Refuses(long dimensions, long tokens, long hidden)
        => Assert.Throws<ArgumentException>(() => new GatedMlp(
            new GatedMlpOptions { Dimensions = dimensions, Tokens = tokens, HiddenWidth = hidden }, _generator));

    // The sign of the product of the first and the last feature: no network that looks at single features can tell.
    private (torch.Tensor Features, torch.Tensor Sign) Products(long count)
    {
        var x = torch.randn([count, 30], generator: _generator);
        return (x, (x.select(1, 0) * x.select(1, 29) > 0).@float());
    }
}
