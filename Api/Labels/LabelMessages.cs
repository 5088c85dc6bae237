using LensGrains.Api.Answers;
using LensGrains.Api.Pages;
using LensGrains.Api.Remarks;
using LensGrains.Core.Labeling;

namespace LensGrains.Api.Labels;

/// <summary>Labels without a page: relabelling, programs, imports, adjudications, verdicts.</summary>
internal sealed record SubmitLabelsMessage
{
    public string? OperationId { get; init; }

    public IReadOnlyList<GivenLabelMessage>? Labels { get; init; }

    public LabelKind? Kind { get; init; }

    /// <summary>Where the labels come from; left out: a person, or for an import what the data set's card says.</summary>
    public LabelOrigin? Origin { get; init; }

    /// <summary>The data set that imported labels belong to, by the id of its card.</summary>
    public string? DataSet { get; init; }
}

/// <summary>A label, doubt or skip; or, as kind verdict, a verdict alone.</summary>
internal sealed record GivenLabelMessage : TileAnswerMessage
{
    /// <summary>What a closer look came to; none takes back one's own verdict.</summary>
    public VerdictWord? Verdict { get; init; }
}

/// <summary>A verdict, as the page words it.</summary>
internal enum VerdictWord
{
    Confirmed,
    Interesting,
    FalsePositive,
    Normal,

    /// <summary>No verdict any more.</summary>
    None,
}

/// <summary>Takes back a submission; left out: the last one that still counts.</summary>
internal sealed record UndoMessage
{
    public string? OperationId { get; init; }

    public string? Target { get; init; }
}

/// <summary>What was taken back, and its page, which is open again.</summary>
internal sealed record UndoAnswerMessage(string OperationId, string Undone, PageMessage? Page);

/// <summary>What one annotator says of a source now.</summary>
internal sealed record VoteMessage(
    string Annotator,
    string Kind,
    string? Label,
    bool Unsure,
    bool Skip,
    string? Comment,
    DateTimeOffset At,
    Verdict? Verdict = null,
    LabelOrigin? Origin = null,
    string? DataSet = null)
{
    public static VoteMessage Of(Saying said) => new(
        said.Annotator.Value, said.Event, said.Value.Label, said.Value.Unsure, said.Value.Skip, said.Value.Comment, said.At, said.Value.Verdict,
        said.Value.Origin, said.Value.DataSet);
}

/// <summary>What the journals say of one source.</summary>
/// <param name="SourceId">The source.</param>
/// <param name="Name">What its users call it.</param>
/// <param name="Label">The class agreed on; null where votes tie or there is no label.</param>
/// <param name="Unsure">The label is doubted, or a doubt is all there is.</param>
/// <param name="Skipped">Passed over and not labelled.</param>
/// <param name="Votes">Annotators with a label on it.</param>
/// <param name="Agreeing">Those of them whose label is the one agreed on.</param>
/// <param name="Adjudicated">A decision outranks the votes.</param>
/// <param name="Annotator">Who spoke last.</param>
/// <param name="LabelledAt">When that was.</param>
/// <param name="Comment">The last comment.</param>
/// <param name="Grade">The grade that people gave last.</param>
/// <param name="Flags">The flags that are on it.</param>
/// <param name="Values">Every annotator's current value.</param>
/// <param name="Verdict">The verdict that holds: the newest.</param>
/// <param name="VerdictBy">Who gave it.</param>
/// <param name="VerdictAt">When.</param>
internal sealed record LabelMessage(
    string SourceId,
    string Name,
    string? Label,
    bool Unsure,
    bool Skipped,
    int Votes,
    int Agreeing,
    bool Adjudicated,
    string Annotator,
    DateTimeOffset LabelledAt,
    string? Comment,
    string? Grade,
    IReadOnlyList<string> Flags,
    IReadOnlyList<VoteMessage> Values,
    Verdict? Verdict = null,
    string? VerdictBy = null,
    DateTimeOffset? VerdictAt = null)
{
    public static CsvLayout<LabelMessage> Csv { get; } = new(
        ("sourceId", l => l.SourceId),
        ("name", l => l.Name),
        ("label", l => l.Label),
        ("unsure", l => l.Unsure),
        ("skipped", l => l.Skipped),
        ("votes", l => l.Votes),
        ("agreeing", l => l.Agreeing),
        ("adjudicated", l => l.Adjudicated),
        ("annotator", l => l.Annotator),
        ("labelledAt", l => l.LabelledAt),
        ("comment", l => l.Comment),
        ("grade", l => l.Grade),
        ("flags", l => FlagText.Of(l.Flags)),
        ("verdict", l => l.Verdict),
        ("verdictBy", l => l.VerdictBy),
        ("verdictAt", l => l.VerdictAt));
}
