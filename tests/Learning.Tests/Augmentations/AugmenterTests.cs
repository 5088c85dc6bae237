using LensGrains.Learning.Augmentations;

namespace LensGrains.Learning.Tests.Augmentations;

public sealed class AugmenterTests : IDisposable
{
    private readonly torch.Generator _generator = new(11);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Apply_WithoutOptions_LeavesImagesAlone()
    {
        var images = Noise(3, 2, 8, 9);

        Assert.True(new Augmenter(Augmentation.None).Apply(images, _generator).Equals(images));
        Assert.True(Augmentation.None.IsNone && !Augmentation.D4.IsNone);
    }

    [Theory]
    [InlineData(9, 9, 8)]
    [InlineData(8, 11, 4)]
    public void Apply_WithOrientations_GivesEachOfThemEquallyOften(int height, int width, int count)
    {
        const int Draws = 4000;
        var image = Noise(1, 2, height, width);
        var known = Enumerable.Range(0, count).Select(o => Orientation.Turn(image, o)).ToArray();

        var turned = new Augmenter(Augmentation.D4).Apply(image.expand(Draws, 2, height, width), _generator);

        var found = known.Select(one => turned.eq(one).flatten(1).@float().amin(1).sum().item<float>()).ToArray();
        Assert.Equal(Draws, found.Sum());
        Assert.All(found, times => Assert.InRange(times, (Draws / count) * 0.85, (Draws / count) * 1.15));
    }

    [Fact]
    public void Apply_WithShift_MovesWholePixelsAndMirrorsAtTheEdges()
    {
        var images = Noise(200, 1, 7, 10);

        var moved = new Augmenter(new Augmentation { ShiftPixels = 2 }).Apply(images, _generator);

        var seen = new HashSet<(int, int)>();
        for (var i = 0; i < 200; i++)
        {
            var shift = Shifts(2).Single(s => Shifted(images.select(0, i), s.Down, s.Right).SequenceEqual(moved.select(0, i).contiguous().data<float>().ToArray()));
            seen.Add(shift);
        }

        Assert.Equal(25, seen.Count);
    }

    [Fact]
    public void Apply_WithNoise_AddsItsShareOfEachSamplesOwnSky()
    {
        var deviations = torch.tensor([1f, 20f], [1, 2, 1, 1]);
        var images = Noise(300, 2, 64, 64) * deviations;

        var added = (new Augmenter(new Augmentation { NoiseShare = 0.5 }).Apply(images, _generator) - images) / deviations;

        var shares = added.std([2, 3]);
        Assert.InRange(shares.max().item<float>(), 0.45f, 0.56f);
        Assert.InRange(shares.min().item<float>(), 0f, 0.02f);
        Assert.Equal(0.25 / 3, added.square().mean().item<float>(), 0.013); // u² has the mean 1/3
        Assert.Equal(0, added.mean().item<float>(), 0.002);
    }

    [Fact]
    public void Apply_WithPsf_AddsVariancesAndKeepsFlux()
    {
        var images = Gaussian(41, 2.5).expand(50, 1, 41, 41);

        var blurred = new Augmenter(new Augmentation { PsfPixels = 1.5 }).Apply(images, _generator);

        var widened = Moment(blurred, 2) - Moment(images, 2);
        Assert.InRange(widened.max().item<double>(), 1.9, 2.25);
        Assert.InRange(widened.min().item<double>(), 0, 0.05);
        Assert.True(blurred.sum([2, 3]).allclose(images.sum([2, 3]), 1e-12, 0));
    }

    [Fact]
    public void Apply_WithFluxScale_ScalesAllBandsOfASampleAlike()
    {
        var images = Noise(400, 3, 4, 4);

        var ratios = (new Augmenter(new Augmentation { FluxScale = 0.25 }).Apply(images, _generator) / images).flatten(1);

        Assert.True((ratios.amax(1) - ratios.amin(1)).max().item<float>() < 1e-5);
        Assert.InRange(ratios.max().item<float>(), 1.23f, 1.2501f);
        Assert.InRange(ratios.min().item<float>(), 0.7999f, 0.815f);
        Assert.Equal(0, ratios.log().mean().item<float>(), 0.02);
    }

