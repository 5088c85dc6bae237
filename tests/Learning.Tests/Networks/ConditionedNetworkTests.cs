using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests.Networks;

public sealed class ConditionedNetworkTests : IDisposable
{
    private static readonly ConditionedOptions Options = new()
    {
        Columns = [new("psf_fwhm_arcsec", 0.7, 0.1), new("magnitude_r", 20, 1.5), new("redshift", 0.5, 0.2)],
        Convolutions = new NetworkOptions { Inputs = 1, Width = 0.125, Stem = Stem.Small },
        ColumnWidth = 16,
    };

    private readonly torch.Generator _generator = new(14);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Logits_OfColumnsThatAreMissing_AreFiniteAndThoseOfNone()
    {
        using var network = Evaluating();
        var images = torch.randn([3, 1, 24, 24], generator: _generator);
        var columns = torch.tensor([0.8f, 21f, 0.4f, float.NaN, 19f, float.PositiveInfinity, float.NaN, float.NaN, float.NaN], [3, 3]);

        var logits = network.Logits(images, columns);
        var none = network.Logits(images, null);

        Assert.Equal([3], logits.shape);
        Assert.Equal([3, network.FeatureWidth], network.Features(images, columns).shape);
        Assert.True(logits.isfinite().all().item<bool>());
        Assert.True(logits.narrow(0, 2, 1).allclose(none.narrow(0, 2, 1)));
        Assert.False(logits.narrow(0, 0, 2).allclose(none.narrow(0, 0, 2), 1e-6, 1e-6));
    }

    [Fact]
    public void Logits_OfASource_HangOnNoOthersImageOrColumns()
    {
        using var network = Evaluating();
        var images = torch.randn([2, 1, 24, 24], generator: _generator);
        var columns = torch.tensor([0.8f, 21f, 0.4f, 0.6f, 18f, float.NaN], [2, 3]);
        var (otherImages, otherColumns) = (images.clone(), columns.clone());
        otherImages.select(0, 1).mul_(50);
        otherColumns.select(0, 1).fill_(0.1);

        Assert.True(network.Logits(images, columns).narrow(0, 0, 1).Equals(network.Logits(otherImages, otherColumns).narrow(0, 0, 1)));
    }

    [Fact]
    public void Features_WithoutModulation_AreThoseOfTheResidualNetwork()
    {
        using var network = Evaluating();
        using var residual = ResNet.Of18(Options.Convolutions, _generator);
        residual.eval();
        var own = network.state_dict();
        var images = torch.randn([2, 1, 24, 24], generator: _generator);
        using var frozen = torch.no_grad();
        foreach (var (_, tensor) in own.Where(named => named.Key.StartsWith("modulation.", StringComparison.Ordinal)))
        {
            tensor.fill_(0);
        }

        foreach (var (name, tensor) in residual.state_dict().Where(named => own.ContainsKey(named.Key)))
        {
            tensor.copy_(own[name]);
        }

        Assert.True(network.Features(images, null).allclose(residual.Features(images), 1e-5, 1e-6));
    }

    [Fact]
    public void Unknown_IsNotTheMean()
    {
        using var network = Evaluating();
        var images = torch.randn([1, 1, 24, 24], generator: _generator);

        var mean = network.Logits(images, torch.tensor([0.7f, 20f, 0.5f], [1, 3]));
        var unknown = network.Logits(images, torch.tensor([0.7f, 20f, float.NaN], [1, 3]));
        var absurd = network.Logits(images, torch.tensor([0.7f, 20f, 1e30f], [1, 3]));

        Assert.False(mean.allclose(unknown, 1e-7, 1e-7));
        Assert.True(absurd.isfinite().all().item<bool>());
    }

    [Fact]
    public void Backward_ReachesEveryParameterWithMoreThanZero()
    {
        using var network = new ConditionedNetwork(Options, _generator);
        var columns = torch.randn([6, 3], generator: _generator);
        columns.narrow(0, 0, 2).fill_(double.NaN);

        network.Logits(torch.randn([6, 1, 24, 24], generator: _generator), columns).square().sum().backward();

        Assert.All(network.named_parameters(), named => Assert.True(
            named.parameter.grad is { } grad && grad.isfinite().all().item<bool>() && grad.abs().sum().item<float>() > 0, named.name));
    }

    [Fact]
    public void Training_OnALabelThatOnlyAColumnDecides_LearnsIt()
    {
        using var network = new ConditionedNetwork(Options with { Convolutions = Options.Convolutions with { Dropout = 0 } }, _generator);
        using var optimizer = torch.optim.AdamW(network.parameters(), lr: 1e-2);
        for (var step = 0; step < 60; step++)
        {
            using var inner = torch.NewDisposeScope();
            var (images, columns, bright) = Drawn(48);
            var loss = torch.nn.functional.binary_cross_entropy_with_logits(network.Logits(images, columns), bright);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }

        network.eval();
        var (unseen, asked, truth) = Drawn(200);
        var right = (network.Logits(unseen, asked) > 0).eq(truth > 0.5).@float().mean().item<float>();

        Assert.InRange(right, 0.85f, 1f);
    }

    [Fact]
    public void TrainingSteps_KeepTheCountOfLiveTensors_AndSeedsTheWeights()
    {
        using var one = new torch.Generator(8);
        using var two = new torch.Generator(8);
        using var network = new ConditionedNetwork(Options, one);
        using var same = new ConditionedNetwork(Options, two);
        Assert.All(network.parameters().Zip(same.parameters()), pair => Assert.True(pair.First.Equals(pair.Second)));
        using var optimizer = torch.optim.AdamW(network.parameters());

        var counts = Enumerable.Range(0, 4).Select(_ =>
        {
            using (torch.NewDisposeScope())
            {
                optimizer.zero_grad();
                network.Logits(torch.ones([2, 1, 16, 16]), null).sum().backward();
                optimizer.step();
            }

            return torch.Tensor.TotalCount;
        }).ToArray();

        Assert.Single(counts.Skip(1).Distinct());
    }

    [Fact]
    public void Forward_OfShapesThatDoNotFit_NamesThem()
    {
        using var network = Evaluating();

        var refused = Assert.Throws<ArgumentException>(() => network.Logits(torch.ones([2, 1, 16, 16]), torch.ones([2, 4])));

        Assert.Contains("columns [n, 3]; these are [2, 1, 16, 16] and [2, 4]", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ConditionedNetwork(Options with { Columns = [] }, _generator));
    }

    [Theory]
    [InlineData(new[] { 1.0, 3.0, double.NaN }, 2, 1)]
    [InlineData(new[] { 4.0, 4.0 }, 4, 1)]
    [InlineData(new double[0], 0, 1)]
    [InlineData(new[] { 1.0, 5.0 }, 3, 2)]
    public void ScaleOf_KnownValues_IsTheirMeanAndDeviation(double[] values, double mean, double deviation)
        => Assert.Equal(new ColumnScale("z", mean, deviation), ColumnScale.Of("z", values));

    // Noise, and columns of which the magnitude decides.
    private (torch.Tensor Images, torch.Tensor Columns, torch.Tensor Targets) Drawn(long count)
    {
        var columns = (torch.randn([count, 3], generator: _generator) * torch.tensor([0.1f, 1.5f, 0.2f])) + torch.tensor([0.7f, 20f, 0.5f]);
        return (torch.randn([count, 1, 16, 16], generator: _generator), columns, (columns.select(1, 1) < 20).@float());
    }

    private ConditionedNetwork Evaluating()
    {
        var network = new ConditionedNetwork(Options, _generator);
        network.eval();
        return network;
    }
}
