using LensGrains.Api.Answers;
using LensGrains.Core.Remarks;

namespace LensGrains.Api.Remarks;

/// <summary>Notes something about a source beside its label; at least one of the four.</summary>
internal sealed record AddRemarkMessage
{
    public string? OperationId { get; init; }

    /// <summary>A grade, 1 to 16 characters; the last one given holds.</summary>
    public string? Grade { get; init; }

    /// <summary>A flag to put on the source, 1 to 40 characters.</summary>
    public string? Flag { get; init; }

    /// <summary>A flag to take off again.</summary>
    public string? Unflag { get; init; }

    /// <summary>Free text, at most 2,000 characters.</summary>
    public string? Comment { get; init; }
}

/// <summary>What somebody noted about a source.</summary>
internal sealed record RemarkMessage(DateTimeOffset At, string Annotator, string? Grade, string? Flag, string? Unflag, string? Comment)
{
    public static RemarkMessage Of(Remark remark)
        => new(remark.At, remark.Annotator.Value, remark.Grade, remark.Flag, remark.Unflag, remark.Comment);
}

/// <summary>What became of a remark, and the source's remarks with it.</summary>
/// <param name="OperationId">The operation answered.</param>
/// <param name="Outcome">accepted.</param>
/// <param name="Grade">The grade given last.</param>
/// <param name="Flags">The flags that are on the source.</param>
/// <param name="Remarks">All remarks up to this one, oldest first.</param>
internal sealed record RemarkAnswerMessage(
    string OperationId, RemarkOutcome Outcome, string? Grade, IReadOnlyList<string> Flags, IReadOnlyList<RemarkMessage> Remarks);

/// <summary>A remark with its source, for exports.</summary>
internal sealed record RemarkRowMessage(string SourceId, string Name, RemarkMessage Remark)
{
    public static CsvLayout<RemarkRowMessage> Csv { get; } = new(
        ("sourceId", r => r.SourceId),
        ("name", r => r.Name),
        ("at", r => r.Remark.At),
        ("annotator", r => r.Remark.Annotator),
        ("grade", r => r.Remark.Grade),
        ("flag", r => r.Remark.Flag),
        ("unflag", r => r.Remark.Unflag),
        ("comment", r => r.Remark.Comment));
}

/// <summary>Several flags in one field of a table.</summary>
internal static class FlagText
{
    public static string Of(IReadOnlyList<string> flags) => string.Join(';', flags);
}
