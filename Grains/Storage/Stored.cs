using System.Text.Json.Serialization;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Catalogs;
using LensGrains.Grains.Members;

namespace LensGrains.Grains.Storage;

/// <summary>A grain's state, or null before there is any.</summary>
[GenerateSerializer, Alias("stored")]
public sealed record Stored<T>
    where T : class
{
    [Id(0)] public T? Value { get; set; }
}

/// <summary>How grain states are written, in both lanes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Stored<CampaignState>))]
[JsonSerializable(typeof(Stored<RoundState>))]
[JsonSerializable(typeof(Stored<MemberState>))]
[JsonSerializable(typeof(Stored<CatalogJobs>))]
public sealed partial class GrainStateJson : JsonSerializerContext;
