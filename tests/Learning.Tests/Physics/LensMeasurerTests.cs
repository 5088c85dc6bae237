using LensGrains.Imaging;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Images;
using LensGrains.Learning.Members;
using LensGrains.Learning.Physics;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Tests.Physics;

public sealed class LensMeasurerTests : IDisposable
{
    private const int Count = 12;

    private static readonly ImageMemberOptions Options = new()
    {
        Kind = "physics_narrow",
        Contract = new ImageContract { Bands = 1, Size = TracedLenses.Size, PixelScaleArcsec = TracedLenses.PixelScaleArcsec, Normalisation = Normalisation.Peak },
        Special = new Dictionary<string, double> { ["seeingArcsec"] = TracedLenses.SeeingArcsec },
        Epochs = 1, BatchSize = 16, Seed = 3,
    };

    private readonly torch.Generator _generator = new(12);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Measure_InBatches_GivesWhatTheNetworkSaysOfEachImage()
    {
        var (checkpoint, images) = (Trained(Options), Images());
        using var measurer = new LensMeasurer(checkpoint, new MeasureOptions { MostPixels = 5 * TracedLenses.Size * TracedLenses.Size });

        var measured = measurer.Measure(images).ToArray();

        using var member = (PhysicsMember)checkpoint.Create(torch.CPU, _generator);
        using var frozen = torch.no_grad();
        var pixels = new float[Count * images.Contract.Length];
        images.Read([.. Enumerable.Range(0, Count).Select(row => (long)row)], pixels);
        var answer = member.Network.Infer(torch.tensor(pixels, [Count, 1, TracedLenses.Size, TracedLenses.Size]));
        var (scores, radii) = (answer.Logits.sigmoid().data<float>().ToArray(), answer.Parameters.Means.select(1, 0).contiguous().data<float>().ToArray());
        var deviations = (answer.Parameters.LogVariances.select(1, 0) / 2).exp().data<float>().ToArray();
        Assert.Equal(Count, measured.Length);
        for (var row = 0; row < Count; row++)
        {
            Assert.Equal(scores[row], measured[row]!.Score, 1e-5);
            Assert.Equal(radii[row], measured[row]![LensParameter.EinsteinRadius], 1e-4);
            Assert.Equal(deviations[row], measured[row]!.Deviations[0], 1e-4);
        }
    }

    [Fact]
    public void Measure_ByAMemberThatScoresManyTimes_TakesItsScoreAndTheParametersBeneath()
    {
        var (checkpoint, images) = (Trained(Options with { Special = new Dictionary<string, double>(Options.Special) { ["passes"] = 4, ["dropout"] = 0.2 } }), Images());
        using var measurer = new LensMeasurer(checkpoint, new MeasureOptions());

        var measured = measurer.Measure(images).ToArray();

        Assert.All(measured, one => Assert.InRange(one![LensParameter.EinsteinRadius], 0.3, 4));
        using var member = checkpoint.Create(torch.CPU, _generator);
        var pixels = new float[Count * images.Contract.Length];
        images.Read([.. Enumerable.Range(0, Count).Select(row => (long)row)], pixels);
        using var frozen = torch.no_grad();
        var scores = member.Predict(torch.tensor(pixels, [Count, 1, TracedLenses.Size, TracedLenses.Size]), null).Probability.data<float>().ToArray();
        Assert.All(measured.Zip(scores), pair => Assert.Equal(pair.Second, pair.First!.Score, 1e-5));
    }

    [Fact]
    public void Measure_OfOneImage_DoesNotHangOnThoseBesideIt()
    {
        var (checkpoint, images) = (Trained(Options), Images());
        var refinement = new RefinementOptions { Steps = 10, Draws = 8, Descents = 2 };
        using var alone = new LensMeasurer(checkpoint, new MeasureOptions { Refinement = refinement, MostPixels = 1 });
        using var together = new LensMeasurer(checkpoint, new MeasureOptions { Refinement = refinement });

        Assert.All(
            alone.Measure(images).Zip(together.Measure(images)),
            pair => Assert.Equal(pair.First![LensParameter.EinsteinRadius], pair.Second![LensParameter.EinsteinRadius], 0.01));
    }

