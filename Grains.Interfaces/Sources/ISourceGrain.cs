using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Interfaces.Pools;

namespace LensGrains.Grains.Interfaces.Sources;

/// <summary>One object's life as people see it. Votes are a cache of the journals; remarks are its own. Key: campaign/ordinal.</summary>
[Alias("lensgrains.source")]
public interface ISourceGrain : IGrainWithStringKey
{
    [Alias("describe")]
    Task<SourceLife> Describe(CancellationToken cancellationToken = default);

    /// <summary>Adds a remark (grade, flag, comment). The same operation adds it once.</summary>
    [Alias("remark")]
    Task<RemarkOutcome> Remark(SourceRemark remark, CancellationToken cancellationToken = default);
}

[GenerateSerializer, Alias("remark-outcome")]
public enum RemarkOutcome
{
    Added,

    /// <summary>The operation was answered before.</summary>
    Already,

    /// <summary>Empty, or longer than 2,000 characters.</summary>
    Invalid,
}

/// <summary>What somebody noted about a source beside votes.</summary>
/// <param name="Operation">The client's name for it.</param>
/// <param name="Annotator">Who.</param>
/// <param name="At">When.</param>
/// <param name="Grade">A grade such as A, B, C; null leaves it.</param>
/// <param name="Flag">A flag; null for none.</param>
/// <param name="Comment">Free text; null for none.</param>
[GenerateSerializer, Immutable, Alias("source-remark")]
public sealed record SourceRemark(
    OperationId Operation, AnnotatorId Annotator, DateTimeOffset At, string? Grade, string? Flag, string? Comment);

/// <summary>A source in a campaign.</summary>
[GenerateSerializer, Immutable, Alias("source-life")]
public sealed record SourceLife(
    PoolRow? Row, IReadOnlyList<SourceVote> Votes, string? Grade, IReadOnlyList<SourceRemark> Remarks);

/// <summary>The remarks on a source, as they are stored.</summary>
[GenerateSerializer, Immutable, Alias("source-remarks")]
public sealed record SourceRemarks(IReadOnlyList<SourceRemark> Remarks);
