using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Tests.Physics;

public sealed class LensReconstructionTests : IDisposable
{
    private readonly torch.Generator _generator = new(4);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Of_AModelThatIsRight_FindsTheFluxOfEachBandAndLeavesNothing()
    {
        var models = torch.randn([2, 8, 8], torch.float64, generator: _generator);
        var fluxes = torch.tensor(new[] { 3.0, 0.5, 7, 2 }, [2, 2]);

        var found = LensReconstruction.Of(fluxes.unsqueeze(2).unsqueeze(3) * models.unsqueeze(1), models);

        Assert.True(found.Fluxes.allclose(fluxes, 1e-9, 1e-9));
        Assert.True(found.Unexplained.abs().max().item<double>() < 1e-9);
    }

    [Fact]
    public void Of_AModelThatWouldHaveToBeNegativeOrIsAbsent_ExplainsNothing()
    {
        var models = torch.randn([1, 8, 8], torch.float64, generator: _generator);

        var negative = LensReconstruction.Of(-2 * models.unsqueeze(1), models);
        var absent = LensReconstruction.Of(models.unsqueeze(1), torch.zeros_like(models));

        Assert.Equal(0, negative.Fluxes.item<double>());
        Assert.Equal(1, negative.Unexplained.item<double>(), 1e-9);
        Assert.Equal(1, absent.Unexplained.item<double>(), 1e-9);
    }

    [Fact]
    public void Of_NoisyImages_ScattersAboutTheFluxAsMuchAsItSays()
    {
        var model = torch.randn([1, 8, 8], torch.float64, generator: _generator).expand(600, 8, 8);
        var images = (5 * model.unsqueeze(1)) + torch.randn([600, 1, 8, 8], torch.float64, generator: _generator);

        var found = LensReconstruction.Of(images, model);

        var pulls = (found.Fluxes.squeeze(1) - 5) / found.FluxDeviations;
        Assert.InRange(pulls.mean().item<double>(), -0.15, 0.15);
        Assert.InRange(pulls.std().item<double>(), 0.9, 1.1);
    }

    [Fact]
    public void Of_ABrightNeighbour_CountsAboutLinearly()
    {
        var models = torch.ones([1, 8, 8], torch.float64);
        var with = torch.full([1, 1, 8, 8], 2, torch.float64);
        with.select(2, 0).select(2, 0).fill_(300);

        var once = LensReconstruction.Of(with, models, robustAt: 3).Unexplained.item<double>();
        var squares = LensReconstruction.Of(with, models, robustAt: 1e6).Unexplained.item<double>();

        Assert.True(squares > 0.9 && once < squares, $"{once}, {squares}");
    }

    [Fact]
    public void Unexplained_GradientsOfTheModel_EqualFiniteDifferences()
    {
        var residuals = torch.randn([1, 2, 3, 4], torch.float64, generator: _generator) * 4;
        var at = torch.randn([12], torch.float64, generator: _generator).data<double>().ToArray();

        Assert.All(Differences.Of(models => LensReconstruction.Of(residuals, models).Unexplained, at, 1, 3, 4), Differences.AssertNear);
    }
}