    [Fact]
    public void Measure_WhenStopped_Stops()
    {
        using var measurer = new LensMeasurer(Trained(Options), new MeasureOptions { Refinement = new RefinementOptions() });

        Assert.Throws<OperationCanceledException>(() => measurer.Measure(Images(), new CancellationToken(canceled: true)).Count());
    }

    [Fact]
    public void Measure_WhereItRefines_ExplainsMoreOfTheImages()
    {
        var (checkpoint, images) = (Trained(Options), Images());
        using var plain = new LensMeasurer(checkpoint, new MeasureOptions());
        using var refining = new LensMeasurer(checkpoint, new MeasureOptions { Refinement = new RefinementOptions { Steps = 30, Draws = 8, Descents = 2 } });

        double Unexplained(LensMeasurer measurer) => measurer.Measure(images).Take(Count / 2).Average(one => one!.Unexplained);

        var (before, after) = (Unexplained(plain), Unexplained(refining));
        Assert.True(after < 0.8 * before, $"Of the lenses {before} is left unexplained, refined {after}.");
    }

    [Fact]
    public void Measure_OfImagesThatAreNotReadableOrScoreTooLow_LeavesTheirParametersOut()
    {
        var (checkpoint, pixels) = (Trained(Options), Pixels());
        pixels.AsSpan(Options.Contract.Length, Options.Contract.Length).Fill(Half.NaN);
        var images = ImageStack.Of(pixels, Options.Contract);
        using var all = new LensMeasurer(checkpoint, new MeasureOptions());
        var scores = all.Measure(images).Select(one => one?.Score).ToArray();
        var middle = scores.OfType<double>().Order().ElementAt(Count / 2);

        using var measurer = new LensMeasurer(checkpoint, new MeasureOptions { LeastScore = middle });
        var measured = measurer.Measure(images).ToArray();

        Assert.Null(measured[1]);
        Assert.Equal(scores, measured.Select(one => one?.Score));
        Assert.All(measured.OfType<LensMeasurement>(), one => Assert.Equal(one.Score >= middle ? LensParameters.Count : 0, one.Parameters.Count));
    }

    [Fact]
    public void Measure_ByAMemberThatTellsNoParameters_SaysWhichDo()
    {
        var checkpoint = Trained(Options with { Kind = "resnet18_narrow", Special = new Dictionary<string, double>() });

        var refused = Assert.Throws<CheckpointException>(() => new LensMeasurer(checkpoint, new MeasureOptions()));

        Assert.Equal("A member of the kind 'resnet18_narrow' tells no parameters of lenses; physics and physics_narrow do.", refused.Message);
    }

    [Fact]
    public void Measurement_OfARowOfATruthTable_HasItsAxisRatioShearAndAngles()
    {
        var row = LensTruth.Row([1.3, 0.6, 135, 0.05, 90, 0.1, -0.2]);

        var measured = new LensMeasurement(1, [.. row.Select(value => (double)value)], new double[LensParameters.Count], 0);

        Assert.Equal((0.6, 135), (Math.Round(measured.Mass.AxisRatio, 6), Math.Round(measured.Mass.PositionAngleDeg, 4)));
        Assert.Equal((0.05, 90), (Math.Round(measured.Shear.Length, 6), Math.Round(measured.Shear.AngleDeg, 4)));
    }

    private ImageMemberCheckpoint Trained(ImageMemberOptions options)
    {
        var lenses = TracedLenses.Draw(32, _generator);
        var set = new LabelledImages(
            ImageStack.Of(Halves(lenses), Options.Contract), lenses.Targets.data<float>().ToArray().Select(target => target > 0.5f).ToArray(), Enumerable.Range(0, 32).ToArray())
        {
            Truth = lenses.Truth.data<float>().ToArray(),
        };
        return new ImageTrainer(TimeProvider.System).Train(set, options, new MemberLineage(null, "m", 1)).Checkpoint;
    }

    private ImageStack Images() => ImageStack.Of(Pixels(), Options.Contract);

    private Half[] Pixels() => Halves(TracedLenses.Draw(Count, _generator));

    private static Half[] Halves(TracedLenses lenses) => [.. (lenses.Images / 60).data<float>().ToArray().Select(value => (Half)value)];
}
