using System.Text.Json.Serialization;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Rounds;

/// <summary>
/// The index of a round's files, written once, after the round's state has named them and before the campaign's pointer moves.
/// Pools and the API read scores through it.
/// </summary>
public sealed record PublishedRound(int Number, int Attempt, double? Threshold, IReadOnlyList<ShardScores> Scores, string Plots, int Positives)
{
    public static string PathFor(CampaignId campaign, int number) => $"campaigns/{campaign.Value}/rounds/{number}/published.json";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PublishedRound))]
public sealed partial class PublishedRoundJson : JsonSerializerContext;
