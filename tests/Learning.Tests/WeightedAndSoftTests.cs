using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;
using LensGrains.Learning.Members;
using LensGrains.Learning.Scoring;

namespace LensGrains.Learning.Tests;

/// <summary>What weights, soft targets and label smoothing do to a training.</summary>
public sealed class WeightedAndSoftTests
{
    private static readonly MemberLineage Fresh = new(null, "manifest", 1);

    private static readonly MemberOptions Plain = new()
    {
        HiddenWidth = 32, MaximumEpochs = 150, EpochsWithoutHeldOut = 150, HeldOutFraction = 0, Seed = 7, Dropout = 0, Bootstrap = false, LearningRate = 1e-2,
    };

    [Fact]
    public void Draw_WithAShareOfHardNegatives_DrawsThemThatOften()
    {
        Example[] examples = [.. Enumerable.Range(0, 220).Select(i => new Example(new Ordinal(i), Positive: i < 20, Known: false))];
        var mined = new HardNegatives(1, [.. Enumerable.Range(100, 10).Select(i => new Ordinal(i))]);
        var weighed = ExampleWeights.Weighed(examples, new CampaignPolicy { HardNegativeShare = 0.4 }, mined);
        var rows = new LabelledRows(
            examples.Select(e => e.Positive).ToArray(), examples.Select(e => e.Source.Value).ToArray(), weighed.Select(e => (float)(e.Weight ?? 1)).ToArray());

        var drawn = new long[100_000];
        new BatchSampler(rows, [.. Enumerable.Range(0, 220)], seed: 3, Drawing.Plain).Draw(drawn);

        Assert.Equal(0.5, drawn.Count(row => row < 20) / 1e5, 0.01);
        Assert.Equal(0.4, drawn.Count(row => row is >= 100 and < 110) / (double)drawn.Count(row => row >= 20), 0.01);
    }

    [Fact]
    public void Train_WithSoftTargets_ScoresTowardsThem()
    {
        // Three clumps: lenses, others, and sources of which three of four say lens. Both classes are drawn equally often.
        var random = new Random(4);
        var clump = Enumerable.Range(0, 300).Select(i => i % 3).ToArray();
        var features = clump.SelectMany(c => new[] { c == 0 ? 3f : 0, c == 1 ? 3f : 0 }.Select(x => x + (0.2f * (float)random.NextDouble()))).ToArray();
        var positives = clump.Select(c => c != 1).ToArray();
        var targets = clump.Select(c => c switch { 0 => 1f, 1 => 0f, _ => 0.75f }).ToArray();
        var set = new TrainingSet(features, positives, Enumerable.Range(0, 300).ToArray(), targets: targets);

        var scores = Score(set, Plain);

        Assert.Equal(0.75, clump.Zip(scores).Where(c => c.First == 2).Average(c => c.Second), 0.03);
        Assert.True(clump.Zip(scores).Where(c => c.First == 0).Average(c => c.Second) > 0.97);
    }

    [Fact]
    public void Train_WithLabelSmoothing_KeepsScoresOffTheEnds()
    {
        var set = Blobs.Set(60, 120);

        var plain = Score(set, Plain);
        var smoothed = Score(set, Plain with { LabelSmoothing = 0.2 });

        Assert.True(plain.Max() > 0.99f && plain.Min() < 0.01f);
        Assert.Equal(0.9, Mean(set, smoothed, positive: true), 0.04);
        Assert.Equal(0.1, Mean(set, smoothed, positive: false), 0.04);
    }

    private static double Mean(TrainingSet set, float[] scores, bool positive)
        => scores.Where((_, row) => set.Positives.Span[row] == positive).Average();

    private static float[] Score(TrainingSet set, MemberOptions options)
    {
        var trained = new MemberTrainer(TimeProvider.System).Train(set, options, Fresh);
        using var scorer = new MemberScorer([trained.Checkpoint]);
        var scores = new float[set.Count];
        scorer.Score(Halves(set), [scores], CancellationToken.None);
        return scores;
    }

    private static Half[] Halves(TrainingSet set) => set.Features.ToArray().Select(value => (Half)value).ToArray();
}
