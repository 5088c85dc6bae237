using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Interfaces.Campaigns;

namespace LensGrains.Grains.Interfaces.Pools;

/// <summary>At most 65,536 consecutive sources of a campaign as columns: status, score, uncertainty. Key: campaign/shard.</summary>
[Alias("lensgrains.pool")]
public interface IPoolGrain : IGrainWithStringKey
{
    /// <summary>A session's values for sources of this pool. A hint: a gap makes the pool read the session's journal.</summary>
    [Alias("apply")]
    Task Apply(VotesHint hint, CancellationToken cancellationToken = default);

    /// <summary>The best candidates per criterion for a round.</summary>
    [Alias("heads")]
    Task<HeadsAnswer> Heads(HeadsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Catches up with journals and catalogue and says what it counts.</summary>
    [Alias("refresh")]
    Task<PoolReport> Refresh(CancellationToken cancellationToken = default);

    /// <summary>Rows that match, in order, for listings.</summary>
    [Alias("rows"), ReadOnly]
    Task<IReadOnlyList<PoolRow>> Rows(RowsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Every annotator's current value for one source.</summary>
    [Alias("votes"), ReadOnly]
    Task<IReadOnlyList<SourceVote>> Votes(Ordinal source, CancellationToken cancellationToken = default);
}

/// <summary>Values of one event of a session's journal, as far as they concern one pool.</summary>
/// <param name="Annotator">The session.</param>
/// <param name="Previous">Position of the session's last earlier event that concerned this pool; 0 if there was none.</param>
/// <param name="Position">This event's position.</param>
/// <param name="At">When it happened.</param>
/// <param name="Kind">Votes or an adjudication.</param>
/// <param name="Values">The values after it.</param>
[GenerateSerializer, Immutable, Alias("votes-hint")]
public sealed record VotesHint(
    AnnotatorId Annotator, long Previous, long Position, DateTimeOffset At, LabelKind Kind, IReadOnlyList<Judgement> Values);

[GenerateSerializer, Immutable, Alias("source-vote")]
public sealed record SourceVote(AnnotatorId Annotator, LabelKind Kind, Judgement Value);
