using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests.Networks;

public sealed class BayesianTests : IDisposable
{
    private readonly torch.Generator _generator = new(31);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void DropoutPasses_OfAHeadWithDropout_HaveItsMeanAndVariance()
    {
        using var network = Residual(0.4);
        network.eval();
        var images = torch.randn([2, 1, 24, 24], generator: _generator);
        var features = network.Features(images);
        var exact = network.Classify(features).flatten().data<float>().ToArray();
        var weight = network.named_parameters().Single(p => p.name == "fc.weight").parameter;
        // Each feature stays with probability q = 0.6 and is then divided by it: variance Σ (w f)² (1 - q)/q.
        var variance = ((features * weight).square().sum([1]) * (0.4 / 0.6)).data<float>().ToArray();

        var passes = DropoutPasses.Score(network, () => network.Classify(features), 3000, _generator);

        Assert.Equal((3000, 2), (passes.Passes, passes.Length));
        Assert.All(Enumerable.Range(0, 2), i =>
        {
            Assert.Equal(exact[i], passes.Estimate(i).Mean, 5 * Math.Sqrt(variance[i] / 3000));
            Assert.Equal(1, passes.Estimate(i).Variance / variance[i], 0.15);
            Assert.True(passes.Uncertainty(i).Epistemic > 0);
        });
    }

    [Fact]
    public void DropoutPasses_LeaveNormsModesAndTheNetworksGeneratorAlone()
    {
        using var own = new torch.Generator(5);
        using var twin = new torch.Generator(5);
        using var network = Residual(0.4, own);
        using var same = Residual(0.4, twin);
        var images = torch.randn([3, 1, 24, 24], generator: _generator);
        var buffers = network.named_buffers().ToDictionary(b => b.name, b => b.buffer.clone());

        using var once = new torch.Generator(9);
        using var again = new torch.Generator(9);
        var first = DropoutPasses.Score(network, () => network.forward(images), 3, once);
        var second = DropoutPasses.Score(network, () => network.forward(images), 3, again);

        Assert.Equal(first.Estimate(1), second.Estimate(1));
        Assert.All(network.named_buffers(), b => Assert.True(b.buffer.Equals(buffers[b.name]), b.name));
        Assert.True(network.training && network.modules().All(module => module.training));
        Assert.True(network.forward(images).Equals(same.forward(images)), "The network's own masks go on where they were.");
    }

