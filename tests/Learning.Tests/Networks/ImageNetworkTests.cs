using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Metrics;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests.Networks;

public sealed class ImageNetworkTests : IDisposable
{
    private readonly torch.Generator _generator = new(3);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public static TheoryData<string> CheapNames()
        => new(Backbones.Names.Where(name => name.EndsWith("_narrow", StringComparison.Ordinal) || name.EndsWith("_coarse", StringComparison.Ordinal) || name.EndsWith("_tiny", StringComparison.Ordinal)));

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Theory]
    [MemberData(nameof(CheapNames))]
    public void Forward_WhenEvaluating_SeesEachImageAlone(string name)
    {
        using var network = Backbones.Create(name, 2, 32, _generator);
        network.eval();
        using var frozen = torch.no_grad();
        var images = torch.randn([4, 2, 32, 32], generator: _generator);

        var together = network.forward(images);
        var alone = torch.cat(images.split(1).Select(image => network.forward(image)).ToArray());

        Assert.Equal([4, 1], together.shape);
        Assert.Equal([4, network.FeatureWidth], network.Features(images).shape);
        Assert.True(together.allclose(alone, 1e-4, 1e-5), "An image's logit depends on the others in its batch.");
    }

    [Theory]
    [MemberData(nameof(CheapNames))]
    public void Backward_ReachesEveryParameter(string name)
    {
        using var network = Backbones.Create(name, 1, 32, _generator);

        network.forward(torch.randn([6, 1, 32, 32], generator: _generator)).square().sum().backward();

        Assert.All(network.named_parameters(), named => Assert.True(
            named.parameter.grad is { } grad && grad.isfinite().all().item<bool>(), $"{named.name} has no finite gradient."));
    }

    [Theory]
    [InlineData(64, 32, 4)]
    [InlineData(128, 32, 4)]
    public void Maps_OfACoarseNetwork_AreHalvedOnceWhereTheImageIsSmall(int size, int expected, int last)
    {
        using var coarse = (ResNet)Backbones.Create("resnet18_coarse", 2, size, _generator);

        Assert.Equal([1, 16, expected, expected], coarse.Maps(torch.ones([1, 2, size, size]), 1).shape);
        Assert.Equal([1, 128, last, last], coarse.Maps(torch.ones([1, 2, size, size])).shape);
    }

    [Fact]
    public void Create_OfACoarseNetwork_HasTheArraysOfThePublishedOne()
    {
        using var coarse = Backbones.Create("resnet18_coarse", 3, 64, _generator);
        using var published = ResNet.Of18(new NetworkOptions { Width = 0.25 }, _generator);

        Assert.Equal(
            published.state_dict().Select(array => (array.Key, string.Join(' ', array.Value.shape))),
            coarse.state_dict().Select(array => (array.Key, string.Join(' ', array.Value.shape))));
    }

    [Fact]
    public void Forward_WithDropout_DropsWhileTrainingOnly()
    {
        using var network = ResNet.Of18(new NetworkOptions { Inputs = 1, Width = 0.25, Stem = Stem.Small, Dropout = 0.5 }, _generator);
        var features = torch.ones([1, network.FeatureWidth]);

        var (first, second) = (network.Classify(features), network.Classify(features));
        network.eval();

        Assert.False(first.Equals(second));
        Assert.True(network.Classify(features).Equals(network.Classify(features)));
    }

    [Theory]
    [InlineData("resnet18_narrow")]
    [InlineData("efficientnet_b0_narrow")]
    [InlineData("hybrid_narrow")]
    [InlineData("vit_tiny")]
    [InlineData("vit_enhanced_tiny")]
    public void TrainingSteps_KeepTheCountOfLiveTensors(string name)
    {
        using var network = Backbones.Create(name, 1, 32, _generator);
        using var optimizer = torch.optim.AdamW(network.parameters(), weight_decay: 1e-2);
        var counts = Enumerable.Range(0, 5).Select(_ => Step(network, optimizer)).ToArray();

        Assert.Single(counts.Skip(1).Distinct());
    }

    // Counted by hand from the layers' sizes.
    [Theory]
    [InlineData("hybrid", 64, 5_163_851)]
    [InlineData("hybrid", 224, 5_171_531)]
    [InlineData("hybrid_narrow", 64, 329_435)]
    [InlineData("vit_enhanced", 224, 25_570_161)]
    [InlineData("vit_enhanced_tiny", 64, 3_190_401)]
    public void Parameters_WithThreeBands_AreTheirLayers(string name, long size, long count)
    {
        using var network = Backbones.Create(name, 3, size, _generator);

        Assert.Equal(count, NetworkStates.CountParameters(network));
    }

    [Theory]
    [InlineData("resnet18_narrow")]
    [InlineData("hybrid_narrow")]
    [InlineData("vit_enhanced_tiny")]
    public void Forward_WithoutRecording_LeavesOneTensor(string name)
    {
        using var network = Backbones.Create(name, 1, 32, _generator);
        network.eval();
        using var frozen = torch.no_grad();
        var images = torch.ones([2, 1, 32, 32]);
        using var inner = torch.NewDisposeScope();

        _ = network.forward(images);

        Assert.Equal(1, inner.DisposablesCount);
    }

    [Fact]
    public void Training_OfANarrowResNet_RanksRingsAboveBlobs()
    {
        using var network = Backbones.Create("resnet18_narrow", 1, 24, _generator);
        using var optimizer = torch.optim.AdamW(network.parameters(), lr: 1e-3);
        var images = Rings(32);
        var targets = torch.arange(32).remainder(2).@float();
        for (var step = 0; step < 25; step++)
        {
            using var inner = torch.NewDisposeScope();
            LearningRates.Apply(optimizer, LearningRates.WarmUpThenCosine(step, 5, 25));
            var loss = torch.nn.functional.binary_cross_entropy_with_logits(network.forward(images).squeeze(1), targets);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }

        network.eval();
        using var scores = network.forward(images).detach();
        var auc = BinaryMetrics.RocAuc(
            scores.data<float>().ToArray().Select(score => (double)score).ToArray(), Enumerable.Range(0, 32).Select(i => i % 2 == 1).ToArray());

        Assert.True(auc > 0.99, $"The area under the curve is {auc}.");
    }

    [Theory]
    [InlineData("efficientnet_b0_narrow")]
    [InlineData("hybrid_narrow")]
    [InlineData("vit_enhanced_tiny")]
    public void Create_WithTheSameSeed_GivesTheSameWeights(string name)
    {
        using var one = new torch.Generator(8);
        using var same = new torch.Generator(8);
        using var other = new torch.Generator(9);

        using var first = Backbones.Create(name, 1, 32, one);
        using var second = Backbones.Create(name, 1, 32, same);
        using var third = Backbones.Create(name, 1, 32, other);

        Assert.All(first.parameters().Zip(second.parameters()), pair => Assert.True(pair.First.Equals(pair.Second)));
        Assert.Contains(first.parameters().Zip(third.parameters()), pair => !pair.First.Equals(pair.Second));
    }

    [Fact]
    public void Forward_OfImagesThatDoNotFit_NamesBothShapes()
    {
        using var residual = Backbones.Create("resnet18_narrow", 3, 32, _generator);
        using var transformer = Backbones.Create("vit_tiny", 3, 32, _generator);

        Assert.Contains(
            "takes images [n, 3, y, x]; these are [2, 4, 32, 32]", Refusal(() => residual.forward(torch.ones([2, 4, 32, 32]))), StringComparison.Ordinal);
        Assert.Contains("[2, 32, 32]", Refusal(() => residual.forward(torch.ones([2, 32, 32]))), StringComparison.Ordinal);
        Assert.Contains(
            "32 × 32 pixels; these are [1, 3, 40, 40]", Refusal(() => transformer.forward(torch.ones([1, 3, 40, 40]))), StringComparison.Ordinal);
        Assert.Contains("resnet18", Refusal(() => Backbones.Create("resnet19", 3, 32, _generator)), StringComparison.Ordinal);
        Refusal(() => Backbones.Create("vit_tiny", 3, 30, _generator));
    }

    [Fact]
    public void States_WhenLoadedElsewhere_GiveTheSameLogits()
    {
        using var one = Backbones.Create("mobilenet_v2_narrow", 1, 32, _generator);
        using var other = Backbones.Create("mobilenet_v2_narrow", 1, 32, _generator);
        one.forward(torch.randn([4, 1, 32, 32], generator: _generator));

        var file = SafeTensors.Parse(new SafeTensors(NetworkStates.Save(one), new Dictionary<string, string>()).ToBytes());
        NetworkStates.Load(other, file);

        one.eval();
        other.eval();
        var images = torch.randn([2, 1, 32, 32], generator: _generator);
        Assert.True(one.forward(images).Equals(other.forward(images)));
    }

    [Fact]
    public void States_OfAnotherNetwork_AreRefusedAndChangeNothing()
    {
        using var network = Backbones.Create("resnet18_narrow", 1, 32, _generator);
        var before = NetworkStates.Save(network);
        using var other = Backbones.Create("resnet18_narrow", 2, 32, _generator);

        var refused = Assert.Throws<CheckpointException>(
            () => NetworkStates.Load(network, new SafeTensors(NetworkStates.Save(other), new Dictionary<string, string>())));

        Assert.Contains("'conv1.weight' must be F32 [16, 1, 3, 3]; the checkpoint has F32 [16, 2, 3, 3]", refused.Message, StringComparison.Ordinal);
        Assert.All(NetworkStates.Save(network), now => Assert.Equal(before[now.Key].Bytes.ToArray(), now.Value.Bytes.ToArray()));
    }

    [Fact]
    public void FreezeNorms_WhileTraining_KeepsTheRunningAverages()
    {
        using var network = Backbones.Create("resnet18_narrow", 1, 32, _generator);
        var images = torch.randn([4, 1, 32, 32], generator: _generator);
        network.eval();
        var evaluated = network.forward(images);
        network.train();

        FrozenParts.FreezeNorms(network);

        Assert.True(network.training);
        Assert.True(network.forward(images).allclose(evaluated, 1e-6, 1e-6));
        Assert.All(network.named_buffers().Where(b => b.name.EndsWith("running_mean", StringComparison.Ordinal)), named =>
            Assert.Equal(0f, named.buffer.abs().sum().item<float>()));
    }

    [Fact]
    public void SetLearning_OfAPrefix_LeavesTheRestLearning()
    {
        using var network = Backbones.Create("resnet18_narrow", 1, 32, _generator);

        var frozen = FrozenParts.SetLearning(network, false, "conv1", "bn1", "layer1.");
        network.forward(torch.randn([2, 1, 32, 32], generator: _generator)).sum().backward();

        Assert.Equal(3 + 12, frozen);
        Assert.All(network.named_parameters(), named => Assert.Equal(
            named.name.StartsWith("layer1.", StringComparison.Ordinal) || named.name is "conv1.weight" or "bn1.weight" or "bn1.bias",
            named.parameter.grad is null));
    }

    private static long Step(ImageNetwork network, AdamW optimizer)
    {
        using (torch.NewDisposeScope())
        {
            var logits = network.forward(torch.ones([3, 1, 32, 32])).squeeze(1);
            var loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.ones(3));
            optimizer.zero_grad();
            loss.backward();
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0);
            optimizer.step();
        }

        return torch.Tensor.TotalCount;
    }

    // Every other image is a ring around the centre, the rest a blob of the same light.
    private torch.Tensor Rings(int count)
    {
        var axis = torch.linspace(-2, 2, 24);
        var radius = axis.square().unsqueeze(0).add(axis.square().unsqueeze(1)).sqrt();
        var ring = (-(radius - 1.2).square() * 8).exp();
        var blob = (-radius.square() * 1.3).exp();
        var images = torch.stack(Enumerable.Range(0, count).Select(i => i % 2 == 1 ? ring : blob)).unsqueeze(1);
        return images + (torch.randn(images.shape, generator: _generator) * 0.3);
    }

    private static string Refusal(Action call) => Assert.Throws<ArgumentException>(call).Message;
}
