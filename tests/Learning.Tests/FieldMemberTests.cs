using LensGrains.Core.Sky;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Members;
using LensGrains.Learning.Metrics;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Scoring;
using LensGrains.Learning.Tests.Lanes;

namespace LensGrains.Learning.Tests;

public sealed class FieldMemberTests
{
    private static readonly MemberLineage Fresh = new(null, "manifest", 1) { Features = "ours" };

    private static readonly MemberOptions Small = new()
    {
        Kind = "field_attention", TokenWidth = 16, Heads = 2, Depth = 1, Neighbours = 4, RadiusArcsec = 30,
        MaximumEpochs = 60, WarmUpEpochs = 4, Patience = 60, LearningRate = 1e-2, BatchSize = 128, Bootstrap = false, Seed = 7,
    };

    private static readonly MemberCheckpoint Member = Train(new Fields(40, seed: 1), Small with { MaximumEpochs = 3 }).Checkpoint;

    [Fact]
    public void Train_WhereOnlyNeighboursTell_RanksUnseenSourcesAndAnMlpCannot()
    {
        var (seen, unseen) = (new Fields(400, seed: 1), new Fields(400, seed: 2));
        var member = Train(seen, Small).Checkpoint;
        var plain = Train(seen, Small with { Kind = "mlp", HiddenWidth = 32 }).Checkpoint;
        using var scorer = new MemberScorer([plain]);
        var alone = new float[unseen.Count];
        scorer.Score([.. unseen.Set(Small).Features.ToArray().Select(value => (Half)value)], [alone]);

        Assert.InRange(Auc(Score(unseen, member)[0], unseen), 0.9, 1);
        Assert.InRange(Auc(alone, unseen), 0.4, 0.6);
    }

