using System.Text.Json.Serialization;
using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces.Members;

namespace LensGrains.Grains.Members;

/// <summary>A source that the member never trained on, with its score.</summary>
public sealed record HeldOutSource(Ordinal Source, bool Positive, float Score);

/// <summary>How a member's training went, as it stands beside its checkpoint.</summary>
public sealed record MemberReport(
    int Serial, string ManifestHash, string? StartedFrom, IReadOnlyList<EpochLoss> Losses, int BestEpoch, string Stop, double Seconds, IReadOnlyList<HeldOutSource> HeldOut)
{
    /// <summary>Labelled sources whose image could not be read; null: none.</summary>
    public IReadOnlyList<int>? Unread { get; init; }

    /// <summary>Most samples that went through the network at once, where memory was too short for the batch.</summary>
    public int? SamplesAtOnce { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MemberReport))]
public sealed partial class MemberReportJson : JsonSerializerContext;
