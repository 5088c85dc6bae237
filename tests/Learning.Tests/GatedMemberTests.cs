using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Members;
using LensGrains.Learning.Metrics;
using LensGrains.Learning.Scoring;
using LensGrains.Learning.Tests.Lanes;

namespace LensGrains.Learning.Tests;

public sealed class GatedMemberTests
{
    private static readonly MemberLineage Fresh = new(null, "manifest", 1);

    private static readonly MemberOptions Small = new()
    {
        Kind = "gmlp", HiddenWidth = 32, Tokens = 4, TokenWidth = 8, Depth = 1, MaximumEpochs = 40, WarmUpEpochs = 4, Patience = 40, LearningRate = 5e-3, Seed = 7,
    };

    private static readonly MemberCheckpoint Member = Train(Blobs.Set(20, 40), Small with { MaximumEpochs = 3 }).Checkpoint;

    [Fact]
    public void Train_WhenClassesSeparate_RanksUnseenSources()
    {
        var trained = Train(Blobs.Set(60, 200), Small);

        Assert.True(Auc(trained.Checkpoint, Blobs.Set(200, 200, seed: 99)) > 0.97);
        Assert.All(trained.Report.HeldOut, score => Assert.InRange(score.Score, 0f, 1f));
    }

    [Fact]
    public void Train_OnAProductOfFeaturesOfTwoTokens_RanksUnseenSources()
    {
        var trained = Train(Products(2000, seed: 1), Small with { TokenWidth = 16, HiddenWidth = 64, BatchSize = 128, Bootstrap = false });

        Assert.InRange(Auc(trained.Checkpoint, Products(400, seed: 2)), 0.9, 1);
    }

