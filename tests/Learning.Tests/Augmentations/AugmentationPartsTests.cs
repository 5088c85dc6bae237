using LensGrains.Learning.Augmentations;

namespace LensGrains.Learning.Tests.Augmentations;

public sealed class AugmentationPartsTests : IDisposable
{
    private readonly torch.Generator _generator = new(3);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Turn_ByEveryNumber_GivesTheQuarterTurnsAndTheirMirrorImages()
    {
        var image = torch.randn([1, 2, 5, 5], generator: _generator);
        var group = Enumerable.Range(0, 4).SelectMany(k => new[] { image.rot90(k, (2, 3)), image.flip(3).rot90(k, (2, 3)) }).ToArray();

        var turned = Enumerable.Range(0, Orientation.Count).Select(o => Orientation.Turn(image, o)).ToArray();

        Assert.True(turned[0].Equals(image));
        Assert.All(group, one => Assert.Single(turned, other => other.Equals(one)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Orientation.Turn(image, 8));
    }

    [Fact]
    public void Turn_PerSample_EqualsTurningEachAlone()
    {
        var images = torch.randn([8, 2, 6, 6], generator: _generator);

        var turned = Orientation.Turn(images, torch.arange(8, torch.int64).view(8, 1, 1, 1));

        Assert.All(Enumerable.Range(0, 8), o => Assert.True(
            turned.narrow(0, o, 1).Equals(Orientation.Turn(images.narrow(0, o, 1), o)), $"Orientation {o}."));
    }

    [Fact]
    public void Mean_OfAnyFunction_DoesNotHangOnTheOrientation()
    {
        var image = torch.randn([3, 1, 6, 6], torch.float64, generator: _generator);
        var pattern = torch.randn([1, 1, 6, 6], torch.float64, generator: _generator);

        var mean = Orientation.Mean(image, one => (one * pattern).sum([1, 2, 3]));

        var byHand = Enumerable.Range(0, 8).Select(o => (Orientation.Turn(image, o) * pattern).sum([1, 2, 3])).Aggregate((a, b) => a + b) / 8;
        Assert.True(mean.allclose(byHand, 1e-12, 1e-12));
        Assert.True(mean.allclose(Orientation.Mean(image.rot90(1, (2, 3)), one => (one * pattern).sum([1, 2, 3])), 1e-12, 1e-12));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.6)]
    [InlineData(2.5)]
    public void Blur_OfASinglePixel_HasTheVarianceOfItsGaussian(double deviation)
    {
        var point = torch.zeros([1, 1, 33, 33], torch.float64);
        point.narrow(2, 16, 1).narrow(3, 16, 1).fill_(1);

        var blurred = Blur.Apply(point, torch.tensor([deviation], [1, 1, 1, 1]));

        var x = torch.arange(33, torch.float64) - 16;
        Assert.Equal(deviation * deviation, (blurred * x.square()).sum().item<double>(), 1e-6);
        Assert.Equal(1, blurred.sum().item<double>(), 1e-12);
        Assert.True(blurred.min().item<double>() > -1e-12);
    }

    [Fact]
    public void Blur_Twice_IsOneBlurOfBothVariancesAndLeavesAConstantAlone()
    {
        var images = torch.randn([2, 2, 12, 17], torch.float64, generator: _generator);

        var twice = Blur.Apply(Blur.Apply(images, Widths(0.9, 0.3)), Widths(1.2, 0.4));

        Assert.True(twice.allclose(Blur.Apply(images, Widths(1.5, 0.5)), 1e-10, 1e-12));
        Assert.True(Blur.Apply(torch.full([2, 1, 9, 9], 7.0, torch.float64), Widths(1, 2)).sub(7).abs().max().item<double>() < 1e-12);
    }

    [Fact]
    public void SkyNoise_UnderAGalaxy_IsTheSkys()
    {
        var x = torch.arange(64, torch.float32) - 31.5;
        var profile = (x.square() / -32.0).exp();
        var galaxy = profile.outer(profile) * 200;

        var noise = SkyNoise.Of((torch.randn([40, 2, 64, 64], generator: _generator) * torch.tensor([1f, 3f], [1, 2, 1, 1])) + galaxy);

        Assert.Equal(1, noise.select(1, 0).mean().item<float>(), 0.15);
        Assert.Equal(3, noise.select(1, 1).mean().item<float>(), 0.3);
    }

    [Fact]
    public void Named_OfEveryName_GivesAValidPreset()
    {
        Assert.All(Augmentation.Names, name => Augmentation.Named(name).Validate());
        Assert.Equal(Augmentation.D4, Augmentation.Named("d4"));
        Assert.Contains("none, d4, sky", Assert.Throws<ArgumentException>(() => Augmentation.Named("D4")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_OfOptionsOutOfRange_NamesThem()
    {
        Refuses(nameof(Augmentation.ShiftPixels), new Augmentation { ShiftPixels = -1 });
        Refuses(nameof(Augmentation.NoiseShare), new Augmentation { NoiseShare = double.NaN });
        Refuses(nameof(Augmentation.PsfPixels), new Augmentation { PsfPixels = 17 });
        Refuses(nameof(Augmentation.FluxScale), new Augmentation { FluxScale = -0.1 });
        Refuses(nameof(Augmentation.BandJitter), new Augmentation { BandJitter = 5 });
        Refuses(nameof(Augmentation.Zoom), new Augmentation { Zoom = 1.1 });
    }

    private static void Refuses(string name, Augmentation options)
        => Assert.StartsWith(name, Assert.Throws<ArgumentException>(() => new Augmenter(options)).Message, StringComparison.Ordinal);

    private static torch.Tensor Widths(params double[] deviations) => torch.tensor(deviations, [deviations.Length, 1, 1, 1]);
}
