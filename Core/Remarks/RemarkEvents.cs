using System.Text.Json.Serialization;
using LensGrains.Core.Ids;
using LensGrains.Core.Journaling;

namespace LensGrains.Core.Remarks;

/// <summary>What can happen to the remarks of a campaign.</summary>
public abstract record RemarkEvent;

/// <summary>Somebody noted something about a source.</summary>
public sealed record SourceRemarked(Ordinal Source, string BodyHash, Remark Remark) : RemarkEvent;

/// <summary>The layouts of the remarks' journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SourceRemarked))]
public sealed partial class RemarkJson : JsonSerializerContext;

/// <summary>The names and versions in the remarks' journal.</summary>
public static class RemarkJournal
{
    public static JournalCodec<RemarkEvent> Codec { get; } = new JournalCodec<RemarkEvent>()
        .Add("source-remarked", RemarkJson.Default.SourceRemarked);

    /// <summary>The name of a campaign's remarks' journal.</summary>
    public static string NameFor(CampaignId campaign) => $"remarks/{campaign.Value}";
}