    [Fact]
    public void Apply_WithBandJitter_ScalesEachBandByItself()
    {
        var images = Noise(400, 3, 4, 4);

        var ratios = (new Augmenter(new Augmentation { BandJitter = 0.25 }).Apply(images, _generator) / images).flatten(2);

        Assert.True((ratios.amax(2) - ratios.amin(2)).max().item<float>() < 1e-5);
        Assert.InRange(ratios.mean([2]).std(1).mean().item<float>(), 0.09f, 0.15f);
    }

    [Fact]
    public void Apply_WithZoom_WidensAGaussianAboutItsCentreAndKeepsItsPeak()
    {
        var images = Gaussian(65, 5).expand(100, 1, 65, 65);

        var zoomed = new Augmenter(new Augmentation { Zoom = 0.3 }).Apply(images, _generator);

        var factors = Moment(zoomed, 2).sqrt() / 5;
        Assert.InRange(factors.max().item<double>(), 1.27, 1.305);
        Assert.InRange(factors.min().item<double>(), 1 / 1.305, 1 / 1.27);
        Assert.True(Moment(zoomed, 1).abs().max().item<double>() < 1e-9);
        Assert.True((zoomed.amax(2, 3) - images.amax(2, 3)).abs().max().item<double>() < 1e-9);
    }

    [Fact]
    public void Apply_WithTheSameSeed_GivesTheSameBitsAndWithAnotherOthers()
    {
        var images = Noise(6, 3, 16, 16);
        var augmenter = new Augmenter(Augmentation.Sky with { FluxScale = 0.1, BandJitter = 0.1, Zoom = 0.1 });
        using var again = new torch.Generator(11);
        using var first = new torch.Generator(11);
        using var other = new torch.Generator(12);

        var varied = augmenter.Apply(images, first);

        Assert.Equal(images.shape, varied.shape);
        Assert.True(varied.Equals(augmenter.Apply(images, again)));
        Assert.False(varied.Equals(augmenter.Apply(images, other)));
        Assert.False(varied.Equals(augmenter.Apply(images, first)));
    }

    [Fact]
    public void Apply_ManyTimes_KeepsTheCountOfLiveTensors()
    {
        var images = Noise(4, 2, 12, 12);
        var augmenter = new Augmenter(Augmentation.Sky with { FluxScale = 0.1, BandJitter = 0.1, Zoom = 0.1 });
        var before = torch.Tensor.TotalCount;

        for (var i = 0; i < 3; i++)
        {
            using var varied = augmenter.Apply(images, _generator);
            using var mean = Orientation.Mean(varied, one => one.mean([2, 3]));
        }

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public void Apply_OfImagesSmallerThanTheShift_Refuses()
        => Assert.Contains(
            "[1, 1, 3, 9]",
            Assert.Throws<ArgumentException>(() => new Augmenter(Augmentation.Sky).Apply(Noise(1, 1, 3, 9), _generator)).Message,
            StringComparison.Ordinal);

    private torch.Tensor Noise(params long[] shape) => torch.randn(shape, generator: _generator);

    // A Gaussian of flux 1 in the middle, [1, 1, n, n] float64.
    private static torch.Tensor Gaussian(int pixels, double deviation)
    {
        var x = torch.arange(pixels, torch.float64) - ((pixels - 1) / 2.0);
        var profile = (x.square() / (-2 * deviation * deviation)).exp();
        profile /= profile.sum();
        return profile.outer(profile).view(1, 1, pixels, pixels);
    }

    // A moment along x about the middle, per sample.
    private static torch.Tensor Moment(torch.Tensor images, int order)
    {
        var x = torch.arange(images.shape[3], torch.float64) - ((images.shape[3] - 1) / 2.0);
        return (images * x.pow(order)).sum([1, 2, 3]) / images.sum([1, 2, 3]);
    }

    private static IEnumerable<(int Down, int Right)> Shifts(int most)
        => from down in Enumerable.Range(-most, (2 * most) + 1) from right in Enumerable.Range(-most, (2 * most) + 1) select (down, right);

    private static IEnumerable<float> Shifted(torch.Tensor image, int down, int right)
    {
        var (height, width) = ((int)image.shape[1], (int)image.shape[2]);
        var values = image.contiguous().data<float>().ToArray();
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                yield return values[(Mirrored(y - down, height) * width) + Mirrored(x - right, width)];
            }
        }
    }

    private static int Mirrored(int at, int pixels) => at < 0 ? -at - 1 : at >= pixels ? (2 * pixels) - 1 - at : at;
}
