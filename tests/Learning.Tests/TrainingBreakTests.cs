using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Members;

namespace LensGrains.Learning.Tests;

public sealed class TrainingBreakTests
{
    private static readonly MemberOptions Options = new() { HiddenWidth = 16, Seed = 7, MaximumEpochs = 30, Patience = 8, WarmUpEpochs = 4, BatchSize = 64 };
    private static readonly MemberLineage Lineage = new(null, "manifest", 1);

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-1)]
    public void Train_GoneOnWithAfterAnEpoch_GivesTheBytesOfATrainingWithoutABreak(int epoch)
    {
        var set = Blobs.Set(40, 160, distance: 1);
        var kept = new List<byte[]>();
        var unbroken = Train(set, new TrainingBreaks(null, at => kept.Add(at.ToBytes()), TimeSpan.Zero));

        var from = TrainingCheckpoint.Parse(kept[epoch < 0 ? kept.Count - 1 : epoch]);
        var heard = new List<int>();
        var resumed = Train(set, new TrainingBreaks(from, _ => { }, Timeout.InfiniteTimeSpan), heard);

        Assert.Equal(unbroken.Checkpoint.ToBytes(), resumed.Checkpoint.ToBytes());
        Assert.Equal(unbroken.Report.Losses, resumed.Report.Losses);
        Assert.Equal(unbroken.Report.HeldOut, resumed.Report.HeldOut);
        Assert.Equal((unbroken.Report.BestEpoch, unbroken.Report.Stop), (resumed.Report.BestEpoch, resumed.Report.Stop));
        Assert.True(resumed.Report.Seconds >= from.Seconds);
        Assert.Equal(Enumerable.Range(0, unbroken.Report.Epochs), heard);
        Assert.Equal(unbroken.Report.Epochs, kept.Count);
    }

    [Fact]
    public void Train_FromAParent_GoesOnAfterABreakToTheSameBytes()
    {
        var set = Blobs.Set(40, 160, distance: 1);
        var parent = Train(set, breaks: null).Checkpoint;
        var kept = new List<byte[]>();
        var unbroken = Train(set, new TrainingBreaks(null, at => kept.Add(at.ToBytes()), TimeSpan.Zero), parent: parent);

        var resumed = Train(
            set, new TrainingBreaks(TrainingCheckpoint.Parse(kept[1]), _ => { }, Timeout.InfiniteTimeSpan), parent: parent);

        Assert.Equal(unbroken.Checkpoint.ToBytes(), resumed.Checkpoint.ToBytes());
    }

    [Fact]
    public void Train_WithTheCheckpointOfAnotherTraining_BeginsAnew()
    {
        var set = Blobs.Set(40, 160);
        TrainingCheckpoint? kept = null;
        new MemberTrainer(TimeProvider.System).Train(
            set, Options, new MemberLineage(null, "another manifest", 1), breaks: new TrainingBreaks(null, at => kept = at, TimeSpan.Zero));
        var fresh = Train(set, breaks: null);

        var resumed = Train(set, new TrainingBreaks(kept, _ => { }, Timeout.InfiniteTimeSpan));

        Assert.Equal(fresh.Checkpoint.ToBytes(), resumed.Checkpoint.ToBytes());
    }

    [Fact]
    public void Parse_OfATruncatedFile_IsRefused()
    {
        TrainingCheckpoint? kept = null;
        Train(Blobs.Set(40, 160), new TrainingBreaks(null, at => kept = at, TimeSpan.Zero));
        var file = kept!.ToBytes();

        Assert.Throws<CheckpointException>(() => TrainingCheckpoint.Parse(file.AsMemory(..(file.Length - 4))));
        Assert.Throws<CheckpointException>(() => TrainingCheckpoint.Parse(new byte[3]));
    }

    private static TrainedMember Train(TrainingSet set, TrainingBreaks? breaks, List<int>? heard = null, MemberCheckpoint? parent = null)
        => new MemberTrainer(TimeProvider.System).Train(
            set, Options, Lineage, parent, heard is null ? null : new Heard(heard), breaks);

    private sealed class Heard(List<int> epochs) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => epochs.Add(value.Epoch);
    }
}
