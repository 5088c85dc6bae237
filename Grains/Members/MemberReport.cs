using System.Text.Json.Serialization;
using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces.Members;

namespace LensGrains.Grains.Members;

/// <summary>A source that the member never trained on, with its score.</summary>
public sealed record HeldOutSource(Ordinal Source, bool Positive, float Score);

/// <summary>How a member's training went, as it stands beside its checkpoint.</summary>
public sealed record MemberReport(
    int Serial, string ManifestHash, string? StartedFrom, IReadOnlyList<EpochLoss> Losses, int BestEpoch, string Stop, double Seconds, IReadOnlyList<HeldOutSource> HeldOut);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MemberReport))]
public sealed partial class MemberReportJson : JsonSerializerContext;
