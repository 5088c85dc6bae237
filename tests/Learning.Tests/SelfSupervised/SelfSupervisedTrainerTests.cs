using LensGrains.Imaging;
using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Embeddings;
using LensGrains.Learning.Images;
using LensGrains.Learning.SelfSupervised;
using LensGrains.Learning.Tests.Lanes;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.SelfSupervised;

public sealed class SelfSupervisedTrainerTests
{
    private static readonly ImageContract Contract = new() { Bands = 1, Size = 16, Normalisation = Normalisation.Noise };

    private static readonly ImageStack Pool = Stripes(48, 7);

    private static readonly SelfSupervisedOptions Quick = new()
    {
        Epochs = 2, BatchSize = 16, HiddenWidth = 16, ProjectionWidth = 8, Seed = 3,
        Augmentation = Augmentation.D4 with { ShiftPixels = 1, NoiseShare = 0.5 },
    };

    public static TheoryData<SelfSupervisedMethod> Methods() => [.. Enum.GetValues<SelfSupervisedMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Train_Twice_GivesTheSameBytesAndAnotherSeedOthers(SelfSupervisedMethod method)
    {
        var options = Quick with { Method = method };

        var first = Train(options);

        Assert.Equal(SelfSupervisedOutcome.Completed, first.Report.Outcome);
        Assert.Equal(2, first.Report.Epochs.Count);
        Assert.Equal(first.Encoder.ToBytes(), Train(options).Encoder.ToBytes());
        Assert.NotEqual(first.Encoder.Hash(), Train(options with { Seed = 4 }).Encoder.Hash());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Train_ResumedAfterAnEpoch_GivesTheBytesOfAnUnbrokenTraining(SelfSupervisedMethod method)
    {
        var options = Quick with { Method = method };
        var kept = new List<byte[]>();
        var whole = new SelfSupervisedTrainer(TimeProvider.System).Train(
            Pool, options, breaks: new SelfSupervisedBreaks(null, checkpoint => kept.Add(checkpoint.ToBytes())), targets: TargetsFor(options));

        var from = SelfSupervisedCheckpoint.Parse(Assert.Single(kept));
        var resumed = new SelfSupervisedTrainer(TimeProvider.System).Train(
            Pool, options, breaks: new SelfSupervisedBreaks(from, _ => { }), targets: TargetsFor(options));
        Assert.Equal(whole.Encoder.ToBytes(), resumed.Encoder.ToBytes());
        Assert.Equal(whole.Report.Epochs.Select(e => (e.Loss, e.Spread)), resumed.Report.Epochs.Select(e => (e.Loss, e.Spread)));
    }

    [Fact]
    public void Train_FromACheckpointOfOtherOptions_BeginsAnew()
    {
        SelfSupervisedCheckpoint? kept = null;
        new SelfSupervisedTrainer(TimeProvider.System).Train(Pool, Quick with { Epochs = 3 }, breaks: new SelfSupervisedBreaks(null, c => kept = c));

        var trained = new SelfSupervisedTrainer(TimeProvider.System).Train(Pool, Quick, breaks: new SelfSupervisedBreaks(kept, _ => { }));

        Assert.Equal(Train(Quick).Encoder.ToBytes(), trained.Encoder.ToBytes());
    }

    [Fact]
    public void Train_WhenItsMinutesAreUp_EndsWithTheRateBroughtDownAndSaysSo()
    {
        var time = new FakeTime();
        var told = new List<SelfSupervisedProgress>();
        var trainer = new SelfSupervisedTrainer(time);

        var trained = trainer.Train(Pool, Quick with { Epochs = 1000, MaximumMinutes = 2 }, new Told(progress =>
        {
            told.Add(progress);
            time.Advance(TimeSpan.FromSeconds(30));
        }));

        Assert.Equal(SelfSupervisedOutcome.TimeUp, trained.Report.Outcome);
        Assert.Equal(4, told.Count);
        Assert.Equal([0, 0.25, 0.5, 0.75], told.Select(t => t.Progress).Select(p => Math.Round(p, 2)));
        Assert.Equal(TimeSpan.FromSeconds(90), told[1].Left);
        Assert.Equal(120, trained.Report.Seconds);
    }

    [Fact]
    public void Train_WhenTheLossIsNoNumber_EndsWithTheEncoderFromBefore()
    {
        var trained = Train(Quick, new SpoiltImages(Pool));

        Assert.Equal(SelfSupervisedOutcome.Diverged, trained.Report.Outcome);
        Assert.Equal("1", trained.Encoder.Metadata["epochs"]);
        Assert.Single(trained.Report.Epochs);
        Assert.All(EncoderArrays(trained.Encoder), array => Assert.All(array, value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void Train_OfImagesThatAreAllTheSame_SaysThatItCollapsed()
    {
        var same = ImageStack.Of(new Half[32 * 256], Contract);

        var trained = Train(Quick with { Augmentation = Augmentation.None, Epochs = 1 }, same);

        Assert.Equal(SelfSupervisedOutcome.Collapsed, trained.Report.Outcome);
    }

    [Fact]
    public void Train_WhenCancelled_Stops()
    {
        using var cancellation = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => new SelfSupervisedTrainer(TimeProvider.System).Train(
            Pool, Quick, new Told(_ => cancellation.Cancel()), cancellationToken: cancellation.Token));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Train_ManyTimes_KeepsTheCountOfLiveTensors(SelfSupervisedMethod method)
    {
        var options = Quick with { Method = method, Epochs = 1 };
        Train(options);

        var left = LiveTensors.LeftBy(() => Train(options), () => MakeModel(options));

        Assert.Equal(0, left);
    }

    [Fact]
    public void Train_OfTooFewImages_Refuses()
    {
        Assert.Throws<ArgumentException>(() => Train(Quick, Stripes(15, 1)));
        Assert.Throws<ArgumentException>(() => Train(Quick with { Temperature = 0 }));
    }

    [Theory]
    [InlineData(SelfSupervisedMethod.SimClr)]
    [InlineData(SelfSupervisedMethod.Dino)]
    public void Train_OnTwoKindsOfImages_PartsThemWithoutALabel(SelfSupervisedMethod method)
    {
        var pool = Stripes(96, 5);
        var encoder = Train(Quick with { Method = method, Epochs = 8, Augmentation = Augmentation.D4 with { NoiseShare = 0.3 } }, pool).Encoder;
        using var network = ImageEncoder.Open(encoder.ToBytes());
        var rows = Enumerable.Range(0, pool.Count).Select(row => (long)row).ToArray();

        var features = new ImageEmbedder(network) { AverageOrientations = true }.Features(pool, rows);

        Assert.True(EmbeddingMeasure.Auroc(features, network.Width, [.. rows.Select(row => row % 2 == 0)]) > 0.95);
    }

    [Fact]
    public void Train_OnColumns_TellsThemFromImagesItHasNotSeen()
    {
        var pool = Stripes(240, 5);
        var size = Enumerable.Range(0, pool.Count).Select(row => row % 2 == 0 ? 30f : 10f).ToArray(); // rings are large, blobs small
        var chance = new Random(1);
        var luck = size.Select(_ => (float)chance.NextDouble()).ToArray();
        var values = size.Zip(luck, (s, l) => new[] { chance.Next(4) == 0 ? float.NaN : s, l }).SelectMany(pair => pair).ToArray();
        var options = Quick with { Method = SelfSupervisedMethod.Columns, Epochs = 12, LearningRate = 3e-3 };

        var trained = new SelfSupervisedTrainer(TimeProvider.System).Train(pool, options, targets: new PretrainTargets(["size", "luck"], values));

        var fits = trained.Report.Columns.ToDictionary(fit => fit.Column);
        Assert.Equal(24, fits["luck"].Sources);
        Assert.InRange(fits["size"].Sources, 10, 23); // a fourth is not known
        Assert.True(fits["size"].R2 > 0.8 && fits["size"].Rmse < 5, $"{fits["size"]}");
        Assert.True(fits["luck"].R2 < 0.3, $"{fits["luck"]}"); // nothing in the image tells it
        Assert.Equal("size,luck", trained.Encoder.Metadata["columns"]);
    }

    [Fact]
    public void Fit_OfPairs_IsTheCoefficientOfDetermination()
    {
        var fit = ColumnFit.Of("z", [(1, 1.5), (2, 2), (3, 2.5), (6, 7)]);

        Assert.Equal((4, 1 - (1.5 / 14), Math.Sqrt(1.5 / 4)), (fit.Sources, fit.R2!.Value, fit.Rmse!.Value));
        Assert.Equal(new ColumnFit("z", 0, null, null), ColumnFit.Of("z", []));
    }

    [Fact]
    public void Train_OnColumnsThatDoNotFit_Refuses()
    {
        var columns = Quick with { Method = SelfSupervisedMethod.Columns };
        var trainer = new SelfSupervisedTrainer(TimeProvider.System);

        Assert.Contains("0 rows", Assert.Throws<ArgumentException>(() => trainer.Train(Pool, columns)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => trainer.Train(Pool, columns, targets: new PretrainTargets(["z"], [1, 2, 3])));
        Assert.Throws<ArgumentException>(() => trainer.Train(Pool, Quick, targets: TargetsFor(columns)));
        Assert.Contains("'z'", Assert.Throws<ArgumentException>(() => new PretrainTargets(["z"], [2, float.NaN, 2])).Message, StringComparison.Ordinal);
    }

    private static void MakeModel(SelfSupervisedOptions options)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(1);
        SelfSupervisedModel.Create(options, Contract.Bands, Contract.Size, columns: 1, generator).Dispose();
    }

    private static TrainedEncoder Train(SelfSupervisedOptions options, IImageSource? pool = null)
        => new SelfSupervisedTrainer(TimeProvider.System).Train(pool ?? Pool, options, targets: TargetsFor(options));

    private static PretrainTargets? TargetsFor(SelfSupervisedOptions options)
        => options.Method == SelfSupervisedMethod.Columns ? new PretrainTargets(["z"], [.. Enumerable.Range(0, 48).Select(row => row % 3 == 0 ? float.NaN : row)]) : null;

    // Noise with a ring in even rows and a blob of the same flux in odd ones, somewhere near the middle.
    private static ImageStack Stripes(int count, int seed)
    {
        var random = new Random(seed);
        var images = new Half[count * 256];
        for (var row = 0; row < count; row++)
        {
            var (cx, cy) = (7.5 + random.NextDouble() - 0.5, 7.5 + random.NextDouble() - 0.5);
            for (var pixel = 0; pixel < 256; pixel++)
            {
                var r = Math.Sqrt((((pixel % 16) - cx) * ((pixel % 16) - cx)) + (((pixel / 16) - cy) * ((pixel / 16) - cy)));
                var light = row % 2 == 0 ? Math.Exp(-(r - 5) * (r - 5)) : 7 * Math.Exp(-r * r / 4);
                images[(row * 256) + pixel] = (Half)((3 * light) + random.NextDouble() - 0.5);
            }
        }

        return ImageStack.Of(images, Contract);
    }

    private static IEnumerable<float[]> EncoderArrays(EncoderCheckpoint encoder)
        => SafeTensors.Parse(encoder.ToBytes()).Tensors.Values.Where(t => t.Element == TensorElement.F32).Select(t => t.Floats());

    private sealed class Told(Action<SelfSupervisedProgress> tell) : IProgress<SelfSupervisedProgress>
    {
        public void Report(SelfSupervisedProgress value) => tell(value);
    }

    /// <summary>Images that are too bright for float32 from the second epoch on.</summary>
    private sealed class SpoiltImages(IImageSource pool) : IImageSource
    {
        private int _read;

        public int Count => pool.Count;

        public ImageContract Contract => pool.Contract;

        public void Read(ReadOnlySpan<long> rows, Span<float> images)
        {
            pool.Read(rows, images);
            _read += rows.Length;
            if (_read > 2 * pool.Count)
            {
                for (var i = 0; i < images.Length; i++)
                {
                    images[i] = i % 2 == 0 ? float.MaxValue : -float.MaxValue; // finite, but not their differences
                }
            }
        }
    }
}
