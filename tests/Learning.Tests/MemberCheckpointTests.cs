using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Members;

namespace LensGrains.Learning.Tests;

public sealed class MemberCheckpointTests
{
    private static readonly MemberCheckpoint Member = new MemberTrainer(TimeProvider.System).Train(
        Blobs.Set(4, 4),
        new MemberOptions { HiddenWidth = 8, EpochsWithoutHeldOut = 3, Seed = 11 },
        new MemberLineage(null, "hash", 2)).Checkpoint;

    [Fact]
    public void Parse_WhatToBytesWrote_GivesTheSameMember()
    {
        var read = MemberCheckpoint.Parse(Member.ToBytes());

        Assert.Equal(new MemberLineage(null, "hash", 2), read.Lineage);
        Assert.Equal((16, 8, 11L, 3L), (read.Dimensions, read.HiddenWidth, read.Seed, read.OptimizerSteps));
        Assert.Equal(Member.Parameter("hidden.weight"), read.Parameter("hidden.weight"));
        Assert.Equal(Member.Moments("output.bias").Second, read.Moments("output.bias").Second);
        Assert.Equal(Enumerable.Range(0, 8).Select(i => 10 * i), read.TrainedOrdinals.Order());
        Assert.Equal(Member.Scale.Mean, read.Scale.Mean);
    }

    [Theory]
    [InlineData("hidden.weight")]
    [InlineData("feature.deviation")]
    [InlineData("adam.output.bias.exp_avg_sq")]
    [InlineData("adam.step")]
    [InlineData("trained.ordinals")]
    public void Parse_WhenAnArrayIsMissing_Refuses(string name)
    {
        var file = SafeTensors.Parse(Member.ToBytes());
        var without = new SafeTensors(file.Tensors.Where(t => t.Key != name).ToDictionary(), file.Metadata);

        Assert.Throws<CheckpointException>(() => MemberCheckpoint.Parse(without.ToBytes()));
    }

    [Theory]
    [InlineData("format", "other/1")]
    [InlineData("architecture", "vit")]
    [InlineData("dimensions", "17")]
    [InlineData("hiddenWidth", "-8")]
    [InlineData("dimensions", "99999999999")]
    public void Parse_WhenTheMetadataDisagree_Refuses(string name, string text)
    {
        var file = SafeTensors.Parse(Member.ToBytes());
        var changed = new SafeTensors(file.Tensors, new Dictionary<string, string>(file.Metadata) { [name] = text });

        Assert.Throws<CheckpointException>(() => MemberCheckpoint.Parse(changed.ToBytes()));
    }

    [Fact]
    public void Parse_WhenAWeightIsNotFinite_Refuses()
    {
        var file = SafeTensors.Parse(Member.ToBytes());
        var changed = new SafeTensors(
            new Dictionary<string, StoredTensor>(file.Tensors) { ["output.bias"] = StoredTensor.Of([float.NaN], 1) }, file.Metadata);

        Assert.Contains("not finite", Assert.Throws<CheckpointException>(() => MemberCheckpoint.Parse(changed.ToBytes())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_AtTheReferenceSize_Are66049()
    {
        var options = new MemberOptions { EpochsWithoutHeldOut = 1 };

        var member = new MemberTrainer(TimeProvider.System).Train(Blobs.Set(1, 1, 256), options, new MemberLineage(null, "hash", 1)).Checkpoint;

        Assert.Equal(66_049, member.ParameterNames.Sum(name => member.Parameter(name).Length));
    }
}
