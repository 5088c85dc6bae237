using System.Text.Json.Serialization;
using LensGrains.Core.Ids;
using LensGrains.Core.Journaling;

namespace LensGrains.Core.Dealing;

/// <summary>What can happen to leases.</summary>
public abstract record DealerEvent;

/// <summary>Sources were handed to a session; nobody else gets them before the page is settled.</summary>
public sealed record PageDealt(
    PageId Page, AnnotatorId Annotator, int Round, IReadOnlyList<Tile> Tiles, DateTimeOffset ExpiresAt) : DealerEvent;

/// <summary>A lease was prolonged.</summary>
public sealed record LeaseProlonged(PageId Page, DateTimeOffset ExpiresAt) : DealerEvent;

/// <summary>A page came to its end: what was labelled or skipped on it; everything else is free again.</summary>
public sealed record PageSettled(PageId Page, IReadOnlyList<Ordinal> Labelled, IReadOnlyList<Ordinal> Skipped) : DealerEvent;

/// <summary>A submission is about to be taken back and its page opened again; its sources are leased to the same session once more.</summary>
/// <param name="Page">The page.</param>
/// <param name="Annotator">Whose page it is.</param>
/// <param name="Round">The round it was dealt from.</param>
/// <param name="Tiles">The tiles that nobody else has got meanwhile, and others in the place of those that are gone.</param>
/// <param name="ExpiresAt">When the lease ends.</param>
/// <param name="Since">The position that the undo will have in the session's journal, or a lower one; what was settled before it is over.</param>
public sealed record PageReopened(
    PageId Page, AnnotatorId Annotator, int Round, IReadOnlyList<Tile> Tiles, DateTimeOffset ExpiresAt, long Since) : DealerEvent;

/// <summary>Labels are about to be taken back; their sources may be dealt again.</summary>
public sealed record SourcesFreed(AnnotatorId Annotator, IReadOnlyList<Ordinal> Sources) : DealerEvent;

/// <summary>The layouts of the dealer's journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(PageDealt))]
[JsonSerializable(typeof(LeaseProlonged))]
[JsonSerializable(typeof(PageSettled))]
[JsonSerializable(typeof(PageReopened))]
[JsonSerializable(typeof(SourcesFreed))]
public sealed partial class DealerJson : JsonSerializerContext;

/// <summary>The dealer journal's names and versions.</summary>
public static class DealerJournal
{
    public static JournalCodec<DealerEvent> Codec { get; } = new JournalCodec<DealerEvent>()
        .Add("page-dealt", DealerJson.Default.PageDealt)
        .Add("lease-prolonged", DealerJson.Default.LeaseProlonged)
        .Add("page-settled", DealerJson.Default.PageSettled)
        .Add("page-reopened", DealerJson.Default.PageReopened)
        .Add("sources-freed", DealerJson.Default.SourcesFreed);

    public static string NameFor(CampaignId campaign) => $"dealer/{campaign.Value}";
}
