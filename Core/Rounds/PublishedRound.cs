using System.Text.Json.Serialization;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Rounds;

/// <summary>
/// The index of a round's files, written once, after the round's state has named them and before the campaign's pointer moves.
/// Pools and the API read scores through it.
/// </summary>
/// <param name="Number">The round.</param>
/// <param name="Attempt">The attempt whose files these are.</param>
/// <param name="Threshold">The dividing threshold, or null.</param>
/// <param name="Scores">Scores by shard.</param>
/// <param name="Plots">File with the data of its plots.</param>
/// <param name="Positives">Positives in its manifest.</param>
/// <param name="Examples">File of its examples; null in rounds of earlier versions.</param>
public sealed record PublishedRound(
    int Number, int Attempt, double? Threshold, IReadOnlyList<ShardScores> Scores, string Plots, int Positives, string? Examples = null)
{
    public static string PathFor(CampaignId campaign, int number) => $"campaigns/{campaign.Value}/rounds/{number}/published.json";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PublishedRound))]
public sealed partial class PublishedRoundJson : JsonSerializerContext;