    [Fact]
    public void Train_WhenRepeated_GivesTheSameBytes()
    {
        var first = Train(Blobs.Set(30, 90), Small);
        var second = Train(Blobs.Set(30, 90), Small);
        var other = Train(Blobs.Set(30, 90), Small with { Seed = 8 });

        Assert.Equal(first.Checkpoint.ToBytes(), second.Checkpoint.ToBytes());
        Assert.NotEqual(first.Checkpoint.Parameter("head.weight"), other.Checkpoint.Parameter("head.weight"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    public void Train_GoneOnWithAfterAnEpoch_GivesTheBytesOfATrainingWithoutABreak(int epoch)
    {
        var set = Blobs.Set(40, 160, distance: 1);
        var options = Small with { MaximumEpochs = 20, BatchSize = 64 };
        var kept = new List<byte[]>();
        var unbroken = Train(set, options, breaks: new TrainingBreaks(null, at => kept.Add(at.ToBytes()), TimeSpan.Zero));

        var resumed = Train(set, options, breaks: new TrainingBreaks(TrainingCheckpoint.Parse(kept[epoch]), _ => { }, Timeout.InfiniteTimeSpan));

        Assert.Equal(unbroken.Checkpoint.ToBytes(), resumed.Checkpoint.ToBytes());
        Assert.Equal(unbroken.Report.Losses, resumed.Report.Losses);
    }

    [Fact]
    public void Train_FromAParent_StartsFromItsWeightsAndOptimiser()
    {
        var child = Train(Blobs.Set(20, 40), Small with { LearningRate = 1e-12, MaximumEpochs = 1, WeightDecay = 0 }, Member).Checkpoint;

        Assert.All(Member.ParameterNames, name => Assert.True(
            Member.Parameter(name).Zip(child.Parameter(name), (a, b) => Math.Abs(a - b)).Max() < 1e-7, name));
        Assert.Equal(Member.OptimizerSteps + 1, child.OptimizerSteps);
    }

    [Theory]
    [InlineData("mlp", 32, 4, "The parent is of kind 'gmlp' (16 features, tokens 4 × 8, blocks 1 × 32), the member of kind 'mlp' (16 × 32).")]
    [InlineData("gmlp", 32, 2, "tokens 4 × 8, blocks 1 × 32), the member of kind 'gmlp' (16 features, tokens 2 × 8")]
    public void Train_FromAParentOfAnotherShape_IsRefusedByName(string kind, int hidden, int tokens, string says)
    {
        var refused = Assert.Throws<ArgumentException>(
            () => Train(Blobs.Set(20, 40), Small with { Kind = kind, HiddenWidth = hidden, Tokens = tokens }, Member));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_WithMoreTokensThanFeatures_IsRefused()
    {
        var refused = Assert.Throws<ArgumentException>(() => Train(Blobs.Set(20, 40, dimensions: 3), Small));

        Assert.Contains("tokens are 2 to the number of features", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_WhatToBytesWrote_GivesTheSameMember()
    {
        var read = MemberCheckpoint.Parse(Member.ToBytes());

        Assert.Equal(("gmlp", 16, 32, 4, 8, 1), (read.Shape.Kind, read.Dimensions, read.HiddenWidth, read.Shape.Tokens, read.Shape.TokenWidth, read.Shape.Depth));
        Assert.Equal(Member.Parameter("blocks.0.gate.weight"), read.Parameter("blocks.0.gate.weight"));
        Assert.Equal(Member.ToBytes(), read.ToBytes());
    }

    [Theory]
    [InlineData("architecture", "mlp", "hidden.weight")]
    [InlineData("architecture", "kan", "unknown kind 'kan'")]
    [InlineData("format", "lensgrains.image-member/1", "Not a member on vectors: lensgrains.image-member/1")]
    [InlineData("tokens", "5", "positions")]
    [InlineData("tokens", "1", "tokens are 2 to the number of features")]
    [InlineData("hiddenWidth", "31", "the hidden width is even")]
    [InlineData("depth", "2", "blocks.1.norm.weight")]
    [InlineData("depth", "100000", "at most 64 blocks")]
    public void Parse_WhenTheMetadataDisagree_RefusesNamingIt(string name, string text, string says)
    {
        var file = SafeTensors.Parse(Member.ToBytes());
        var changed = new SafeTensors(file.Tensors, new Dictionary<string, string>(file.Metadata) { [name] = text });

        Assert.Contains(says, Assert.Throws<CheckpointException>(() => MemberCheckpoint.Parse(changed.ToBytes())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_OfAShape_AreThoseOfItsNetwork()
    {
        using var generator = new torch.Generator(1);
        foreach (var shape in new[] { MemberShape.Of(256, new MemberOptions { Kind = "gmlp" }), MemberShape.Of(19, Small with { Depth = 3 }), MemberShape.Of(256, new MemberOptions()), MemberShape.Of(19, Small with { Kind = "field_attention", Depth = 3 }) })
        {
            using var network = shape.Create(0, generator);

            var expected = network.Module.named_parameters().Select(p => $"{p.name} [{string.Join(", ", p.parameter.shape)}]");
            Assert.Equal(expected.Order(), shape.Arrays().Select(a => $"{a.Name} [{string.Join(", ", a.Shape)}]").Order());
        }
    }

    [Fact]
    public void Arrays_WithTheDefaults_Hold53969Numbers()
        => Assert.Equal(53_969, MemberShape.Of(256, new MemberOptions { Kind = "gmlp" }).Arrays().Sum(a => a.Shape.Aggregate(1L, (product, side) => product * side)));

    [Fact]
    public void Score_OfHeldOutSources_IsWhatTrainingSaid()
    {
        var set = Blobs.Set(30, 60);
        var rounded = set.Features.ToArray().Select(value => (float)(Half)value).ToArray();
        set = new TrainingSet(rounded, set.Positives, set.Ordinals);
        var trained = Train(set, Small with { MaximumEpochs = 5 });

        var scores = Score(Halves(set), trained.Checkpoint);

        Assert.NotEmpty(trained.Report.HeldOut);
        Assert.All(trained.Report.HeldOut, held => Assert.Equal(held.Score, scores[0][held.Ordinal / 10], 1e-5));
    }

    [Fact]
    public void Score_BesideAnMlp_GivesEachItsOwnAndNoNumberWhereARowIsNotFinite()
    {
        var plain = Train(Blobs.Set(20, 40), Small with { Kind = "mlp", MaximumEpochs = 3 }).Checkpoint;
        var set = Blobs.Set(2, 2);
        var features = Halves(set);
        features[17] = Half.NaN;

        var both = Score(features, plain, Member);

        Assert.Equal(Score(Halves(set), plain)[0][2..], both[0][2..]);
        Assert.Equal(Score(Halves(set), Member)[0][2..], both[1][2..]);
        Assert.Equal([false, true, false, false], both[1].Select(float.IsNaN));
    }

    [Fact]
    public void TrainAndScore_ManyTimes_KeepTheCountOfLiveTensors()
    {
        var set = Blobs.Set(10, 30);
        _ = Score(Halves(set), Train(set, Small with { MaximumEpochs = 2 }).Checkpoint);

        var left = LiveTensors.LeftBy(
            () =>
            {
                for (var seed = 0; seed < 3; seed++)
                {
                    _ = Score(Halves(set), Train(set, Small with { MaximumEpochs = 2, Seed = seed }).Checkpoint);
                }
            },
            () => Blobs.MakeNetworks(6, Small));

        Assert.Equal(0, left);
    }

    private static TrainedMember Train(TrainingSet set, MemberOptions options, MemberCheckpoint? parent = null, TrainingBreaks? breaks = null)
        => new MemberTrainer(TimeProvider.System).Train(set, options, Fresh, parent, breaks: breaks);

    /// <summary>Positive where the first and the last of 16 features have one sign: no sum over single features can tell.</summary>
    private static TrainingSet Products(int count, int seed)
    {
        var random = new Random(seed);
        var features = Enumerable.Range(0, count * 16).Select(_ => (float)Blobs.Normal(random)).ToArray();
        return new TrainingSet(
            features,
            Enumerable.Range(0, count).Select(row => features[row * 16] * features[(row * 16) + 15] > 0).ToArray(),
            Enumerable.Range(0, count).Select(row => 10 * row).ToArray());
    }

    private static Half[] Halves(TrainingSet set) => [.. set.Features.ToArray().Select(value => (Half)value)];

    private static float[][] Score(Half[] features, params MemberCheckpoint[] members)
    {
        using var scorer = new MemberScorer(members);
        var scores = members.Select(_ => new float[features.Length / members[0].Dimensions]).ToArray();
        scorer.Score(features, [.. scores.Select(column => column.AsMemory())]);
        return scores;
    }

    private static double Auc(MemberCheckpoint member, TrainingSet set)
        => BinaryMetrics.RocAuc(Score(Halves(set), member)[0].Select(score => (double)score).ToArray(), set.Positives.Span);
}
