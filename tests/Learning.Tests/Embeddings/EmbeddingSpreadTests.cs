using LensGrains.Learning.Embeddings;

namespace LensGrains.Learning.Tests.Embeddings;

public sealed class EmbeddingSpreadTests
{
    [Fact]
    public void Of_RecordedVectors_EqualsTheSingularValues()
    {
        var recorded = EmbeddingOracle.Read().Spread;

        var spread = EmbeddingSpread.Of(recorded.Vectors, 5);

        Assert.Equal(recorded.Deviation, spread.Deviation, 1e-6);
        Assert.Equal(recorded.Rank, spread.EffectiveRank, 1e-5);
        Assert.False(spread.IsCollapsed);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-4f)]
    [InlineData(float.NaN)]
    public void Of_VectorsThatAreNearlyOne_IsCollapsed(float difference)
        => Assert.True(EmbeddingSpread.Of([1, 2, 3, 1, 2 + difference, 3, 1, 2, 3 + difference], 3).IsCollapsed);

    [Fact]
    public void Of_VectorsAlongOneLine_IsCollapsedThoughTheyDiffer()
        => Assert.True(EmbeddingSpread.Of([1, 0, -1, 0, 1, 0, -2, 0], 2).IsCollapsed);
}
