using LensGrains.Api.Answers;
using LensGrains.Api.Pages;
using LensGrains.Api.Remarks;
using LensGrains.Core.Labeling;

namespace LensGrains.Api.Labels;

/// <summary>Labels without a page: relabelling, programs, imports, adjudications.</summary>
internal sealed record SubmitLabelsMessage
{
    public string? OperationId { get; init; }

    public IReadOnlyList<TileAnswerMessage>? Labels { get; init; }

    public LabelKind? Kind { get; init; }
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
internal sealed record VoteMessage(string Annotator, string Kind, string? Label, bool Unsure, bool Skip, string? Comment, DateTimeOffset At);

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
    IReadOnlyList<VoteMessage> Values)
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
        ("flags", l => FlagText.Of(l.Flags)));
}
