using LensGrains.Learning.Members;
using LensGrains.Learning.Metrics;
using LensGrains.Learning.Scoring;
using LensGrains.Learning.Tests.Lanes;

namespace LensGrains.Learning.Tests;

public sealed class MemberTrainerTests
{
    private static readonly MemberLineage Fresh = new(null, "manifest", 1);

    private static readonly MemberOptions Small = new() { HiddenWidth = 32, MaximumEpochs = 60, Seed = 7 };

    [Fact]
    public void Train_WhenClassesSeparate_RanksUnseenSources()
    {
        var trained = Trainer().Train(Blobs.Set(60, 200), Small, Fresh);

        var unseen = Blobs.Set(200, 200, seed: 99);
        Assert.True(Auc(trained.Checkpoint, unseen) > 0.97);
        Assert.True(trained.Report.Losses[^1].Train < trained.Report.Losses[0].Train);
        Assert.All(trained.Report.HeldOut, score => Assert.InRange(score.Score, 0f, 1f));
    }

    [Fact]
    public void Train_WhenRepeated_GivesTheSameBytes()
    {
        var first = Trainer().Train(Blobs.Set(30, 90), Small, Fresh);
        var second = Trainer().Train(Blobs.Set(30, 90), Small, Fresh);
        var other = Trainer().Train(Blobs.Set(30, 90), Small with { Seed = 8 }, Fresh);

        Assert.Equal(first.Checkpoint.ToBytes(), second.Checkpoint.ToBytes());
        Assert.NotEqual(first.Checkpoint.Parameter("hidden.weight"), other.Checkpoint.Parameter("hidden.weight"));
    }

    [Fact]
    public void Train_WhenHeldOut_TrainsOnNoneOfThem()
    {
        var report = Trainer().Train(Blobs.Set(50, 150), Small, Fresh).Report;

        Assert.Empty(report.HeldOut.Select(score => score.Ordinal).Intersect(report.TrainOrdinals));
        Assert.Equal(10, report.HeldOut.Count(score => score.Positive));
        Assert.Equal(30, report.HeldOut.Count(score => !score.Positive));
        Assert.Equal(200, report.HeldOut.Count + report.TrainOrdinals.Count);
    }

    [Fact]
    public void Train_WhenStopped_KeepsTheEpochOfTheLowestHeldOutLoss()
    {
        var options = Small with { MaximumEpochs = 400, WarmUpEpochs = 5, Patience = 10, WeightDecay = 0, Dropout = 0, LearningRate = 0.02 };
        var report = Trainer().Train(Blobs.Set(40, 60, distance: 1), options, Fresh).Report;

        Assert.Equal(StopReason.Patience, report.Stop);
        Assert.True(report.Epochs < 400);
        Assert.Equal(report.Losses.Min(loss => loss.HeldOut), report.Losses[report.BestEpoch].HeldOut);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(1, 1)]
    [InlineData(1, 400)]
    public void Train_WhenTheSetIsTiny_StillLearnsIt(int positives, int negatives)
    {
        var set = Blobs.Set(positives, negatives, distance: 6);

        var trained = Trainer().Train(set, Small, Fresh);

        Assert.True(Auc(trained.Checkpoint, set) > 0.95);
        Assert.DoesNotContain(trained.Report.HeldOut, score => score.Positive);
    }

