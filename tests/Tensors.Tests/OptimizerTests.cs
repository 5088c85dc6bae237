namespace LensGrains.Tensors.Tests;

public sealed class OptimizerTests
{
    private const double Lr = 0.01;
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Eps = 1e-8;
    private const double Decay = 0.1;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Step_OverSeveralSteps_EqualsTheFormula(bool decoupled)
    {
        using var scope = torch.NewDisposeScope();
        double[] start = [0.5, -1.5, 2.0];
        var parameter = torch.nn.Parameter(torch.tensor(start));
        using torch.optim.Optimizer optimizer = decoupled
            ? torch.optim.AdamW([parameter], Lr, Beta1, Beta2, Eps, Decay)
            : torch.optim.Adam([parameter], Lr, Beta1, Beta2, Eps, Decay);

        for (var step = 0; step < 5; step++)
        {
            optimizer.zero_grad();
            (parameter * parameter * parameter).sum().backward();
            optimizer.step();
        }

        var values = parameter.detach().data<double>().ToArray();
        Assert.All(start.Zip(values), pair => Assert.Equal(Formula(pair.First, 5, decoupled), pair.Second, 1e-12));
        Assert.True(optimizer is not AdamW adamW || ((AdamW.State)adamW.state_dict().State[0]).step == 5);
    }

    [Theory]
    [InlineData(0.0, 0.0, false)]
    [InlineData(0.9, 0.0, false)]
    [InlineData(0.9, 0.3, false)]
    [InlineData(0.8, 0.0, true)]
    public void Sgd_OverSeveralSteps_EqualsTheFormula(double momentum, double dampening, bool nesterov)
    {
        using var scope = torch.NewDisposeScope();
        var parameter = torch.nn.Parameter(torch.tensor(new[] { 0.5, -1.5 }));
        using var optimizer = torch.optim.SGD([parameter], Lr, momentum, dampening, Decay, nesterov);
        double[] expected = [0.5, -1.5];
        var buffers = new double?[2];

        for (var step = 0; step < 4; step++)
        {
            optimizer.zero_grad();
            (parameter * parameter * parameter).sum().backward();
            optimizer.step();
            for (var i = 0; i < 2; i++)
            {
                var g = (3 * expected[i] * expected[i]) + (Decay * expected[i]);
                buffers[i] = buffers[i] is { } before ? (momentum * before) + ((1 - dampening) * g) : g;
                expected[i] -= Lr * (momentum == 0 ? g : nesterov ? g + (momentum * buffers[i]!.Value) : buffers[i]!.Value);
            }
        }

        var values = parameter.detach().data<double>().ToArray();
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void ParamGroups_EachStepWithTheirOwnRate()
    {
        using var scope = torch.NewDisposeScope();
        var body = torch.nn.Parameter(torch.ones(1));
        var head = torch.nn.Parameter(torch.ones(1));
        using var optimizer = torch.optim.AdamW([new AdamW.ParamGroup([body], lr: 1e-3), new AdamW.ParamGroup([head], lr: 1e-1)]);

        (body + head).sum().backward();
        optimizer.step();

        Assert.Equal(1 - 1e-3, body.item<float>(), 1e-6);
        Assert.Equal(1 - 1e-1, head.item<float>(), 1e-6);
    }

    [Fact]
    public void LambdaLR_MultipliesEachGroupsOwnRate()
    {
        using var scope = torch.NewDisposeScope();
        var one = torch.nn.Parameter(torch.ones(1));
        var two = torch.nn.Parameter(torch.ones(1));
        using var optimizer = torch.optim.SGD([new SGD.ParamGroup([one], lr: 1.0), new SGD.ParamGroup([two], lr: 0.1)], 1.0);
        var schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, step => 1.0 / (1 + step));

        schedule.step();
        schedule.step();

        Assert.All(new[] { 1.0 / 3, 0.1 / 3 }.Zip(optimizer.ParamGroups), pair => Assert.Equal(pair.First, pair.Second.LearningRate, 1e-12));
    }

