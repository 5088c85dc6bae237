using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests.Networks;

public sealed class TangentialRidgesTests : IDisposable
{
    private readonly torch.Generator _generator = new(4);
    private readonly DisposeScope _scope = torch.NewDisposeScope();
    private readonly TangentialRidges _ridges = new(1, 2);

    public static IEnumerable<double> Angles => Enumerable.Range(0, 48).Select(i => 2 * Math.PI * i / 48);

    public void Dispose()
    {
        _ridges.Dispose();
        _scope.Dispose();
        _generator.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Ridges_OfAnArcAtAnyPositionAngle_AreEqualWithinThreePercent(int scale)
    {
        var arcs = new PaintedArcs { GalaxyPeak = 0, Noise = 0 };

        var answers = Angles.Select(angle => _ridges.forward(arcs.At(angle, _generator)).select(1, scale).sum().item<float>()).ToArray();

        Assert.True(answers.Min() > 0);
        Assert.InRange(answers.Min() / answers.Max(), 0.97, 1);
    }

    [Fact]
    public void Ridges_OfAnArcInNoiseAroundAGalaxy_AreManyTimesThoseOfTheSameRadiusWithout()
    {
        var (with, without) = (new PaintedArcs(), new PaintedArcs { ArcPeak = 0 });

        var on = Angles.Average(angle => OnArc(with, angle, 1));
        var off = Angles.Average(angle => OnArc(without, angle, 1));
        var opposite = Angles.Average(angle => Mean(with.At(angle, _generator), with.Footprint(angle + Math.PI), 1));

        Assert.True(on > 10 * off, $"{on} with an arc, {off} without.");
        Assert.True(on > 10 * opposite, $"{on} on the arc, {opposite} across the galaxy.");
    }

    [Fact]
    public void Ridges_OfARoundCompanion_AreAFractionOfAnArcs()
    {
        var companion = new PaintedArcs { ArcPeak = 0, CompanionPeak = 0.15 };

        var arc = Angles.Average(angle => OnArc(new PaintedArcs(), angle, 1));
        var round = Angles.Average(angle => OnArc(companion, angle, 1));

        Assert.True(arc > 8 * round, $"{arc} for an arc, {round} for a companion of its peak.");
    }

    [Fact]
    public void Ridges_OfALineAlongTheRadius_AreNone()
    {
        var spike = torch.zeros([1, 1, 64, 64]);
        spike.narrow(2, 31, 2).narrow(3, 40, 20).fill_(1);
        var ring = torch.zeros([1, 1, 64, 64]);
        ring.narrow(2, 22, 20).narrow(3, 44, 2).fill_(1);

        Assert.True(
            _ridges.forward(ring).narrow(2, 24, 16).sum().item<float>() > 20 * _ridges.forward(spike).narrow(3, 44, 12).sum().item<float>());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(0, true)]
    public void OverTokens_OfATurnedImage_IsTheTurnedMap(int turns, bool mirrored)
    {
        var image = new PaintedArcs().At(0.7, _generator);

        var expected = Turned(_ridges.OverTokens(image, 8, 8).reshape(1, 2, 8, 8));
        var actual = _ridges.OverTokens(Turned(image), 8, 8).reshape(1, 2, 8, 8);

        Assert.True(actual.allclose(expected, 1e-4, 1e-5));

        torch.Tensor Turned(torch.Tensor map) => (mirrored ? map.flip(3) : map).rot90(turns, (2, 3));
    }

    [Fact]
    public void OverTokens_OfABrighterImageOnAnotherSky_IsTheSame()
    {
        var image = new PaintedArcs().At(2, _generator);

        Assert.True(_ridges.OverTokens((image * 300) + 5000, 8, 8).allclose(_ridges.OverTokens(image, 8, 8), 2e-2, 2e-3));
    }

    [Fact]
    public void OverTokens_OfAConstantImage_IsZero()
        => Assert.Equal(0f, _ridges.OverTokens(torch.full([2, 3, 32, 32], 7f), 4, 4).abs().max().item<float>(), 1e-3f);

    private double OnArc(PaintedArcs arcs, double angle, int scale) => Mean(arcs.At(angle, _generator), arcs.Footprint(angle), scale);

    private double Mean(torch.Tensor image, torch.Tensor footprint, int scale)
    {
        using var scope = torch.NewDisposeScope();
        return ((_ridges.forward(image).select(1, scale) * footprint).sum() / footprint.sum()).item<float>();
    }
}
