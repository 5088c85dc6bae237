using LensGrains.Core.Remarks;
using LensGrains.Grains.Interfaces.Pools;

namespace LensGrains.Grains.Interfaces.Sources;

/// <summary>One object's life as people see it: a view of its pool's votes and its campaign's remarks. Key: campaign/ordinal.</summary>
[Alias("lensgrains.source")]
public interface ISourceGrain : IGrainWithStringKey
{
    [Alias("describe")]
    Task<SourceLife> Describe(CancellationToken cancellationToken = default);
}

/// <summary>A source in a campaign.</summary>
[GenerateSerializer, Immutable, Alias("source-life")]
public sealed record SourceLife(PoolRow? Row, IReadOnlyList<SourceVote> Votes, SourceRemarks Remarks);