    [Fact]
    public void Backward_OverHalvesOfABatch_AddsUpToTheWhole()
    {
        using var scope = torch.NewDisposeScope();
        using var model = torch.nn.Sequential(torch.nn.Conv2d(1, 3, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(12, 1)).@double();
        var x = torch.randn([6, 1, 4, 4], torch.float64);
        (model.forward(x).square().sum() / 6).backward();
        var whole = model.parameters().Select(p => p.grad!.clone()).ToArray();
        model.zero_grad();

        foreach (var half in x.split(3))
        {
            (model.forward(half).square().sum() / 6).backward();
        }

        Assert.All(whole.Zip(model.parameters()), pair => Assert.True(pair.Second.grad!.allclose(pair.First, 1e-10, 1e-12)));
    }

    [Fact]
    public void ClipGradValue_CutsEveryElement()
    {
        using var scope = torch.NewDisposeScope();
        var parameter = torch.nn.Parameter(torch.zeros(3));
        (parameter * torch.tensor(new float[] { -4, 0.5f, 7 })).sum().backward();

        torch.nn.utils.clip_grad_value_([parameter], 1);

        Assert.Equal([-1f, 0.5f, 1f], parameter.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Step_WithoutAGradient_LeavesTheParameter()
    {
        using var scope = torch.NewDisposeScope();
        var parameter = torch.nn.Parameter(torch.ones(2));
        using var optimizer = torch.optim.AdamW([parameter], weight_decay: 0.5);

        optimizer.step();

        Assert.Equal([1f, 1f], parameter.detach().data<float>().ToArray());
    }

    [Theory]
    [InlineData(1.0, 0.6, 0.8)]
    [InlineData(100.0, 3.0, 4.0)]
    public void ClipGradNorm_ScalesOnlyWhatIsTooLong(double most, double first, double second)
    {
        using var scope = torch.NewDisposeScope();
        var one = torch.nn.Parameter(torch.zeros(1));
        var two = torch.nn.Parameter(torch.zeros(1));
        (one * 3 + two * 4).sum().backward();

        var norm = torch.nn.utils.clip_grad_norm_([one, two], most);

        Assert.Equal(5, norm, 1e-6);
        Assert.Equal(first, one.grad!.item<float>(), 1e-5);
        Assert.Equal(second, two.grad!.item<float>(), 1e-5);
    }

    [Fact]
    public void TrainingSteps_KeepTheCountOfLiveTensors()
    {
        using var model = torch.nn.Sequential(
            ("conv", torch.nn.Conv2d(1, 4, 3, padding: 1)),
            ("norm", torch.nn.BatchNorm2d(4)),
            ("relu", torch.nn.ReLU()),
            ("pool", torch.nn.AdaptiveAvgPool2d(1)),
            ("flat", torch.nn.Flatten()),
            ("drop", torch.nn.Dropout(0.1)),
            ("head", torch.nn.Linear(4, 1)));
        using var optimizer = torch.optim.AdamW(model.parameters(), weight_decay: 1e-2);
        var counts = new List<long>();

        for (var step = 0; step < 8; step++)
        {
            using (torch.NewDisposeScope())
            {
                var logits = model.forward(torch.ones([3, 1, 8, 8])).squeeze(1);
                var loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.ones(3));
                optimizer.zero_grad();
                loss.backward();
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1);
                optimizer.step();
            }

            counts.Add(torch.Tensor.TotalCount);
        }

        Assert.Single(counts.Distinct());
    }

    [Fact]
    public void Module_NamesItsPartsAndLoadsTheirState()
    {
        using var scope = torch.NewDisposeScope();
        using var one = torch.nn.Sequential(("a", torch.nn.Linear(3, 2)), ("b", torch.nn.BatchNorm2d(2)));
        using var two = torch.nn.Sequential(("a", torch.nn.Linear(3, 2)), ("b", torch.nn.BatchNorm2d(2)));

        two.load_state_dict(one.state_dict());

        Assert.Equal(["a.weight", "a.bias", "b.weight", "b.bias"], one.named_parameters().Select(p => p.name));
        Assert.Equal(["b.running_mean", "b.running_var", "b.num_batches_tracked"], one.named_buffers().Select(b => b.name));
        Assert.All(one.state_dict(), named => Assert.True(named.Value.Equals(two.state_dict()[named.Key])));
    }

    // Kingma and Ba 2015 and Loshchilov and Hutter 2019 for the loss x³, one number at a time.
    private static double Formula(double x, int steps, bool decoupled)
    {
        var (m, v) = (0.0, 0.0);
        for (var t = 1; t <= steps; t++)
        {
            var g = 3 * x * x;
            if (decoupled)
            {
                x -= Lr * Decay * x;
            }
            else
            {
                g += Decay * x;
            }

            m = (Beta1 * m) + ((1 - Beta1) * g);
            v = (Beta2 * v) + ((1 - Beta2) * g * g);
            x -= Lr * (m / (1 - Math.Pow(Beta1, t))) / (Math.Sqrt(v / (1 - Math.Pow(Beta2, t))) + Eps);
        }

        return x;
    }
}
