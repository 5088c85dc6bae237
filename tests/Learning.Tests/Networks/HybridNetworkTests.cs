using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests.Networks;

public sealed class HybridNetworkTests : IDisposable
{
    private const double Arcsec = 0.2;

    private readonly torch.Generator _generator = new(12);
    private readonly DisposeScope _scope = torch.NewDisposeScope();
    private readonly IDisposable _frozen = torch.no_grad();

    public void Dispose()
    {
        _frozen.Dispose();
        _scope.Dispose();
        _generator.Dispose();
    }

    [Theory]
    [InlineData(64, 8)]
    [InlineData(112, 14)]
    public void Forward_OfOneNetworkAtSeveralSizes_SeesEachImageAlone(long size, long grid)
    {
        using var network = Narrow();
        var images = torch.randn([3, 1, size, size], generator: _generator);

        var together = network.forward(images);

        Assert.Equal([3, 1], together.shape);
        Assert.Equal([3, grid, grid], network.Attention(images).shape);
        Assert.True(together.allclose(torch.cat(images.split(1).Select(image => network.forward(image)).ToArray()), 1e-4, 1e-6));
        Assert.True(network.Attention(images).sum([1, 2]).allclose(torch.ones(3), 1e-5, 1e-5));
    }

    [Fact]
    public void Forward_WhenAnotherSampleOfTheBatchChanges_StaysTheSame()
    {
        using var network = Narrow();
        var images = torch.randn([2, 1, 64, 64], generator: _generator);
        var other = images.clone();
        other.select(0, 1).mul_(1000);

        Assert.True(network.forward(images).narrow(0, 0, 1).Equals(network.forward(other).narrow(0, 0, 1)));
    }

    [Fact]
    public void Attention_ToATokenOnAnArc_IsRaisedByThePriorAtEveryPositionAngle()
    {
        using var network = Narrow();
        using var blind = Narrow(0);
        var arcs = new PaintedArcs();
        var shares = TangentialRidgesTests.Angles.Select(angle =>
        {
            var image = arcs.At(angle, _generator);
            var on = torch.nn.functional.adaptive_avg_pool2d(arcs.Footprint(angle).reshape(1, 1, 64, 64), [8, 8]).squeeze(1);
            var weights = on / on.sum();
            return (With: (network.Attention(image) * weights).sum().item<float>(), Without: (blind.Attention(image) * weights).sum().item<float>());
        }).ToArray();

        Assert.All(shares, share => Assert.True(share.With > 1.8 * share.Without, $"{share.With} with the prior, {share.Without} without."));
        Assert.InRange(shares.Min(share => share.With) / shares.Max(share => share.With), 0.5, 1);
    }

    [Fact]
    public void Prior_OfSimulatedLenses_IsHigherAtTheEinsteinRadiusThanOfEllipticals()
    {
        using var network = new HybridNetwork(new HybridOptions { Convolutions = new NetworkOptions { Width = 0.25, Stem = Stem.Small } }, _generator);
        network.eval();
        var lenses = Simulated(SourceKind.Lens, 0.9);
        var radii = lenses.Select(lens => lens.Truth.EinsteinRadiusArcsec!.Value / Arcsec).ToArray();
        var ellipticals = Simulated(SourceKind.Elliptical, 0);

        var onLenses = lenses.Zip(radii, (lens, radius) => AtRadius(network, lens, radius)).Average();
        var onEllipticals = ellipticals.Zip(radii, (galaxy, radius) => AtRadius(network, galaxy, radius)).Average();

        Assert.Equal(16, ellipticals.Length);
        Assert.True(onLenses > 2 * onEllipticals, $"{onLenses} at the Einstein radius of lenses, {onEllipticals} there in ellipticals.");
    }

    [Fact]
    public void Attention_OfTurnedImages_AgreesBetterWithThePriorThanWithout()
    {
        using var network = Narrow();
        using var blind = Narrow(0);
        var images = torch.cat(Enumerable.Range(0, 8).Select(i => new PaintedArcs().At(0.8 * i, _generator)).ToArray());

        var (with, without) = (Agreement(network, images), Agreement(blind, images));

        Assert.True(with > without + 0.2, $"Correlation over quarter turns {with} with the prior, {without} without.");
    }

    [Fact]
    public void Forward_OfATinyImage_NamesItsShape()
    {
        using var network = Narrow();

        Assert.Contains(
            "[1, 1, 8, 64]", Assert.Throws<ArgumentException>(() => network.forward(torch.ones([1, 1, 8, 64]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new HybridNetwork(new HybridOptions { RidgeSigmaPixels = [] }, _generator));
    }

    private static SimulatedSource[] Simulated(SourceKind kind, double prevalence)
    {
        var options = new SkyOptions { Seed = 5, Count = 200, Prevalence = prevalence };
        return Enumerable.Range(0, options.Count)
            .Select(index => SimulatedSky.Create(options, index))
            .Where(source => source.Truth.Kind == kind)
            .Take(16)
            .ToArray();
    }

    private static HybridNetwork Narrow(double strength = 1)
    {
        using var same = new torch.Generator(7);
        var network = new HybridNetwork(
            new HybridOptions { Convolutions = new NetworkOptions { Inputs = 1, Width = 0.25, Stem = Stem.Small }, PriorStrength = strength }, same);
        network.eval();
        return network;
    }

    /// <summary>The mean of the prior over tokens whose cell the circle passes, less its mean elsewhere.</summary>
    private static double AtRadius(HybridNetwork network, SimulatedSource source, double radius)
    {
        using var scope = torch.NewDisposeScope();
        var cutout = source.Cutout;
        var prior = network.Prior(torch.tensor(cutout.Pixels, [1, cutout.Bands.Length, cutout.Height, cutout.Width]));
        var axis = torch.arange(64).@float() - 31.5;
        var distance = (axis.square().unsqueeze(0) + axis.square().unsqueeze(1)).sqrt();
        var on = torch.nn.functional.adaptive_avg_pool2d(((distance - radius).abs() < 2).@float().reshape(1, 1, 64, 64), [8, 8]).squeeze(1);
        return ((prior * on).sum() / on.sum()).item<float>();
    }

    /// <summary>Mean correlation of the attention to a turned image, turned back, with that to the image.</summary>
    private static double Agreement(HybridNetwork network, torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        var straight = Standardised(network.Attention(images));
        return Enumerable.Range(1, 3).Average(turns =>
            (straight * Standardised(network.Attention(images.rot90(turns, (2, 3))).rot90(-turns, (1, 2)))).mean().item<float>());
    }

    private static torch.Tensor Standardised(torch.Tensor maps)
        => (maps - maps.mean([1, 2], keepdim: true)) / maps.std([1L, 2L], unbiased: false, keepdim: true);
}
