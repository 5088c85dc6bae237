using System.Text.Json.Serialization;
using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Journaling;

namespace LensGrains.Core.Labeling;

/// <summary>What can happen in one annotator's session. The journal of these is the truth about labels.</summary>
public abstract record SessionEvent(DateTimeOffset At);

/// <summary>An event that changes what the annotator says; <see cref="Values"/> are the values after it.</summary>
public abstract record LabelEvent(DateTimeOffset At) : SessionEvent(At)
{
    /// <summary>The annotator's values after this event, for the sources it touches.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<Judgement> Values { get; }

    /// <summary>Votes, imports and adjudications are kept apart.</summary>
    [JsonIgnore]
    public abstract LabelKind Kind { get; }
}

/// <summary>A page was shown.</summary>
/// <param name="Page">The page.</param>
/// <param name="Operation">The client's name for the request.</param>
/// <param name="Round">The round it was dealt from.</param>
/// <param name="Tiles">What is on it.</param>
/// <param name="ExpiresAt">When its lease ends.</param>
/// <param name="At">When.</param>
/// <param name="BodyHash">Hash of the request; null where it was not kept, and then any request under the same name is a repeat.</param>
public sealed record PageOpened(
    PageId Page,
    OperationId? Operation,
    int Round,
    IReadOnlyList<Tile> Tiles,
    DateTimeOffset ExpiresAt,
    DateTimeOffset At,
    string? BodyHash = null) : SessionEvent(At);

/// <summary>The annotator keeps the page for longer.</summary>
public sealed record PageRenewed(PageId Page, DateTimeOffset ExpiresAt, DateTimeOffset At) : SessionEvent(At);

/// <summary>The annotator gave the page back.</summary>
public sealed record PageReleased(PageId Page, DateTimeOffset At) : SessionEvent(At);

/// <summary>Labels for a page, in time or late.</summary>
public sealed record PageSubmitted(
    PageId Page, OperationId Operation, string BodyHash, SubmitOutcome Outcome, IReadOnlyList<Judgement> Judgements, DateTimeOffset At)
    : LabelEvent(At)
{
    [JsonIgnore]
    public override IReadOnlyList<Judgement> Values => Judgements;

    [JsonIgnore]
    public override LabelKind Kind => LabelKind.Label;
}

/// <summary>Labels without a page: relabelling, programs, imports, adjudications, verdicts.</summary>
public sealed record LabelsGiven(
    OperationId Operation, string BodyHash, LabelKind GivenAs, IReadOnlyList<Judgement> Judgements, DateTimeOffset At) : LabelEvent(At)
{
    [JsonIgnore]
    public override IReadOnlyList<Judgement> Values => Judgements;

    [JsonIgnore]
    public override LabelKind Kind => GivenAs;
}

/// <summary>Submissions were taken back, or (<paramref name="Back"/> false) a taking back was itself undone.</summary>
/// <param name="Operation">The client's name for this undo.</param>
/// <param name="BodyHash">Hash of the request.</param>
/// <param name="Targets">The submissions whose effect changes.</param>
/// <param name="Back">True where they are taken back, false where they count again.</param>
/// <param name="TakenAs">Votes, adjudications or verdicts: the kind of the targets.</param>
/// <param name="Restored">The values that hold after it.</param>
/// <param name="Reopened">The page that is open again, if there is one.</param>
/// <param name="ExpiresAt">When the reopened page's lease ends.</param>
/// <param name="At">When.</param>
/// <param name="Gone">Sources that others have got since the page was first open, and that are no longer on it.</param>
/// <param name="Added">Tiles that it got in their place.</param>
public sealed record SubmissionsSwitched(
    OperationId Operation,
    string BodyHash,
    IReadOnlyList<OperationId> Targets,
    bool Back,
    LabelKind TakenAs,
    IReadOnlyList<Judgement> Restored,
    PageId? Reopened,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset At,
    IReadOnlyList<Ordinal>? Gone = null,
    IReadOnlyList<Tile>? Added = null) : LabelEvent(At)
{
    [JsonIgnore]
    public override IReadOnlyList<Judgement> Values => Restored;

    [JsonIgnore]
    public override LabelKind Kind => TakenAs;
}

/// <summary>The layouts of the session journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(PageOpened))]
[JsonSerializable(typeof(PageRenewed))]
[JsonSerializable(typeof(PageReleased))]
[JsonSerializable(typeof(PageSubmitted))]
[JsonSerializable(typeof(LabelsGiven))]
[JsonSerializable(typeof(SubmissionsSwitched))]
public sealed partial class SessionJson : JsonSerializerContext;

/// <summary>The session journal's names and versions.</summary>
public static class SessionJournal
{
    public static JournalCodec<SessionEvent> Codec { get; } = new JournalCodec<SessionEvent>()
        .Add("page-opened", SessionJson.Default.PageOpened)
        .Add("page-renewed", SessionJson.Default.PageRenewed)
        .Add("page-released", SessionJson.Default.PageReleased)
        .Add("page-submitted", SessionJson.Default.PageSubmitted)
        .Add("labels-given", SessionJson.Default.LabelsGiven)
        .Add("submissions-switched", SessionJson.Default.SubmissionsSwitched);

    /// <summary>The name of an annotator's journal in a campaign.</summary>
    public static string NameFor(CampaignId campaign, AnnotatorId annotator) => $"session/{campaign.Value}/{annotator.Value}";
}