    [Fact]
    public void Train_WhenRepeated_GivesTheSameBytes()
    {
        var first = Train(new Fields(60, seed: 1), Small with { MaximumEpochs = 5 });
        var second = Train(new Fields(60, seed: 1), Small with { MaximumEpochs = 5 });
        var other = Train(new Fields(60, seed: 1), Small with { MaximumEpochs = 5, Seed = 8 });

        Assert.Equal(first.Checkpoint.ToBytes(), second.Checkpoint.ToBytes());
        Assert.NotEqual(first.Checkpoint.Parameter("head.weight"), other.Checkpoint.Parameter("head.weight"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void Train_GoneOnWithAfterAnEpoch_GivesTheBytesOfATrainingWithoutABreak(int epoch)
    {
        var fields = new Fields(80, seed: 3);
        var options = Small with { MaximumEpochs = 10, BatchSize = 32 };
        var kept = new List<byte[]>();
        var unbroken = Train(fields, options, breaks: new TrainingBreaks(null, at => kept.Add(at.ToBytes()), TimeSpan.Zero));

        var resumed = Train(fields, options, breaks: new TrainingBreaks(TrainingCheckpoint.Parse(kept[epoch]), _ => { }, Timeout.InfiniteTimeSpan));

        Assert.Equal(unbroken.Checkpoint.ToBytes(), resumed.Checkpoint.ToBytes());
        Assert.Equal(unbroken.Report.Losses, resumed.Report.Losses);
    }

    [Fact]
    public void Train_WhenCancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => new MemberTrainer(TimeProvider.System).Train(
            new Fields(40, seed: 1).Set(Small), Small, Fresh, cancellationToken: stop.Token));
    }

    [Theory]
    [InlineData("mlp", 4, 30, "The parent is of kind 'field_attention' (6 features, layers 1 × 16, heads 2, 4 neighbours within 30 arcsec), the member of kind 'mlp'")]
    [InlineData("field_attention", 5, 30, "the member of kind 'field_attention' (6 features, layers 1 × 16, heads 2, 5 neighbours within 30 arcsec)")]
    [InlineData("field_attention", 4, 31.5, "4 neighbours within 31.5 arcsec)")]
    public void Train_FromAParentThatSeesOtherNeighbours_IsRefusedByName(string kind, int neighbours, double radius, string says)
    {
        var refused = Assert.Throws<ArgumentException>(
            () => Train(new Fields(40, seed: 1), Small with { Kind = kind, Neighbours = neighbours, RadiusArcsec = radius }, Member));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_FromAParentThatHasSeenOtherFeatures_IsRefusedByTheirNames()
    {
        var refused = Assert.Throws<ArgumentException>(() => new MemberTrainer(TimeProvider.System).Train(
            new Fields(40, seed: 1).Set(Small), Small, Fresh with { Features = "theirs" }, Member));

        Assert.Contains("'ours'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'theirs'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_WhereNobodyLookedForNeighbours_IsRefused()
    {
        var set = new Fields(40, seed: 1).Set(Small);
        var blind = new TrainingSet(set.Features, set.Positives, set.Ordinals);
        var others = new TrainingSet(set.Features, set.Positives, set.Ordinals) { Around = new Fields(40, seed: 1).Pool.Around(set.Ordinals.ToArray(), 3, 30) };

        Assert.Contains("needs positions", Refusal(blind), StringComparison.Ordinal);
        Assert.Contains("3 neighbours within 30 arcsec", Refusal(others), StringComparison.Ordinal);
    }

    [Fact]
    public void Around_OfOtherRowsOrWithoutTheirFeatures_IsRefused()
    {
        var fields = new Fields(40, seed: 1);
        var set = fields.Set(Small);
        var around = set.Around!;

        Assert.Throws<ArgumentException>(() => new TrainingSet(set.Features, set.Positives, set.Ordinals) { Around = fields.Set(Small, 30).Around });
        Assert.Throws<ArgumentException>(() => new TrainingSet(set.Features, set.Positives, set.Ordinals) { Around = around with { Features = around.Features[1..] } });
        Assert.Throws<ArgumentException>(() => new TrainingSet(set.Features, set.Positives, set.Ordinals)
        {
            Around = around with { Features = around.Features.ToArray().Select((value, i) => i == 8 ? float.NaN : value).ToArray() },
        });
    }

    [Fact]
    public void Train_WhenTheLossIsNoNumberAnyMore_GivesNoMember()
    {
        var refused = Assert.Throws<CheckpointException>(() => Train(new Fields(40, seed: 1), Small with { LearningRate = 1, WeightDecay = 0.999, MaximumEpochs = 3 }, spoil: true));

        Assert.Contains("not finite", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_WhatToBytesWrote_GivesTheSameMember()
    {
        var read = MemberCheckpoint.Parse(Member.ToBytes());

        Assert.Equal(Member.Shape, read.Shape);
        Assert.Equal(("field_attention", 16, 2, 1, 4, 30.0), (read.Shape.Kind, read.Shape.TokenWidth, read.Shape.Heads, read.Shape.Depth, read.Shape.Neighbours, read.Shape.RadiusArcsec));
        Assert.Equal("ours", read.Lineage.Features);
        Assert.Equal(Member.Scale.Mean, read.Scale.Mean);
        Assert.Equal(Member.ToBytes(), read.ToBytes());
    }

    [Theory]
    [InlineData("architecture", "mlp", "hiddenWidth")]
    [InlineData("architecture", "gmlp", "hiddenWidth")]
    [InlineData("tokenWidth", "15", "the heads divide the width")]
    [InlineData("tokenWidth", "8", "embedding.weight")]
    [InlineData("heads", "4", "layers.0.attention")]
    [InlineData("depth", "2", "layers.1")]
    [InlineData("radiusArcsec", "-3", "sizes are positive")]
    [InlineData("radiusArcsec", "wide", "'radiusArcsec' is no number")]
    [InlineData("neighbours", "0", "sees no neighbours")]
    public void Parse_WhenTheMetadataDisagree_RefusesNamingIt(string name, string text, string says)
    {
        var file = SafeTensors.Parse(Member.ToBytes());
        var changed = new SafeTensors(file.Tensors, new Dictionary<string, string>(file.Metadata) { [name] = text });

        Assert.Contains(says, Assert.Throws<CheckpointException>(() => MemberCheckpoint.Parse(changed.ToBytes())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_WithTheDefaults_Hold33793Numbers()
        => Assert.Equal(33_793, MemberShape.Of(256, new MemberOptions { Kind = "field_attention" }).Arrays().Sum(a => a.Shape.Aggregate(1L, (product, side) => product * side)));

    [Fact]
    public void Score_OfHeldOutSources_IsWhatTrainingSaid()
    {
        var fields = new Fields(60, seed: 5);
        var trained = Train(fields, Small with { MaximumEpochs = 5 });

        var scores = Score(fields, trained.Checkpoint)[0];

        Assert.NotEmpty(trained.Report.HeldOut);
        Assert.All(trained.Report.HeldOut, held => Assert.Equal(held.Score, scores[held.Ordinal], 1e-5));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(1000, 8)]
    [InlineData(333, 5)]
    [InlineData(64, 12)]
    public void Score_HoweverThePoolIsCut_GivesTheSameBits(int shard, int width)
    {
        var fields = new Fields(550, seed: 6);
        var options = Small with { MaximumEpochs = 1, TokenWidth = 2 * width, Neighbours = 5, RadiusArcsec = 400 };
        var member = Train(new Fields(40, seed: 1), options).Checkpoint;
        var whole = Score(fields, member, fields.Everybody)[0];

        var cut = fields.Everybody[..(shard == 1 ? 150 : fields.Everybody.Length)].Chunk(shard).SelectMany(part => Score(fields, member, part)[0]).ToArray();

        Assert.Equal(whole[..cut.Length].Select(BitConverter.SingleToInt32Bits), cut.Select(BitConverter.SingleToInt32Bits));
    }

    [Theory]
    [InlineData(1, 64, 8)]
    [InlineData(2, 64, 8)]
    [InlineData(3, 64, 8)]
    [InlineData(3, 20, 7)]
    [InlineData(4, 200, 11)]
    public void Score_InAnotherOrder_GivesEachSourceTheSameBits(int threads, int width, int neighbours)
    {
        var fields = new Fields(700, seed: 6);
        var options = new MemberOptions { Kind = "field_attention", TokenWidth = width, Neighbours = neighbours, RadiusArcsec = 400, MaximumEpochs = 1 };
        var member = Train(new Fields(40, seed: 1), options).Checkpoint;
        var order = fields.Everybody;
        new Random(4).Shuffle(order);
        var before = torch.get_num_threads();
        torch.set_num_threads(threads);
        try
        {
            var (sorted, shuffled) = (Score(fields, member, fields.Everybody)[0], Score(fields, member, order)[0]);

            Assert.All(
                order.Zip(shuffled),
                pair => Assert.InRange(
                    BitConverter.SingleToInt32Bits(sorted[pair.First]) - BitConverter.SingleToInt32Bits(pair.Second), -Products.Ulps, Products.Ulps));
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [Fact]
    public void Score_WhenANeighbourChanges_ChangesForThoseNearItAlone()
    {
        var (before, after) = (new Fields(100, seed: 8), new Fields(100, seed: 8));
        after.Change(100 + (3 * 17), feature: 9);
        var (old, now) = (Score(before, Member, before.Everybody)[0], Score(after, Member, after.Everybody)[0]);

        int[] changed = [.. before.Everybody.Where(key => old[key] != now[key])];

        Assert.Contains(17, changed);
        Assert.All(changed, key => Assert.Contains(key, new[] { 17, 100 + (3 * 17), 101 + (3 * 17), 102 + (3 * 17) }));
    }

    [Fact]
    public void Score_OfSourcesWithoutFeaturesOrPositions_IsNoNumberOrThatOfASourceAlone()
    {
        var fields = new Fields(30, seed: 9);
        fields.Change(4, feature: float.NaN);
        fields.Change(5, position: new SkyPosition(200, 60));
        var pool = new FieldPool(
            new FieldSky([.. Enumerable.Range(0, 120).Select(key => key == 5 || key == 6 ? (SkyPosition?)null : new SkyPosition(10 + key, 0))]),
            Fields.Dimensions,
            (key, row) => fields.Pool.Gather([key]).CopyTo(row));
        using var scorer = new FieldScorer([Member]);
        var scores = new float[30];

        scorer.Score(pool, [.. Enumerable.Range(0, 30)], [scores]);

        Assert.Equal([4], Enumerable.Range(0, 30).Where(key => !float.IsFinite(scores[key])));
        Assert.Equal(scores[5], Score(fields, Member)[0][5], 1e-6);
    }

    [Fact]
    public void Score_ByTwoMembersAtOnce_IsThatOfEach()
    {
        var fields = new Fields(50, seed: 2);
        var other = Train(fields, Small with { MaximumEpochs = 2, TokenWidth = 8, Seed = 3 }).Checkpoint;

        var both = Score(fields, null, Member, other);

        Assert.Equal(Score(fields, Member)[0], both[0]);
        Assert.Equal(Score(fields, other)[0], both[1]);
    }

    [Fact]
    public void Create_OfMembersThatSeeDifferentThings_IsRefused()
    {
        var fields = new Fields(40, seed: 1);
        var plain = Train(fields, Small with { Kind = "mlp", MaximumEpochs = 1 }).Checkpoint;
        var wider = Train(fields, Small with { RadiusArcsec = 40, MaximumEpochs = 1 }).Checkpoint;

        Assert.Throws<ArgumentException>(() => new FieldScorer([]));
        Assert.Throws<ArgumentException>(() => new FieldScorer([plain]));
        Assert.Throws<ArgumentException>(() => new FieldScorer([Member, wider]));
        Assert.Throws<ArgumentException>(() => new MemberScorer([Member]));
        using var scorer = new FieldScorer([Member]);
        Assert.Throws<ArgumentException>(() => scorer.Score(new FieldPool(new FieldSky([]), 5, (_, _) => { }), [], [Array.Empty<float>()]));
    }

    [Fact]
    public void TrainAndScore_ManyTimes_KeepTheCountOfLiveTensors()
    {
        var fields = new Fields(40, seed: 1);
        _ = Score(fields, Train(fields, Small with { MaximumEpochs = 2 }).Checkpoint);

        var left = LiveTensors.LeftBy(
            () =>
            {
                for (var seed = 0; seed < 3; seed++)
                {
                    _ = Score(fields, Train(fields, Small with { MaximumEpochs = 2, Seed = seed }).Checkpoint);
                }
            },
            () => Blobs.MakeNetworks(6, Small, fields.Set(Small).Dimensions));

        Assert.Equal(0, left);
    }

    private static TrainedMember Train(
        Fields fields, MemberOptions options, MemberCheckpoint? parent = null, TrainingBreaks? breaks = null, bool spoil = false)
    {
        var set = fields.Set(options);
        var huge = set.Features.ToArray().Select(value => value * 1e30f).ToArray();
        return new MemberTrainer(TimeProvider.System).Train(
            spoil ? new TrainingSet(huge, set.Positives, set.Ordinals, pool: Unit) { Around = set.Around } : set, options, Fresh, parent, breaks: breaks);
    }

    private static FeatureScale Unit => new(new float[Fields.Dimensions], [.. Enumerable.Repeat(1f, Fields.Dimensions)]);

    private static string Refusal(TrainingSet set)
        => Assert.Throws<ArgumentException>(() => new MemberTrainer(TimeProvider.System).Train(set, Small, Fresh)).Message;

    private static float[][] Score(Fields fields, MemberCheckpoint member, int[]? sources = null) => Score(fields, sources, member);

    private static float[][] Score(Fields fields, int[]? sources, params MemberCheckpoint[] members)
    {
        sources ??= [.. Enumerable.Range(0, fields.Count)];
        using var scorer = new FieldScorer(members);
        var scores = members.Select(_ => new float[sources.Length]).ToArray();
        scorer.Score(fields.Pool, sources, [.. scores.Select(column => column.AsMemory())]);
        return scores;
    }

    private static double Auc(float[] scores, Fields fields)
        => BinaryMetrics.RocAuc([.. scores.Select(score => (double)score)], fields.Positives);
}
