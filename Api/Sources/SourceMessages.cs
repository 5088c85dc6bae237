using LensGrains.Api.Answers;
using LensGrains.Api.Remarks;

namespace LensGrains.Api.Sources;

/// <summary>One source in a listing.</summary>
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
    IReadOnlyList<string> Flags)
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
        ("flags", s => FlagText.Of(s.Flags)));
}

/// <summary>Something that happened to a source.</summary>
internal sealed record SourceEventMessage(DateTimeOffset At, string Annotator, string Kind, string? Label, bool Unsure, string? Comment);

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
    IReadOnlyList<RemarkMessage> Remarks)
    : SourceRowMessage(SourceId, Name, ImageUrl, Score, Uncertainty, Label, Unsure, Known, Grade, Flags);
