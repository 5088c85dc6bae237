using System.Text.Json;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Embeddings;

/// <summary>Recorded reference values of <c>tests/oracles/learning/embeddings.py</c>.</summary>
internal sealed record EmbeddingOracle(
    double Temperature, LossCase Contrastive, LossCase Bootstrap, LossCase Distillation, ComponentsCase[] Components, SpreadCase Spread, HeadCase Head)
{
    private static readonly Lazy<EmbeddingOracle> Recorded = new(() => JsonSerializer.Deserialize<EmbeddingOracle>(
        File.ReadAllBytes(Path.Combine(TestFiles.Root, "tests", "oracles", "learning", "embeddings.json")), JsonSerializerOptions.Web)!);

    public static EmbeddingOracle Read() => Recorded.Value;
}

internal sealed record LossCase(double[] First, double[] Second, double Loss, double[] Gradient);

internal sealed record ComponentsCase(bool Standardise, bool Whiten, float[] Vectors, double[] Variance, double Share, double[] Projected);

internal sealed record SpreadCase(float[] Vectors, double Deviation, double Rank);

internal sealed record HeadCase(float[] Vectors, bool[] Positives, double Ridge, double[] Weights, double[] LogOdds);