    [Fact]
    public void Train_WhenAClassIsMissing_Refuses()
    {
        var refused = Assert.Throws<ArgumentException>(() => Trainer().Train(Blobs.Set(0, 10), Small, Fresh));

        Assert.Contains("0 positives of 10", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_WhenCancelled_ThrowsAndLeaksNothing()
    {
        using var cancellation = new CancellationTokenSource();

        var left = LiveTensors.LeftBy(
            () => Assert.Throws<OperationCanceledException>(() => Trainer().Train(
                Blobs.Set(30, 90), Small, Fresh, progress: new Inline(_ => cancellation.Cancel()), cancellationToken: cancellation.Token)),
            () => Blobs.MakeNetworks(1, Small));

        Assert.Equal(0, left);
    }

    [Fact]
    public void Train_FromAParent_StartsFromItsWeightsAndOptimiser()
    {
        var set = Blobs.Set(40, 120);
        var parent = Trainer().Train(set, Small, Fresh).Checkpoint;
        var still = Small with { LearningRate = 1e-12, MaximumEpochs = 1, WeightDecay = 0 };

        var child = Trainer().Train(set, still, new MemberLineage("parent", "manifest 2", 1), parent).Checkpoint;

        Assert.True(Largest(parent.Parameter("hidden.weight"), child.Parameter("hidden.weight")) < 1e-7);
        Assert.Equal(parent.OptimizerSteps + 1, child.OptimizerSteps);
        Assert.Equal("parent", child.Lineage.Parent);
    }

    [Fact]
    public void Train_FromAParent_EqualsTrainingWithoutTheBreak()
    {
        var set = Blobs.Set(1, 1);
        var whole = Small with { EpochsWithoutHeldOut = 2, Dropout = 0, Bootstrap = false, BatchSize = 1 << 14 };
        var half = whole with { EpochsWithoutHeldOut = 1 };

        var unbroken = Trainer().Train(set, whole, Fresh).Checkpoint;
        var first = Trainer().Train(set, half, Fresh).Checkpoint;
        var second = Trainer().Train(set, half, Fresh, MemberCheckpoint.Parse(first.ToBytes())).Checkpoint;

        Assert.Equal(unbroken.OptimizerSteps, second.OptimizerSteps);
        var distance = Largest(unbroken.Parameter("hidden.weight"), second.Parameter("hidden.weight"));
        var step = Largest(unbroken.Parameter("hidden.weight"), first.Parameter("hidden.weight"));
        Assert.True(distance < 0.3 * step, $"{distance} of a step of {step}");
    }

    [Fact]
    public void Train_FromAParent_NeverHoldsOutWhatTheParentTrainedOn()
    {
        var parent = Trainer().Train(Blobs.Set(30, 60), Small, Fresh);

        var child = Trainer().Train(Blobs.Set(30, 60), Small with { Seed = 123 }, Fresh, parent.Checkpoint);

        Assert.Empty(child.Report.HeldOut.Select(score => score.Ordinal).Intersect(parent.Report.TrainOrdinals));
        Assert.Superset(parent.Report.TrainOrdinals.ToHashSet(), child.Checkpoint.TrainedOrdinals.ToHashSet());
    }

    [Fact]
    public void Train_OverFolds_HoldsOutEverySourceOnce()
    {
        var set = Blobs.Set(20, 45);

        var heldOut = Enumerable.Range(0, 5)
            .SelectMany(fold => HeldOutSplit.Of(set, (Small with { Seed = fold, SplitSeed = 3, Fold = fold }).Split).HeldOut)
            .ToArray();

        Assert.Equal(Enumerable.Range(0, set.Count), heldOut.Order());
    }

    [Fact]
    public void Split_WhenRowsShareAGroup_KeepsThemTogether()
    {
        var blobs = Blobs.Set(40, 80);
        var set = new TrainingSet(blobs.Features, blobs.Positives, blobs.Ordinals, groups: Enumerable.Range(0, 120).Select(i => i / 4).ToArray());

        var split = HeldOutSplit.Of(set, Small.Split);

        Assert.NotEmpty(split.HeldOut);
        Assert.Empty(split.HeldOut.Select(row => row / 4).Intersect(split.Train.Select(row => row / 4)));
    }

    [Fact]
    public void Train_ManyTimes_KeepsTheCountOfLiveTensors()
    {
        var set = Blobs.Set(10, 30);
        _ = Trainer().Train(set, Small with { MaximumEpochs = 3 }, Fresh);

        var left = LiveTensors.LeftBy(
            () =>
            {
                for (var seed = 0; seed < 5; seed++)
                {
                    _ = Trainer().Train(set, Small with { MaximumEpochs = 3, Seed = seed }, Fresh);
                }
            },
            () => Blobs.MakeNetworks(5, Small));

        Assert.Equal(0, left);
    }

    [Fact]
    public void Train_WithFocalLoss_SeparatesToo()
    {
        var trained = Trainer().Train(Blobs.Set(60, 200), Small with { FocalGamma = 2 }, Fresh);

        Assert.True(Auc(trained.Checkpoint, Blobs.Set(100, 100, seed: 5)) > 0.95);
    }

    private static MemberTrainer Trainer() => new(TimeProvider.System);

    private static float Largest(float[] left, float[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Max();

    private static double Auc(MemberCheckpoint member, TrainingSet set)
    {
        using var scorer = new MemberScorer([member]);
        var scores = new float[set.Count];
        scorer.Score(set.Features.ToArray().Select(value => (Half)value).ToArray(), [scores]);
        return BinaryMetrics.RocAuc(scores.Select(score => (double)score).ToArray(), set.Positives.Span);
    }

    private sealed class Inline(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
