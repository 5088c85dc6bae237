using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Scoring;
using LensGrains.Learning.Tests.Lanes;
using LensGrains.Learning.Training;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Training;

public class ImageTrainerTests
{
    private static readonly MemberLineage Lineage = new(null, "m", 1);

    [Fact]
    public void Train_WhenRingsDiffer_TellsHeldOutOnesApart()
    {
        var trained = Train(Rings.Set(), Rings.Options);

        var heldOut = trained.Report.HeldOut;
        Assert.True(heldOut.Count(h => h.Positive == h.Score > 0.5) >= 0.9 * heldOut.Count, $"{trained.Report.Epochs[^1]}");
        Assert.Equal(24, heldOut.Count);
        Assert.Empty(heldOut.Select(h => h.Ordinal).Intersect(trained.Report.TrainOrdinals));
        Assert.True(trained.Checkpoint.TrainedOrdinals.SetEquals(trained.Report.TrainOrdinals));
    }

    [Fact]
    public void Train_WhenRepeated_GivesTheSameBytes()
    {
        var set = Rings.Set(60);
        var options = Rings.Options with { Epochs = 2 };

        Assert.Equal(Train(set, options).Checkpoint.ToBytes(), Train(set, options).Checkpoint.ToBytes());
        Assert.NotEqual(Train(set, options).Checkpoint.ToBytes(), Train(set, options with { Seed = 6 }).Checkpoint.ToBytes());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Train_WhenCutOffInAnEpoch_GoesOnToTheSameBytes(int kept)
    {
        var set = Rings.Set(80);
        var options = Rings.Options with { Epochs = 3, BatchSize = 24 };
        var whole = Train(set, options);
        var time = new FakeTime();
        var states = new List<ImageTrainingCheckpoint>();
        using var stop = new CancellationTokenSource();
        var breaks = new ImageTrainingBreaks(null, states.Add, TimeSpan.FromSeconds(1));
        var progress = new Told<ImageTrainingProgress>(_ =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            if (states.Count == kept)
            {
                stop.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(
            () => new ImageTrainer(time).Train(set, options, Lineage, progress: progress, breaks: breaks, cancellationToken: stop.Token));
        var file = ImageTrainingCheckpoint.Parse(states[^1].ToBytes());
        var resumed = new ImageTrainer(time).Train(set, options, Lineage, breaks: new ImageTrainingBreaks(file, _ => { }, Timeout.InfiniteTimeSpan));

        Assert.NotEqual(0, file.Position.Steps % 3);
        Assert.Equal(whole.Checkpoint.ToBytes(), resumed.Checkpoint.ToBytes());
        Assert.Equal(whole.Report.Epochs.Select(e => (e.Loss, e.HeldOut)), resumed.Report.Epochs.Select(e => (e.Loss, e.HeldOut)));
        Assert.Equal(whole.Report.HeldOut, resumed.Report.HeldOut);
    }

    [Fact]
    public void Train_WhenMemoryIsShort_HalvesTheBatchAndGoesOn()
    {
        var set = Rings.Set(60);
        var options = Rings.Options with { Epochs = 1, BatchSize = 20 };

        var trained = new ImageTrainer(TimeProvider.System) { Create = (o, g) => new Cramped(ImageMembers.Create(o, g), 5) }.Train(set, options, Lineage);

        Assert.Equal(5, trained.Report.SamplesAtOnce);
        Assert.True(double.IsFinite(trained.Report.Epochs[0].Loss));
    }

    [Fact]
    public void Train_WhenNotEvenOneSampleFits_FailsByName()
    {
        var trainer = new ImageTrainer(TimeProvider.System) { Create = (o, g) => new Cramped(ImageMembers.Create(o, g), 0) };

        var failed = Assert.Throws<TrainingFailedException>(() => trainer.Train(Rings.Set(60), Rings.Options with { Epochs = 1 }, Lineage));

        Assert.Equal(TrainingFailureKind.OutOfMemory, failed.Kind);
    }

    [Fact]
    public void Train_WhenTheLossIsNotANumber_FailsByName()
    {
        var options = Rings.Options with { LearningRate = 1, ClipNorm = 0, Epochs = 50, WarmUp = 0 };
        var trainer = new ImageTrainer(TimeProvider.System) { Create = (o, g) => new Exploding(ImageMembers.Create(o, g)) };

        var failed = Assert.Throws<TrainingFailedException>(() => trainer.Train(Rings.Set(60), options, Lineage));

        Assert.Equal(TrainingFailureKind.Diverged, failed.Kind);
    }

    [Fact]
    public void Train_WhenTheDeviceIsGone_FailsByName()
    {
        var trainer = new ImageTrainer(TimeProvider.System) { Create = (o, g) => new Gone(ImageMembers.Create(o, g)) };

        var failed = Assert.Throws<TrainingFailedException>(() => trainer.Train(Rings.Set(60), Rings.Options, Lineage));

        Assert.Equal(TrainingFailureKind.DeviceLost, failed.Kind);
    }

    [Fact]
    public void Train_WhenAnImageCannotBeRead_LeavesItOutAndNamesIt()
    {
        var trained = Train(Rings.Set(60, 1, 3, 8), Rings.Options with { Epochs = 6 });

        Assert.Equal([30, 80], trained.Report.Unread);
        Assert.All(trained.Report.Epochs, e => Assert.True(double.IsFinite(e.Loss)));
    }

    [Fact]
    public void Train_WhenNoImageOfAClassCanBeRead_FailsByName()
    {
        var set = Rings.Set(40, 1, [.. Enumerable.Range(0, 20).Select(i => 2 * i)]);

        var failed = Assert.Throws<TrainingFailedException>(() => Train(set, Rings.Options));

        Assert.Equal(TrainingFailureKind.NoImages, failed.Kind);
        Assert.Contains("lenses", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_WhenThereIsOneClass_IsRefused()
    {
        var one = Rings.Set(10);
        var set = new LabelledImages(one.Images, new bool[10], one.Ordinals);

        var refused = Assert.Throws<ArgumentException>(() => Train(set, Rings.Options));

        Assert.Contains("0 positives of 10", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_FromAMember_KeepsWhatItKnewAndWhatItSaw()
    {
        var first = Train(Rings.Set(), Rings.Options);
        var start = SafeTensors.Parse(first.Checkpoint.ToBytes());

        var second = new ImageTrainer(TimeProvider.System).Train(Rings.Set(60, 2), Rings.Options with { Epochs = 1, LearningRate = 1e-6 }, Lineage, start);

        Assert.True(second.Report.Epochs[0].HeldOut is null or < 0.4, $"{second.Report.Epochs[0]}");
        Assert.True(second.Checkpoint.TrainedOrdinals.IsSupersetOf(first.Report.TrainOrdinals));
    }

    [Fact]
    public void Train_FromAnotherArchitecture_NamesTheArrayAndBothShapes()
    {
        var first = Train(Rings.Set(60), Rings.Options with { Epochs = 1 });
        var start = SafeTensors.Parse(first.Checkpoint.ToBytes());
        var wider = Rings.Options with { Kind = "resnet18" };

        var refused = Assert.Throws<CheckpointException>(
            () => new ImageTrainer(TimeProvider.System).Train(Rings.Set(60), wider, Lineage, start));

        Assert.Contains("conv1.weight", refused.Message, StringComparison.Ordinal);
        Assert.Contains("[64, 1, 3, 3]", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_WhenPartsAreFrozen_LeavesThemAsTheyWere()
    {
        var options = Rings.Options with { Epochs = 1, Frozen = ["conv1", "bn1", "layer1"] };
        using var generator = new torch.Generator((ulong)SeededRandom.Seed(options.Seed, "weights"));
        using var fresh = ImageMembers.Create(options, generator);
        var before = fresh.Save();

        var after = SafeTensors.Parse(Train(Rings.Set(60), options).Checkpoint.ToBytes()).Tensors;

        Assert.Equal(before["layer1.0.conv1.weight"].Floats(), after["layer1.0.conv1.weight"].Floats());
        Assert.Equal(before["bn1.running_mean"].Floats(), after["bn1.running_mean"].Floats());
        Assert.NotEqual(before["layer4.1.conv2.weight"].Floats(), after["layer4.1.conv2.weight"].Floats());
        Assert.NotEqual(before["layer4.1.bn2.running_mean"].Floats(), after["layer4.1.bn2.running_mean"].Floats());
    }

    [Fact]
    public void Train_LeavesNoTensorBehind()
    {
        _ = Train(Rings.Set(60), Rings.Options with { Epochs = 1 });

        var left = LiveTensors.LeftBy(() => _ = Train(Rings.Set(60), Rings.Options with { Epochs = 2 }), () => Rings.MakeNetworks(1, Rings.Options));

        Assert.Equal(0, left);
    }

    [Fact]
    public void Score_OfACheckpoint_EqualsTheHeldOutScores()
    {
        var set = Rings.Set(60, 1, 8);
        var trained = Train(set, Rings.Options with { Epochs = 2 });
        var scores = new float[60];

        using var scorer = new ImageScorer([ImageMemberCheckpoint.Parse(trained.Checkpoint.ToBytes())]);
        scorer.Score(set.Images, 0, [scores]);

        Assert.Equal(float.NaN, scores[8]);
        Assert.All(trained.Report.HeldOut.Where(h => h.Ordinal != 80), h => Assert.Equal(h.Score, scores[h.Ordinal / 10], 1e-5f));
    }

    private static TrainedImageMember Train(LabelledImages set, ImageMemberOptions options)
        => new ImageTrainer(TimeProvider.System).Train(set, options, Lineage);

    private sealed class Told<T>(Action<T> heard) : IProgress<T>
    {
        public void Report(T value) => heard(value);
    }

    /// <summary>A device with room for so many samples.</summary>
    private sealed class Cramped(ImageMember inner, long room) : Wrapped(inner)
    {
        public override MemberLoss Loss(ImageBatch batch, LossOptions options, double progress)
            => batch.Count <= room ? base.Loss(batch, options, progress) : throw new System.Runtime.InteropServices.ExternalException("CUDA out of memory. Tried to allocate 2.00 GiB");
    }

    private sealed class Gone(ImageMember inner) : Wrapped(inner)
    {
        public override MemberLoss Loss(ImageBatch batch, LossOptions options, double progress)
            => throw new System.Runtime.InteropServices.ExternalException("CUDA error: unspecified launch failure");
    }

    private sealed class Exploding(ImageMember inner) : Wrapped(inner)
    {
        private int _calls;

        public override torch.Tensor Logits(torch.Tensor images, torch.Tensor? columns)
        {
            using var scope = torch.NewDisposeScope();
            return (base.Logits(images, columns) * (++_calls > 2 ? float.NaN : 1)).MoveToOuterDisposeScope();
        }
    }

    private abstract class Wrapped(ImageMember inner) : ImageMember
    {
        public override torch.nn.Module Module => inner.Module;

        public override long FeatureWidth => inner.FeatureWidth;

        public override torch.Tensor Logits(torch.Tensor images, torch.Tensor? columns) => inner.Logits(images, columns);

        public override torch.Tensor Features(torch.Tensor images, torch.Tensor? columns) => inner.Features(images, columns);
    }
}
