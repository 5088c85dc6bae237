using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Embeddings;

namespace LensGrains.Learning.Tests.Embeddings;

public sealed class PrincipalComponentsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fit_InUnevenBlocks_EqualsScikitLearn(int number)
    {
        var recorded = EmbeddingOracle.Read().Components[number];
        var moments = new Moments(6);
        foreach (var (start, end) in new[] { (0, 7), (7, 7), (7, 8), (8, 60) })
        {
            moments.Add(recorded.Vectors.AsSpan(start * 6, (end - start) * 6));
        }

        var components = moments.Fit(new PcaOptions { Components = 4, Standardise = recorded.Standardise, Whiten = recorded.Whiten });

        var projected = new float[60 * 4];
        components.Project(recorded.Vectors, projected);
        Assert.Equal(60, moments.Count);
        Assert.All(recorded.Variance.Zip(components.Variance), pair => Assert.Equal(pair.First, pair.Second, 1e-9 * recorded.Variance[0]));
        Assert.Equal(recorded.Share, components.ExplainedShare, 1e-9);
        Assert.All(recorded.Projected.Zip(projected), pair => Assert.Equal(pair.First, pair.Second, 2e-5));
    }

    [Fact]
    public void Fit_WithAShareOfTheVariance_KeepsNoMoreAxesThanItTakes()
    {
        var moments = new Moments(6);
        moments.Add(EmbeddingOracle.Read().Components[0].Vectors);
        var all = moments.Fit(new PcaOptions { Standardise = false });

        var some = moments.Fit(new PcaOptions { Standardise = false, ExplainedShare = (all.Variance[0] + (all.Variance[1] / 2)) / all.TotalVariance });

        Assert.Equal(6, all.Components);
        Assert.Equal(1, all.ExplainedShare, 1e-12);
        Assert.Equal(2, some.Components);
    }

    [Fact]
    public void Fit_OfVectorsOfLowerRank_LeavesEmptyAxesOut()
    {
        var moments = new Moments(3);
        moments.Add(Enumerable.Range(0, 20).SelectMany(i => new float[] { i, 2 * i, 5 }).ToArray());

        var components = moments.Fit(new PcaOptions { Whiten = true });

        Assert.Equal(1, components.Components);
        var projected = new float[1];
        components.Project([0, 0, 5], projected);
        Assert.Equal(-9.5 / Math.Sqrt(35), projected[0], 1e-5);
    }

    [Fact]
    public void Fit_OfVectorsThatAreAllTheSame_SaysSo()
    {
        var moments = new Moments(2);
        moments.Add([1f, 2, 1, 2, 1, 2]);

        Assert.Throws<InvalidOperationException>(() => moments.Fit(new PcaOptions()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Moments(Moments.MostDimensions + 1));
        Assert.Throws<ArgumentException>(() => moments.Fit(new PcaOptions { ExplainedShare = 0 }));
    }

    [Fact]
    public void Projection_ThroughItsFile_GivesTheSameVectors()
    {
        var vectors = EmbeddingOracle.Read().Components[3].Vectors;
        var moments = new Moments(6);
        moments.Add(vectors);
        var projection = new EmbeddingProjection(moments.Fit(new PcaOptions { Components = 3 }), IsUnit: true);

        var read = EmbeddingProjection.Parse(projection.ToBytes());

        var applied = projection.Apply(vectors, 6);
        Assert.Equal(applied, read.Apply(vectors, 6));
        Assert.Equal(3, read.Width(6));
        Assert.All(applied.Chunk(3), row => Assert.Equal(1, row.Sum(value => value * value), 1e-5));
        Assert.Throws<ArgumentException>(() => read.Apply(vectors, 5));
        Assert.Throws<CheckpointException>(() => EmbeddingProjection.Parse(projection.ToBytes().AsMemory()[..^4]));
    }

    [Fact]
    public void Projection_WithoutComponents_LeavesVectorsAlone()
    {
        var read = EmbeddingProjection.Parse(new EmbeddingProjection(null, IsUnit: false).ToBytes());

        Assert.Equal([3f, 4f], read.Apply([3f, 4f], 2));
        Assert.Equal([0.6f, 0.8f, 0, 0], new EmbeddingProjection(null, IsUnit: true).Apply([3f, 4f, 0, 0], 2));
    }
}
