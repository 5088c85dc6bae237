using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests.Networks;

public sealed class AdversaryTests : IDisposable
{
    private readonly torch.Generator _generator = new(21);
    private readonly DisposeScope _scope = torch.NewDisposeScope();
    private readonly ImageNetwork _network;
    private readonly torch.Tensor _images;
    private readonly torch.Tensor _targets = torch.tensor([1f, 0f, 1f, 0f]);

    public AdversaryTests()
    {
        _network = Backbones.Create("resnet18_narrow", 1, 24, _generator, 0.3);
        _images = torch.randn([4, 1, 24, 24], generator: _generator);
    }

    public static TheoryData<AdversaryOptions> Attacks() => new(
        new AdversaryOptions { Radius = 0.05 },
        new AdversaryOptions { Radius = 0.05, Steps = 5 },
        new AdversaryOptions { Radius = 0.05, Steps = 5, RandomStart = true });

    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
        _generator.Dispose();
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Perturb_WithinTheBall_RaisesTheLoss(AdversaryOptions options)
    {
        var perturbed = Adversary.Perturb(_network, _images, Loss, options, _generator);

        _network.eval();
        var (before, after) = (Loss(_images).item<float>(), Loss(perturbed).item<float>());
        Assert.True(after > before + 0.01, $"{before} before, {after} after.");
        Assert.InRange((perturbed - _images).abs().max().item<float>(), 0.049f, 0.05f + 1e-6f);
        Assert.False(perturbed.requires_grad);
    }

    [Fact]
    public void Perturb_InSeveralSteps_FindsMoreThanInOne()
    {
        var one = Adversary.Perturb(_network, _images, Loss, new AdversaryOptions { Radius = 0.2 });
        var many = Adversary.Perturb(_network, _images, Loss, new AdversaryOptions { Radius = 0.2, Steps = 10 });

        _network.eval();
        Assert.True(Loss(many).item<float>() > Loss(one).item<float>());
    }

    [Fact]
    public void Perturb_OfALinearModel_IsTheSignOfItsWeights()
    {
        using var model = torch.nn.Linear(3, 1, false);
        using (torch.no_grad())
        {
            model.weight.copy_(torch.tensor([2f, -0.5f, 0f], [1, 3]));
        }

        var perturbed = Adversary.Perturb(model, torch.zeros([2, 3]), x => model.forward(x).sum(), new AdversaryOptions { Radius = 0.1 });

        Assert.True(perturbed.allclose(torch.tensor([0.1f, -0.1f, 0f, 0.1f, -0.1f, 0f], [2, 3])));
    }

    [Fact]
    public void Perturb_LeavesTheNetworkAsItWas()
    {
        _network.forward(_images).sum().backward();
        FrozenParts.FreezeNorms(_network);
        FrozenParts.SetLearning(_network, false, "conv1");
        var state = _network.state_dict().ToDictionary(s => s.Key, s => s.Value.clone());
        var gradients = _network.named_parameters().Where(p => p.parameter.grad is not null).ToDictionary(p => p.name, p => p.parameter.grad!.clone());
        var modes = _network.modules().Select(module => module.training).ToArray();

        Adversary.Perturb(_network, _images, Loss, new AdversaryOptions { Steps = 3 });

        Assert.All(_network.state_dict(), s => Assert.True(s.Value.Equals(state[s.Key]), s.Key));
        Assert.All(_network.named_parameters().Where(p => gradients.ContainsKey(p.name)), p => Assert.True(p.parameter.grad!.Equals(gradients[p.name])));
        Assert.All(_network.named_parameters(), p => Assert.Equal(!p.name.StartsWith("conv1", StringComparison.Ordinal), p.parameter.requires_grad));
        Assert.Equal(modes, _network.modules().Select(module => module.training));
        Assert.True(_network.training);
    }

    [Fact]
    public void Perturb_WithARange_StaysInsideIt()
    {
        var images = _images.clamp(0, 1);

        var perturbed = Adversary.Perturb(
            _network, images, Loss, new AdversaryOptions { Radius = 0.5, Steps = 3, RandomStart = true, Range = (0, 1) }, _generator);

        Assert.InRange(perturbed.min().item<float>(), 0f, 1f);
        Assert.InRange(perturbed.max().item<float>(), 0f, 1f);
    }

    [Fact]
    public void Perturb_OfAnImageThatIsNoImage_LeavesTheOthersTheirs()
    {
        var images = _images.clone();
        images.select(0, 2).fill_(double.NaN);

        var perturbed = Adversary.Perturb(_network, images, Loss, new AdversaryOptions());

        Assert.Equal([false, false, true, false], Enumerable.Range(0, 4).Select(i => perturbed.select(0, i).isnan().any().item<bool>()));
    }

    [Fact]
    public void Perturb_AgainAndAgain_KeepsTheCountOfLiveTensors()
    {
        var counts = Enumerable.Range(0, 4).Select(_ =>
        {
            using (Adversary.Perturb(_network, _images, Loss, new AdversaryOptions { Steps = 2 }))
            {
                return torch.Tensor.TotalCount;
            }
        }).ToArray();

        Assert.Single(counts.Skip(1).Distinct());
    }

    [Fact]
    public void Perturb_OfOptionsThatMeanNothing_Refuses()
    {
        Assert.Throws<ArgumentException>(() => Adversary.Perturb(_network, _images, Loss, new AdversaryOptions { Radius = -1 }));
        Assert.Throws<ArgumentException>(() => Adversary.Perturb(_network, _images, Loss, new AdversaryOptions { Steps = 0 }));
        Assert.Throws<ArgumentException>(
            () => Adversary.Perturb(_network, _images, _ => torch.ones(1).requires_grad_().sum(), new AdversaryOptions()));
    }

    private torch.Tensor Loss(torch.Tensor images)
        => torch.nn.functional.binary_cross_entropy_with_logits(_network.forward(images).squeeze(1), _targets);
}
