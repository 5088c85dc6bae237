using LensGrains.Api.Answers;
using LensGrains.Api.Remarks;
using LensGrains.Core.Labeling;

namespace LensGrains.Api.Sources;

/// <summary>One source in a listing, with the verdict that holds: who gave it, and when.</summary>
internal record SourceRowMessage(
    string SourceId,
    string Name,
    string ImageUrl,
    double? Score,
    double? Uncertainty,
    string? Label,
    bool Unsure,
    bool Known,
    string? Grade,
    IReadOnlyList<string> Flags,
    Verdict? Verdict = null,
    string? VerdictBy = null,
    DateTimeOffset? VerdictAt = null)
{
    public static CsvLayout<SourceRowMessage> Csv { get; } = new(
        ("sourceId", s => s.SourceId),
        ("name", s => s.Name),
        ("score", s => s.Score is { } score ? (float)score : null),
        ("uncertainty", s => s.Uncertainty is { } uncertainty ? (float)uncertainty : null),
        ("label", s => s.Label),
        ("unsure", s => s.Unsure),
        ("known", s => s.Known),
        ("grade", s => s.Grade),
        ("flags", s => FlagText.Of(s.Flags)),
        ("verdict", s => s.Verdict));
}

/// <summary>Something that happened to a source.</summary>
internal sealed record SourceEventMessage(DateTimeOffset At, string Annotator, string Kind, string? Label, bool Unsure, string? Comment, Verdict? Verdict = null);

internal sealed record MemberScoreMessage(int Serial, double Score);

/// <summary>One source with everything that is known of it.</summary>
internal sealed record SourceMessage(
    string SourceId,
    string Name,
    string ImageUrl,
    double? Score,
    double? Uncertainty,
    string? Label,
    bool Unsure,
    bool Known,
    string? Grade,
    IReadOnlyList<string> Flags,
    int? Rank,
    double? RaDeg,
    double? DecDeg,
    IReadOnlyList<string> Bands,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<MemberScoreMessage> MemberScores,
    IReadOnlyList<SourceEventMessage> History,
    IReadOnlyList<RemarkMessage> Remarks,
    Verdict? Verdict = null,
    string? VerdictBy = null,
    DateTimeOffset? VerdictAt = null)
    : SourceRowMessage(SourceId, Name, ImageUrl, Score, Uncertainty, Label, Unsure, Known, Grade, Flags, Verdict, VerdictBy, VerdictAt);