    [Fact]
    public void DropoutPasses_OfANetworkWithoutDropout_AreRefused()
    {
        using var network = Residual(0);

        var refused = Assert.Throws<ArgumentException>(() => DropoutPasses.Score(network, () => torch.zeros(1), 2, _generator));

        Assert.Contains("has no dropout", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Swag_OfKnownWeights_DrawsWithTheirMeanAndCovariance()
    {
        using var network = torch.nn.Linear(2, 1, false);
        using var swag = new Swag(network, 3);
        double[][] visited = [[1, 2], [3, 1], [2, 6], [4, 5], [5, 3]];
        foreach (var weights in visited)
        {
            SetWeights(network, weights);
            swag.Collect();
        }

        var draws = Draws(swag, network, 20_000);

        Assert.Equal((5, 3), (swag.Collected, swag.Columns));
        var (mean, covariance) = Expected(visited, 3);
        Assert.Equal(mean[0], draws.Average(d => d[0]), 0.06);
        Assert.Equal(mean[1], draws.Average(d => d[1]), 0.06);
        foreach (var (i, j) in new[] { (0, 0), (0, 1), (1, 1) })
        {
            Assert.Equal(covariance[i, j], draws.Average(d => (d[i] - mean[i]) * (d[j] - mean[j])), 0.08);
        }
    }

    [Fact]
    public void Swag_WithVariancesAlone_DrawsWithThem()
    {
        using var network = torch.nn.Linear(1, 1, false);
        using var swag = new Swag(network, 0);
        foreach (var weight in new[] { 100.001, 100.002, 100.003 })
        {
            SetWeights(network, [weight]);
            swag.Collect();
        }

        var draws = Draws(swag, network, 4000).Select(d => d[0] - 100.002).ToArray();

        Assert.Equal(2e-6 / 3, draws.Average(d => d * d), 1e-7);
        swag.UseMean();
        Assert.Equal(100.002, network.weight.item<float>(), 1e-4);
    }

    [Fact]
    public void Swag_SavedAndLoaded_DrawsTheSame()
    {
        using var network = Residual(0);
        using var swag = Wandered(network);
        var bytes = swag.Save().ToBytes();
        using var loaded = Swag.Load(network, SafeTensors.Parse(bytes));

        using var once = new torch.Generator(3);
        using var again = new torch.Generator(3);
        swag.Sample(once);
        var drawn = network.named_parameters().Select(p => p.parameter.detach().clone()).ToArray();
        loaded.Sample(again);

        Assert.Equal((swag.Collected, swag.Rank, swag.Columns), (loaded.Collected, loaded.Rank, loaded.Columns));
        Assert.All(network.parameters().Zip(drawn), pair => Assert.True(pair.First.Equals(pair.Second)));
        Assert.Equal(bytes, loaded.Save().ToBytes());
    }

    [Fact]
    public void Load_OfAnotherNetworksMoments_NamesTheArray()
    {
        using var network = Residual(0);
        using var other = Backbones.Create("resnet18_narrow", 2, 24, _generator);
        using var swag = Wandered(network);

        var refused = Assert.Throws<CheckpointException>(() => Swag.Load(other, swag.Save()));

        Assert.Contains("swag.mean.conv1.weight", refused.Message, StringComparison.Ordinal);
        using var empty = new Swag(network);
        Assert.Throws<InvalidOperationException>(() => empty.Sample(_generator));
    }

    [Fact]
    public void Score_ByDraws_RefreshesNormsAndPutsTheNetworkBack()
    {
        using var network = Residual(0);
        using var swag = Wandered(network);
        network.train();
        var images = torch.randn([4, 1, 24, 24], generator: _generator);
        var before = network.state_dict().ToDictionary(s => s.Key, s => s.Value.clone());
        var batches = Enumerable.Range(0, 2).Select(i => (Func<torch.Tensor>)(() => network.forward(images.narrow(0, 2 * i, 2)))).ToArray();
        var live = torch.Tensor.TotalCount;

        var passes = swag.Score(() => network.forward(images), 5, _generator, batches);

        Assert.Equal(live, torch.Tensor.TotalCount);
        Assert.Equal((5, 4), (passes.Passes, passes.Length));
        Assert.True(passes.Estimate(0).Variance > 0 && double.IsFinite(passes.Estimate(0).Mean));
        Assert.All(network.state_dict(), s => Assert.True(s.Value.Equals(before[s.Key]), s.Key));
        Assert.True(network.training);
    }

    [Fact]
    public void Refresh_OverBatches_GivesTheMeansOfTheirMomentsWhateverWasThere()
    {
        using var network = torch.nn.Sequential(torch.nn.BatchNorm2d(1));
        var norm = (BatchNorm2d)network.children().Single();
        network.eval();
        torch.Tensor[] batches = [torch.tensor([0f, 2f], [2, 1, 1, 1]), torch.tensor([10f, 14f], [2, 1, 1, 1])];
        torch.nn.init.constant_(norm.running_mean!, 77);

        NormRefresh.Run(network, batches.Select(batch => (Func<torch.Tensor>)(() => network.forward(batch))));

        Assert.Equal(6.5f, norm.running_mean!.item<float>(), 1e-5f);
        Assert.Equal((2 + 8) / 2f, norm.running_var!.item<float>(), 1e-5f);
        Assert.Equal(0.1, norm.momentum!.Value, 1e-12);
        Assert.False(norm.training);
        Assert.Throws<ArgumentException>(() => NormRefresh.Run(network, []));
    }

    private ImageNetwork Residual(double dropout, torch.Generator? generator = null)
        => Backbones.Create("resnet18_narrow", 1, 24, generator ?? _generator, dropout);

    private Swag Wandered(torch.nn.Module network)
    {
        var swag = new Swag(network, 3);
        for (var i = 0; i < 4; i++)
        {
            using (torch.NewDisposeScope())
            using (torch.no_grad())
            {
                foreach (var parameter in network.parameters())
                {
                    parameter.add_(torch.randn(parameter.shape, generator: _generator) * 0.01);
                }
            }

            swag.Collect();
        }

        return swag;
    }

    private List<double[]> Draws(Swag swag, Linear network, int count)
    {
        var draws = new List<double[]>();
        for (var i = 0; i < count; i++)
        {
            swag.Sample(_generator);
            draws.Add([.. network.weight.detach().data<float>().ToArray().Select(weight => (double)weight)]);
        }

        return draws;
    }

    private static void SetWeights(Linear network, double[] weights)
    {
        using var frozen = torch.no_grad();
        network.weight.copy_(torch.tensor(weights, [1, weights.Length]));
    }

    /// <summary>The paper's mean and ½ (diag Σ + D Dᵀ/(K − 1)), from its definitions.</summary>
    private static (double[] Mean, double[,] Covariance) Expected(double[][] visited, int rank)
    {
        double[] MeanOf(int count) => [.. Enumerable.Range(0, 2).Select(i => visited.Take(count).Average(weights => weights[i]))];
        var mean = MeanOf(visited.Length);
        var columns = Enumerable.Range(visited.Length - rank, rank)
            .Select(k => visited[k].Zip(MeanOf(k + 1), (weight, then) => weight - then).ToArray())
            .ToArray();
        var covariance = new double[2, 2];
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 2; j++)
            {
                var alone = i == j ? visited.Average(weights => weights[i] * weights[i]) - (mean[i] * mean[i]) : 0;
                covariance[i, j] = 0.5 * (alone + (columns.Sum(column => column[i] * column[j]) / (rank - 1)));
            }
        }

        return (mean, covariance);
    }
}
