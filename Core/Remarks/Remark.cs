using LensGrains.Core.Ids;

namespace LensGrains.Core.Remarks;

/// <summary>What somebody noted about a source beside labels.</summary>
/// <param name="Operation">The client's name for it.</param>
/// <param name="Annotator">Who.</param>
/// <param name="At">When.</param>
/// <param name="Grade">A grade such as A, B, C, 1 to 16 characters; null leaves it.</param>
/// <param name="Flag">A flag that is put on the source, 1 to 40 characters; null for none.</param>
/// <param name="Unflag">A flag that is taken off again; null for none.</param>
/// <param name="Comment">Free text, at most 2,000 characters; null for none.</param>
[GenerateSerializer, Immutable, Alias("remark")]
public sealed record Remark(
    OperationId Operation,
    AnnotatorId Annotator,
    DateTimeOffset At,
    string? Grade = null,
    string? Flag = null,
    string? Unflag = null,
    string? Comment = null);

/// <summary>A remark on a source, as it is asked for.</summary>
/// <param name="Source">The source.</param>
/// <param name="BodyHash">Hash of the request, which tells a retry from another use of its operation id.</param>
/// <param name="Remark">What is noted.</param>
[GenerateSerializer, Immutable, Alias("remark-on")]
public sealed record RemarkOn(Ordinal Source, string BodyHash, Remark Remark);

/// <summary>All that was noted about one source, and what it amounts to.</summary>
/// <param name="Grade">The grade given last, by anybody; null without one.</param>
/// <param name="Flags">The flags that are on it, in alphabetical order.</param>
/// <param name="Remarks">In the order in which they became durable.</param>
[GenerateSerializer, Immutable, Alias("source-remarks")]
public sealed record SourceRemarks(string? Grade, IReadOnlyList<string> Flags, IReadOnlyList<Remark> Remarks)
{
    /// <summary>Nothing noted.</summary>
    public static SourceRemarks None { get; } = new(null, [], []);

    /// <summary>What all that was noted amounts to with one remark more.</summary>
    public SourceRemarks With(Remark remark)
    {
        var flags = Flags.Where(f => f != remark.Unflag);
        flags = remark.Flag is { } flag ? flags.Append(flag).Distinct().Order(StringComparer.Ordinal) : flags;

        // Arrays, because they may travel: what stands behind a collection expression has no serializer.
        return new SourceRemarks(remark.Grade ?? Grade, flags.ToArray(), Remarks.Append(remark).ToArray());
    }
}
