using LensGrains.Learning.Embeddings;

namespace LensGrains.Learning.Tests.Embeddings;

public sealed class LogisticHeadTests
{
    [Fact]
    public void Fit_OfRecordedRows_EqualsScikitLearn()
    {
        var recorded = EmbeddingOracle.Read().Head;
        var rows = Enumerable.Range(0, recorded.Positives.Length).ToArray();

        var head = LogisticHead.Fit(recorded.Vectors, 4, recorded.Positives, rows, recorded.Ridge);

        Assert.All(recorded.Weights.Zip(head.Weights), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.All(recorded.LogOdds.Zip(head.Score(recorded.Vectors, rows)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void Fit_OfClassesThatAreParted_EndsWithFiniteWeights()
    {
        var head = LogisticHead.Fit([0, 1, 2, 10, 11, 12], 1, [false, false, false, true, true, true], [0, 1, 2, 3, 4, 5], 0.01);

        Assert.All(head.Weights, weight => Assert.True(double.IsFinite(weight)));
        Assert.True(head.Score([5, 7], [0])[0] < 0 && head.Score([5, 7], [1])[0] > 0);
    }

    [Fact]
    public void Auroc_OfInformativeAndOfEmptyVectors_TellsThemApart()
    {
        var random = new Random(5);
        var positives = Enumerable.Range(0, 200).Select(row => row % 4 == 0).ToArray();
        var informative = positives.SelectMany(p => new[] { (float)random.NextDouble() + (p ? 0.7f : 0), (float)random.NextDouble() }).ToArray();
        var empty = positives.SelectMany(_ => new[] { (float)random.NextDouble(), (float)random.NextDouble() }).ToArray();

        Assert.InRange(EmbeddingMeasure.Auroc(informative, 2, positives)!.Value, 0.85, 1);
        Assert.InRange(EmbeddingMeasure.Auroc(empty, 2, positives)!.Value, 0.35, 0.65);
        Assert.Null(EmbeddingMeasure.Auroc(empty, 2, [.. positives.Select((_, row) => row < 3)]));
        Assert.NotEqual(EmbeddingMeasure.Auroc(informative, 2, positives, seed: 1), EmbeddingMeasure.Auroc(informative, 2, positives, seed: 2));
    }
}
